"""What would go out between two days, as everything stands now: asked of the same rules and the same people as the sending itself."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from bot.actions import calendar_dates, events_remind_plan
from bot.actions.alerts import covered, people, purpose, too_late
from bot.actions.alerts_say import sums
from bot.knowledge import schedule
from bot.knowledge.library import Library
from bot.knowledge.schedule import Slot
from bot.model.alerts import Alert, Planned
from bot.storage import alerts as storage
from bot.storage import broadcasts
from bot.storage.database import EPOCH, Connection

Count = tuple[str, str, int]


def plan(tx: Connection, library: Library, first: date, last: date, now: datetime) -> list[Planned]:
    """Every message between these local days, in order; nothing is changed."""
    hanging = (one for one in calendar_dates.hanging(tx, library) if first <= one.day <= last)
    alerts = [planned for one in hanging if (planned := _alert(tx, one, now))]
    reminders = events_remind_plan.planned(tx, library.rules, first, last, now)
    return sorted([*alerts, *reminders, *_waiting(tx, first, last, now)], key=lambda one: (one.day, one.at or time.min, one.name))


def _alert(tx: Connection, one: Alert, now: datetime) -> Planned | None:
    """An alert with the zones that still have their turn before them; None when all with people in them had it or it is too late."""
    begun = storage.find(tx, one)
    left = [slot for slot in schedule.slots(one.day, one.rule.at) if not covered(begun, slot) and not too_late(one, slot, now)]
    if not left:
        return None
    told = storage.earlier(tx, one, begun.name if begun else "")
    counts = _counts(tx, one, schedule.homes(left, storage.zones(tx, purpose(one))), told, now)
    if begun and not counts:
        return None
    return Planned(
        "alert",
        one.name,
        one.day,
        one.rule.at,
        left[0][0],
        left[-1][0],
        one.rule.id,
        one.rule.topic,
        one.anchor,
        sum(n for _, _, n in counts),
        sums(counts, 0),
        sums(counts, 1),
    )


def _counts(tx: Connection, one: Alert, left: Sequence[Slot], told: Sequence[str], now: datetime) -> list[Count]:
    """Who agreed after a zone's moment is not meant by it, so moments past are asked one by one; those to come at once."""
    past, coming = [slot for slot in left if slot[0] <= now], [slot for slot in left if slot[0] > now]
    queries = [people(one, slot, told) for slot in past]
    if coming:
        zones = tuple(zone for _, names in coming for zone in names)
        queries.append(people(one, (coming[-1][0], zones), told))
    return [count for query in queries for count in storage.reach(tx, query)]


def _waiting(tx: Connection, first: date, last: date, now: datetime) -> Iterator[Planned]:
    """What stands in the outbox already: alerts, broadcasts and messages of events on their way. Overdue counts as today."""
    begin = EPOCH if first <= now.date() else datetime.combine(first, time.min, UTC)
    rows = broadcasts.waiting(tx, begin, datetime.combine(last, time.min, UTC) + timedelta(days=1))
    for kind, name in dict.fromkeys((row.kind, row.name) for row in rows):
        ours = [row for row in rows if row.name == name]
        counts = [(row.channel, row.language, row.people) for row in ours]
        due = max(now, min(row.due for row in ours))
        topic = ours[0].topic.removeprefix("topic:")
        total = sum(n for _, _, n in counts)
        yield Planned(kind, name, due.date(), None, due, due, "", topic, None, total, sums(counts, 0), sums(counts, 1))
