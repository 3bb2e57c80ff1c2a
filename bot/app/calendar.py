"""`plaza calendar`: the days of the Council and of meetings, and setting them by hand or from a file."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.actions import alerts_move, calendar_dates, calendar_import
from bot.app.assemble import Plaza
from bot.app.offline import OPERATOR, day, opened, show
from bot.config import BadSettings
from bot.model.alerts import Moves, is_sure
from bot.model.knowledge import Anchor, DateChange, DateState
from bot.storage.database import Connection

Shown = dict[str, object]
Change = Callable[[Anchor], DateChange]


def every(*, past: bool, as_json: bool) -> None:
    """`list`: the coming days, with `past` those that are over too."""
    with opened() as plaza:
        anchors = plaza.database.read(lambda tx: calendar_dates.current(tx, plaza.library))
        found = list(anchors) if past else calendar_dates.coming(anchors, plaza.clock.now().date())
    if as_json:
        show([_row(one) for one in found])
        return
    for one in found:
        print(f"{_day(one):24}  {one.state + ('' if is_sure(one) else ', unconfirmed'):26}  {one.id}  {one.names['en']}")


def _row(one: Anchor) -> Shown:
    known: Shown = {"id": one.id, "kind": one.kind, "day": one.day, "latest": one.latest, "state": one.state, "sure": is_sure(one)}
    return known | {"source": one.source, "names": one.names}


def _day(one: Anchor) -> str:
    return f"{one.day or 'not known'}" + (f" to {one.latest}" if one.latest else "")


def set_day(name: str, when: str, *, provisional: bool, source: str, as_json: bool) -> None:
    """`set`: a day, or `none` when the old one no longer holds and the new one is not known."""
    fresh = None if when == "none" else day("DAY", when)
    state = DateState.PROVISIONAL if provisional or fresh is None else DateState.CONFIRMED
    with opened() as plaza:
        _one(plaza, name, lambda anchor: DateChange(anchor.id, fresh, state, source, OPERATOR, plaza.clock.now()), as_json)


def confirm(name: str, *, source: str, as_json: bool) -> None:
    """`confirm`: the day stands as it is. Raises BadSettings when only a span is known."""
    with opened() as plaza:
        _one(plaza, name, lambda anchor: _confirmed(anchor, source, plaza), as_json)


def _confirmed(anchor: Anchor, source: str, plaza: Plaza) -> DateChange:
    if anchor.day is None or anchor.latest is not None:
        raise BadSettings(f"the day of {anchor.id} is not known yet ({_day(anchor)}): use `plaza calendar set {anchor.id} DAY`")
    return DateChange(anchor.id, anchor.day, DateState.CONFIRMED, source or anchor.source, OPERATOR, plaza.clock.now())


def _one(plaza: Plaza, name: str, change: Change, as_json: bool) -> None:
    def work(tx: Connection) -> Moves:
        anchors = calendar_dates.current(tx, plaza.library)
        anchor = calendar_dates.find(anchors, name)
        if anchor is None:
            near = ", ".join(calendar_dates.like(anchors, name)) or "see `plaza calendar list`"
            raise BadSettings(f"there is no day {name!r}, or more than one; perhaps: {near}")
        return alerts_move.set_dates(tx, plaza.library, [change(anchor)], plaza.clock.now())

    _tell(plaza, plaza.database.write(work), as_json)


def bring(path: str, *, dry_run: bool, as_json: bool) -> None:
    """`import`: every date of a .yaml or .ics file, or none; with `dry_run` only what would move."""
    with opened() as plaza:
        now = plaza.clock.now()
        anchors = plaza.database.read(lambda tx: calendar_dates.current(tx, plaza.library))
        found = calendar_import.read(Path(path).absolute(), plaza.library, anchors, OPERATOR, now)
        for one in found.unknown:
            print(f"plaza: left out, not a date of the calendar: {one}", file=sys.stderr)
        if dry_run:
            moves = plaza.database.read(lambda tx: alerts_move.would_move(tx, plaza.library, found.changes, now))
        else:
            moves = plaza.database.write(lambda tx: alerts_move.set_dates(tx, plaza.library, found.changes, now))
        _tell(plaza, moves, as_json)


def _tell(plaza: Plaza, done: Moves, as_json: bool) -> None:
    if as_json:
        rows = [{"id": one.after.id, "old": one.before.day, "new": one.after.day, "state": one.after.state} for one in done.moves]
        show({"moves": rows, "pending": done.pending, "told": done.told})
    else:
        for one in done.moves:
            print(f"{one.after.id}: {_day(one.before)} -> {_day(one.after)} ({one.after.state})")
        print(f"alerts still to come that move along: {done.pending}; people told the old date who get the new one: {done.told}")
    _warn(plaza.database.read(lambda tx: calendar_dates.current(tx, plaza.library)))


def _warn(anchors: Sequence[Anchor]) -> None:
    for record in calendar_dates.inconsistent(anchors):
        print(f"plaza: {record} now closes before it opens: set its other day too", file=sys.stderr)
