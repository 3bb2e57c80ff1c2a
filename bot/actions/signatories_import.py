"""The Committee's list of signatories, taken in whole: what is added, changed and removed against what Plaza holds now.

A list speaks for the charters it names; rows of other charters stay. The seed file is never edited: an import is a version in the
database."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.actions.events_export import harmless
from bot.knowledge.text import fold
from bot.model.charters import Signature
from bot.model.listing import Listing
from bot.storage import audit, signatories
from bot.storage.database import Connection


class Stale(Exception):
    """Somebody else imported a list since the differences were shown."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What turns one list into another. `changed` pairs a row as it was with the row as it is; `kept` counts what stays."""

    added: tuple[Signature, ...]
    changed: tuple[tuple[Signature, Signature], ...]
    removed: tuple[Signature, ...]
    kept: int

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def whole(held: Iterable[Signature], brought: Iterable[Signature]) -> tuple[Signature, ...]:
    """The list as it will be: the rows brought, and those held of charters that the brought list does not speak of."""
    rows = tuple(brought)
    spoken_of = {row.charter for row in rows}
    return ordered((*rows, *(row for row in held if row.charter not in spoken_of)))


def difference(held: Iterable[Signature], wanted: Iterable[Signature]) -> Difference:
    """What to do to `held` so that it becomes `wanted`. A city is the same under any name that both rows give it."""
    old, new = dict.fromkeys(held), dict.fromkeys(wanted)
    before, after = [row for row in old if row not in new], [row for row in new if row not in old]
    changed, added = list[tuple[Signature, Signature]](), list[Signature]()
    left = dict.fromkeys(before)
    by_name = _by_name(before)
    for row in after:
        twin = next((one for key in _keys(row) for one in by_name.get(key, ()) if one in left), None)
        if twin is None:
            added.append(row)
        else:
            del left[twin]
            changed.append((twin, row))
    return Difference(ordered(added), tuple(sorted(changed, key=lambda pair: _rank(pair[1]))), ordered(left), len(old) - len(before))


def applied(held: Iterable[Signature], it: Difference) -> tuple[Signature, ...]:
    """The list after the difference."""
    gone = {*it.removed, *(before for before, _ in it.changed)}
    return ordered((*(row for row in held if row not in gone), *it.added, *(after for _, after in it.changed)))


def ordered(rows: Iterable[Signature]) -> tuple[Signature, ...]:
    """Each row once: by charter, country and city."""
    return tuple(sorted(dict.fromkeys(rows), key=_rank))


def take(tx: Connection, seed: Iterable[Signature], it: Difference, expected: int, about: Mapping[str, str], now: datetime) -> int:
    """Keep the list after this difference as the next version; its number. `about`: author, source (the file's name) and digest (SHA-256).

    Raises Stale when `expected` is not the newest version any more."""
    listing = current(tx)
    if (listing.version if listing else 0) != expected:
        raise Stale
    counts = {"added": len(it.added), "changed": len(it.changed), "removed": len(it.removed)}
    version = expected + 1
    if not signatories.add(tx, version, applied(held(seed, listing), it), now, **about, **counts):
        raise Stale
    audit.note(tx, about["author"], "signatories.import", f"signatories:{version}", now, source=about["source"], **counts)
    return version


def current(tx: Connection) -> Listing | None:
    """The newest version with its rows."""
    newest = signatories.newest(tx)
    return signatories.filled(tx, newest) if newest else None


def held(seed: Iterable[Signature], listing: Listing | None) -> tuple[Signature, ...]:
    """What Plaza holds now: the newest version, else the rows of the seed file."""
    return listing.signatures if listing else tuple(seed)


def names_of(row: Signature) -> tuple[str, ...]:
    """Every name of a city, folded, each once."""
    return tuple(dict.fromkeys(fold(name) for name in (row.city, *row.aliases)))


def as_csv(columns: Iterable[str], rows: Iterable[Signature], countries: Mapping[str, str]) -> bytes:
    """The list as a table that can be imported again; with a byte order mark for spreadsheets, and no cell they take for a formula."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, tuple(columns))
    writer.writeheader()
    for row in rows:
        cells = {
            "charter_id": row.charter,
            "city": row.city,
            "country_code": row.country,
            "country": countries.get(row.country, ""),
            "signed_on": row.signed_on,
            "status": row.status,
            "aliases": "|".join(row.aliases),
            "source_url": row.url,
        }
        writer.writerow({name: harmless(cell) for name, cell in cells.items()})
    return out.getvalue().encode("utf-8-sig")


def _keys(row: Signature) -> list[tuple[str, str, str]]:
    return [(row.charter, row.country, name) for name in names_of(row)]


def _by_name(rows: Iterable[Signature]) -> Mapping[tuple[str, str, str], list[Signature]]:
    found: dict[tuple[str, str, str], list[Signature]] = {}
    for row in rows:
        for key in _keys(row):
            found.setdefault(key, []).append(row)
    return found


def _rank(row: Signature) -> tuple[str, ...]:
    return (row.charter, row.country, fold(row.city), row.city, row.status, row.signed_on, row.url, *row.aliases)
