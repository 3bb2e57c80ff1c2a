"""What reminders around events would go out between two days, asked of the same people as the sending itself."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.actions.alerts_say import sums
from bot.actions.events_remind import hanging, turnouts
from bot.model.alerts import Planned, Rules
from bot.model.events import Event
from bot.model.mail import EVENT
from bot.model.reminders import Reminder
from bot.storage import alerts
from bot.storage import reminders as storage
from bot.storage.database import Connection


def planned(tx: Connection, rules: Rules, first: date, last: date, now: datetime) -> Iterator[Planned]:
    """Every reminder that is due between these days, by the clocks of each event's place, as the lists stand now."""
    for event, one in hanging(tx, rules, now):
        local = one.moment(event.when).astimezone(ZoneInfo(event.when.zone))
        if first <= local.date() <= last and one.ends(event.when, one.moment(event.when)) > now:
            yield _planned(tx, rules, event, one, local)


def _planned(tx: Connection, rules: Rules, event: Event, one: Reminder, local: datetime) -> Planned:
    moment = one.moment(event.when)
    counts = alerts.reach(tx, storage.audience(event, one.id, moment))
    dues = [group.due for group in turnouts(tx, rules.quiet, event, one)] or [moment]
    return Planned(
        storage.KIND,
        storage.name_of(event, one.id),
        local.date(),
        local.time(),
        dues[0],
        dues[-1],
        one.id,
        f"{EVENT}{event.slug}",
        None,
        sum(n for _, _, n in counts),
        sums(counts, 0),
        sums(counts, 1),
    )
