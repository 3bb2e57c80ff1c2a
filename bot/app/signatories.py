"""`plaza signatories import`, `export` and `versions`."""

import hashlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.actions import signatories_import as deeds
from bot.actions.imports import lines
from bot.actions.signatories_import import Difference
from bot.actions.signatories_read import COLUMNS, signatures_in
from bot.actions.tables import BadTable
from bot.app.assemble import Plaza
from bot.app.offline import OPERATOR, opened
from bot.app.run import mendable
from bot.config import BadSettings
from bot.knowledge.lexicon import lexicon
from bot.model.charters import Signature
from bot.model.listing import Listing
from bot.storage import signatories

STALE = "somebody imported another list meanwhile; nothing was changed, look again with --dry-run"


def bring(path: str, *, dry_run: bool, yes: bool, by: str = "", confirm: Callable[[], bool] | None = None) -> None:
    """`import`: shows what is added, changed and removed, then keeps the list as a new version once somebody says yes.

    Raises BadSettings with every bad line, or when nobody can be asked; then nothing is changed."""
    content = _content(path)
    with mendable(), opened() as plaza:
        brought, listing = _checked(plaza, path, content), plaza.database.read(deeds.current)
        held = deeds.held(plaza.library.signatures, listing)
        it = deeds.difference(held, deeds.whole(held, brought))
        sys.stdout.writelines(f"{line}\n" for line in _told(it))
        if dry_run or not it:
            print("nothing was changed (--dry-run)" if it else "Plaza holds this list already; nothing was changed")
        elif yes or (confirm or _confirmed)():
            print(f"imported as version {_keep(plaza, it, listing, Path(path).name, content, by or OPERATOR)}")
        else:
            print("nothing was changed")


def send_out(out: str) -> None:
    """`export`: the list Plaza holds now, as a table that can be changed and imported again."""
    with mendable(), opened() as plaza:
        listing = plaza.database.read(deeds.current)
        countries = lexicon(plaza.library).places.countries["en"]
        table = deeds.as_csv(COLUMNS, deeds.ordered(deeds.held(plaza.library.signatures, listing)), countries)
    if out:
        try:
            Path(out).write_bytes(table)
        except OSError as error:
            raise BadSettings(f"{out}: {error.strerror}") from error
    else:
        sys.stdout.buffer.write(table)


def show_versions() -> None:
    """`versions`: every import with its time, author, file and what it changed."""
    with mendable(), opened() as plaza:
        for it in plaza.database.read(signatories.history):
            counts = f"+{it.added} ~{it.changed} -{it.removed}"
            print(f"{it.version}  {it.at:%Y-%m-%d %H:%M} UTC  {it.author}  {counts}  {it.source}  sha256:{it.digest[:12]}")


def _content(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise BadSettings(f"{path}: {error.strerror}") from error


def _checked(plaza: Plaza, path: str, content: bytes) -> tuple[Signature, ...]:
    countries = lexicon(plaza.library).places.countries
    try:
        return signatures_in(content, plaza.library.charters, countries, plaza.clock.now().date())
    except BadTable as bad:
        raise BadSettings("\n".join([f"{path} cannot be imported; nothing was changed", *lines(path, bad.problems)])) from bad


def _keep(plaza: Plaza, it: Difference, listing: Listing | None, name: str, content: bytes, by: str) -> int:
    about = {"author": by[:300], "source": name[-300:], "digest": hashlib.sha256(content).hexdigest()}
    expected, seed = listing.version if listing else 0, plaza.library.signatures
    try:
        return plaza.database.write(lambda tx: deeds.take(tx, seed, it, expected, about, plaza.clock.now()))
    except deeds.Stale as stale:
        raise BadSettings(STALE) from stale


def _confirmed() -> bool:
    """Ask whoever sits at the terminal. Raises BadSettings when nobody does."""
    if not sys.stdin.isatty():
        raise BadSettings("nothing was changed; look through the list above, then add --yes")
    print("Import this list? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def _told(it: Difference) -> Iterator[str]:
    """The difference, a line per row, and its size."""
    yield from (f"+ {_name(row)}: {_what(row)}" for row in it.added)
    for before, after in it.changed:
        yield f"~ {_name(before)}: {'; '.join(_changes(before, after))}"
    yield from (f"- {_name(row)}: {_what(row)}" for row in it.removed)
    yield f"{len(it.added)} added, {len(it.changed)} changed, {len(it.removed)} removed, {it.kept} as before"


def _name(row: Signature) -> str:
    return f"{row.charter}, {row.city} ({row.country})"


def _what(row: Signature) -> str:
    return f"{row.status} {row.signed_on}".strip()


def _changes(before: Signature, after: Signature) -> Iterator[str]:
    for name, old, new in (
        ("city", before.city, after.city),
        ("signed_on", before.signed_on, after.signed_on),
        ("status", before.status, after.status),
        ("aliases", "|".join(before.aliases), "|".join(after.aliases)),
        ("source_url", before.url, after.url),
    ):
        if old != new:
            yield f"{name} {old or '-'} -> {new or '-'}"
