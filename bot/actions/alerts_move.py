"""Days that move: set by people or mended in the files. What waits for the old day is cancelled; who knows it is told the new one, once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from bot.actions import calendar_dates
from bot.actions.alerts_say import BUTTONS, open_once, size
from bot.knowledge import calendar, schedule
from bot.knowledge.library import Library
from bot.model.alerts import Move, Moves, is_sure
from bot.model.knowledge import Anchor, DateChange, DateState
from bot.model.reply import Reply
from bot.storage import alerts as storage
from bot.storage import audit, outbox
from bot.storage.alerts import Begun
from bot.storage.database import Connection

OVER = timedelta(days=60)


def set_dates(tx: Connection, library: Library, wanted: Sequence[DateChange], now: datetime) -> Moves:
    """Set days by hand, and follow at once; what moves with them, deadlines included."""
    before = {one.id: one for one in calendar_dates.current(tx, library)}
    for change in wanted:
        storage.keep_change(tx, change)
        old = before.get(change.anchor_id)
        detail = {"old": old.day if old else None, "new": change.day, "state": change.state, "source": change.source}
        audit.note(tx, change.by, "calendar.set", change.anchor_id, now, **detail)
    after = calendar_dates.current(tx, library)
    moves = _moves(before, after)
    told = follow(tx, after, now)
    return Moves(moves, pending(library, [move.after for move in moves if move.moved], now), told)


def would_move(tx: Connection, library: Library, wanted: Sequence[DateChange], now: datetime) -> Moves:
    """What `set_dates` would move and whom it would tell; changes nothing."""
    here = calendar_dates.known(tx, library)
    after = calendar.anchors(here, wanted)
    moves = _moves({one.id: one for one in calendar_dates.current(tx, library)}, after)
    days = {one.id: one.day for one in after}
    knowing = [one for one in storage.live(tx) if days.get(one.anchor_id) not in (None, one.day)]
    told = sum(size(tx, storage.willing(one.name, storage.TOLD, f"topic:{one.topic}", ())) for one in knowing)
    return Moves(moves, pending(library, [move.after for move in moves if move.moved], now), told)


def _moves(before: Mapping[str, Anchor], after: Iterable[Anchor]) -> tuple[Move, ...]:
    return tuple(Move(before[one.id], one) for one in after if one.id in before and _shown(before[one.id]) != _shown(one))


def _shown(anchor: Anchor) -> tuple[object, ...]:
    return anchor.day, anchor.latest, anchor.state


def pending(library: Library, moved: Iterable[Anchor], now: datetime) -> int:
    """How many alerts hang on these days and are still to come somewhere."""
    hanging = schedule.alerts(library.rules, moved)
    return sum(schedule.slots(one.day, one.rule.at)[-1][0] > now for one in hanging)


def follow(tx: Connection, known: Iterable[Anchor], now: datetime) -> int:
    """Where a day moved, cancel what waits and tell those who know the old day; how many are told.

    A correction of days that are both over is nobody's news."""
    here = {one.id: one for one in known}
    told = 0
    for begun in storage.live(tx):
        anchor = here.get(begun.anchor_id)
        day = anchor.day if anchor and anchor.state is not DateState.SUPERSEDED else None
        if day == begun.day:
            _let_rest(tx, begun, now)
            continue
        if anchor is not None and max(day or date.min, begun.day or date.min) >= now.date():
            told += _notify(tx, begun, anchor, day, now)
        _leave(tx, begun, now)
    return told


def _let_rest(tx: Connection, begun: Begun, now: datetime) -> None:
    """A day long over cannot move any more."""
    if begun.day and begun.day < (now - OVER).date():
        storage.close(tx, begun.id, "past")


def _leave(tx: Connection, begun: Begun, now: datetime) -> None:
    storage.close(tx, begun.id, "superseded")
    if begun.campaign_id is not None:
        waited = outbox.cancel_campaign(tx, begun.campaign_id, "cancelled", now)
        audit.note(tx, "plaza", "alert.day_moved", begun.name, now, cancelled=waited)


def _notify(tx: Connection, begun: Begun, anchor: Anchor, day: date | None, now: datetime) -> int:
    """Tell the people who know `begun`'s day; and of a notice that waits still, those who know the day before it."""
    count = 0
    for states, old in ((storage.TOLD, begun.day), (("due",), begun.was)):
        if old is not None and old != day:
            count += _tell(tx, begun, anchor, day, old, states, now)
    return count


def _tell(tx: Connection, begun: Begun, anchor: Anchor, day: date | None, old: date, states: Sequence[str], now: datetime) -> int:
    """One notice old -> new per person and anchor, whatever the number of rules and topics that told them."""
    whom = storage.willing(begun.name, states, f"topic:{begun.topic}", storage.notices(tx, anchor.id, day))
    if not size(tx, whom):
        return 0
    name = f"moved:{begun.id}:{anchor.id}:{old}:{day}"
    made = storage.begin_notice(tx, name, anchor.id, day, old, begun.topic, now)
    if made is None:
        return 0
    data = {"topic": begun.topic, "anchor": anchor, "sure": is_sure(anchor), "old": old}
    campaign = open_once(tx, name, Reply("alerts.moved", data, BUTTONS), begun.topic, made, now)
    return outbox.fan_out(tx, campaign, whom, now, klass=outbox.NOTICE)
