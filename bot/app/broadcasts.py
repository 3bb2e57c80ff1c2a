"""`plaza broadcast`: the same broadcasts as in conversation, step by step, for operators and scripts."""

import sys
from collections.abc import Callable, Mapping
from datetime import datetime

from bot.actions import broadcasts
from bot.app.assemble import Plaza
from bot.app.offline import OPERATOR, opened, show
from bot.config import BadSettings
from bot.engine.texts import Reader
from bot.model.broadcasts import Audience, BadBroadcast
from bot.storage import broadcasts as storage
from bot.storage.broadcasts import Broadcast
from bot.storage.database import Connection


class NotNow(Exception):
    """The broadcast stands where this step cannot be taken; one line."""


def wording(plaza: Plaza) -> broadcasts.Wording:
    """Messages as one line of plain text."""
    return lambda message, data, language: plaza.texts.line(message, data, Reader(language))


def new(audience: str, texts: Mapping[str, str], *, once: bool, as_json: bool) -> None:
    """`new`: keep a draft and print its id; the text `-` is read from standard input."""
    given = {language: sys.stdin.read() if text == "-" else text for language, text in texts.items()}

    def work(tx: Connection, plaza: Plaza, now: datetime) -> int:
        whom = broadcasts.audience(tx, plaza.library, wording(plaza), audience)
        return broadcasts.draft(tx, whom, given, OPERATOR, now, again=not once)

    with opened() as plaza:
        try:
            made = plaza.database.write(lambda tx: work(tx, plaza, plaza.clock.now()))
        except BadBroadcast as bad:
            raise BadSettings(_reason(bad, audience)) from bad
    _result(made, {"id": made}, as_json)


def _reason(bad: BadBroadcast, audience: str) -> str:
    if bad.reason == "unknown":
        return f"--to {audience!r}: there is no such topic or event; write topic:<id> as in config/alerts.yaml or event:<slug>"
    name = {"text": "--text", "text_es": "--es", "text_fr": "--fr"}[bad.field_name]
    return f"{name} is {'empty' if bad.reason == 'empty' else 'too long: at most {longest} characters, here {length}'.format(**bad.data)}"


def every(*, as_json: bool) -> None:
    """`list`: the latest broadcasts."""
    with opened() as plaza:
        found = plaza.database.read(storage.newest)
    if as_json:
        show([{"id": one.id, "audience": one.audience, "state": one.state, "by": one.created_by, "sent_at": one.sent_at} for one in found])
        return
    for one in found:
        print(f"{one.id}  {one.state}  {one.audience}  {one.texts['en'].splitlines()[0][:60]}")


def preview(identifier: int, *, as_json: bool) -> None:
    """`preview`: exactly how many would get it, and every version."""
    with opened() as plaza:
        now = plaza.clock.now()
        shown = plaza.database.read(lambda tx: broadcasts.preview(tx, *_found(tx, plaza, identifier), now))
    if as_json:
        show(shown)
        return
    print(f"{shown.audience.key}: {shown.people} people{_counts(shown.channels)}")
    for version in shown.versions:
        lacking = f" (their language is missing:{_counts(version.borrowed)})" if version.borrowed else ""
        print(f"\n[{version.language}] {version.people} people{lacking}\n{version.text}")


def approve(identifier: int, *, as_json: bool) -> None:
    """`approve`: it may be sent."""
    _step(identifier, broadcasts.approve, "approved", "is no draft any more", as_json)


def pause(identifier: int, *, as_json: bool) -> None:
    """`pause`: hold what has not gone out."""
    _step(identifier, broadcasts.pause, "paused", "is not running", as_json)


def resume(identifier: int, *, as_json: bool) -> None:
    """`resume`: go on."""
    _step(identifier, broadcasts.resume, "running", "is not paused", as_json)


def _step(identifier: int, deed: Callable[..., bool], after: str, problem: str, as_json: bool) -> None:
    with opened() as plaza:
        now = plaza.clock.now()
        done = plaza.database.write(lambda tx: deed(tx, _found(tx, plaza, identifier)[0], OPERATOR, now))
    if not done:
        raise NotNow(f"broadcast {identifier} {problem}")
    _result(identifier, {"id": identifier, "state": after}, as_json)


def send(identifier: int, *, as_json: bool) -> None:
    """`send`: put an approved broadcast on its way, once; prints how many messages."""
    with opened() as plaza:
        now = plaza.clock.now()

        def work(tx: Connection) -> int | None:
            one, whom = _found(tx, plaza, identifier)
            return broadcasts.send(tx, one, whom, OPERATOR, now, before=("approved",))

        count = plaza.database.write(work)
    if count is None:
        raise NotNow(f"broadcast {identifier} is not approved, or was sent already: see `plaza broadcast list`")
    _result(count, {"id": identifier, "people": count}, as_json)


def cancel(identifier: int, *, as_json: bool) -> None:
    """`cancel`: drop a draft, or cancel what has not gone out; prints how many messages."""
    with opened() as plaza:
        now = plaza.clock.now()
        count = plaza.database.write(lambda tx: broadcasts.cancel(tx, _found(tx, plaza, identifier)[0], OPERATOR, now))
    if count is None:
        raise NotNow(f"broadcast {identifier} is cancelled already")
    _result(count, {"id": identifier, "cancelled": count}, as_json)


def report(identifier: int, *, as_json: bool) -> None:
    """`report`: how it stands, by channel; `interrupted` attempts may have arrived twice."""
    with opened() as plaza:
        stands = plaza.database.read(lambda tx: broadcasts.standing(tx, *_found(tx, plaza, identifier)))
    if as_json:
        show(stands)
        return
    print(f"{stands.audience.key}: {stands.state}, {stands.people} messages")
    for channel, states in stands.channels.items():
        print(f"{channel}{_counts(states)}")


def _found(tx: Connection, plaza: Plaza, identifier: int) -> tuple[Broadcast, Audience]:
    one = storage.of(tx, identifier)
    if one is None:
        raise BadSettings(f"there is no broadcast {identifier}: see `plaza broadcast list`")
    try:
        return one, broadcasts.audience(tx, plaza.library, wording(plaza), one.audience)
    except BadBroadcast:
        return one, Audience(one.audience, {"en": one.audience})


def _counts(counts: Mapping[str, int]) -> str:
    return "".join(f" {name} {n}" for name, n in sorted(counts.items()))


def _result(plain: object, row: Mapping[str, object], as_json: bool) -> None:
    if as_json:
        show(row)
    else:
        print(plain)
