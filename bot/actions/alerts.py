"""Alerts on their way: what is due goes to whom it is for, once each, in every zone when its moment comes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.actions import calendar_dates
from bot.actions.alerts_move import follow
from bot.actions.alerts_say import message, open_once, size
from bot.knowledge import schedule
from bot.knowledge.library import Library
from bot.knowledge.schedule import Slot
from bot.model.alerts import Alert
from bot.storage import alerts as storage
from bot.storage import audit, outbox
from bot.storage.alerts import Begun
from bot.storage.database import Connection

LOOK_BACK, HOUR = timedelta(days=7), timedelta(hours=1)


def ring(tx: Connection, library: Library, now: datetime, *, everybody: bool = False) -> int:
    """Send whatever is due by now; how many messages went into the outbox.

    A zone has its turn when its moment comes. With `everybody` the zones that had theirs are looked at again until an hour after the
    last one had its own, for people who moved meanwhile; nobody is told twice. What is found too late is left out, and the audit trail
    says so."""
    follow(tx, calendar_dates.current(tx, library), now)
    due = [one for one in calendar_dates.hanging(tx, library) if schedule.around(one, now, LOOK_BACK)]
    return sum(send(tx, library, one, now, everybody=everybody) for one in due)


def send(tx: Connection, library: Library, one: Alert, now: datetime, *, everybody: bool) -> int:
    """Send one alert to the zones whose moment has come; how many messages are new."""
    every = schedule.slots(one.day, one.rule.at)
    come = [slot for slot in every if slot[0] <= now]
    everybody = everybody and now <= every[-1][0] + HOUR
    if not come or (not everybody and covered(storage.find(tx, one), come[-1])):
        return 0
    begun = storage.begin(tx, one, now)
    told = storage.earlier(tx, one, begun.name)
    lived_in = schedule.homes(come, storage.zones(tx, purpose(one)))
    fresh = [slot for slot in lived_in if not covered(begun, slot)]
    alive = [slot for slot in (lived_in if everybody else fresh) if not too_late(one, slot, now)]
    alive = [slot for slot in alive if slot in fresh or storage.anybody_left(tx, people(one, slot, told), begun.name)]
    sent = _fan_out(tx, library, one, begun, alive, told, now)
    missed = _too_late(tx, one, begun, [slot for slot in fresh if too_late(one, slot, now)], told, now)
    storage.cover(tx, begun.id, max(come[-1][0], begun.covered_until or come[-1][0]), missed)
    return sent


def purpose(one: Alert) -> str:
    """The consent that it takes to get this alert."""
    return f"topic:{one.rule.topic}"


def covered(begun: Begun | None, slot: Slot) -> bool:
    """Whether these zones had their turn."""
    return begun is not None and begun.covered_until is not None and slot[0] <= begun.covered_until


def too_late(one: Alert, slot: Slot, now: datetime) -> bool:
    """Whether the alert has no use any more in these zones."""
    return slot[0] + one.rule.late <= now


def people(one: Alert, slot: Slot, told: Sequence[str]) -> storage.People:
    """Who gets this alert at this moment: subscribers by then, in its zones, whom this rule has not told another day of this anchor."""
    moment, zones = slot
    return storage.subscribers(purpose(one), by=moment, zones=zones, told=told)


def _fan_out(tx: Connection, library: Library, one: Alert, begun: Begun, alive: Sequence[Slot], told: Sequence[str], now: datetime) -> int:
    if not alive:
        return 0
    campaign = begun.campaign_id or open_once(tx, begun.name, message(library, one), one.rule.topic, begun.id, now)
    klass = outbox.NOTICE if one.rule.urgent else outbox.ALERT
    sent = 0
    for slot in alive:
        ends = slot[0] + one.rule.late
        sent += outbox.fan_out(tx, campaign, people(one, slot, told), now, klass=klass, due_at=slot[0], expires_at=ends)
    return sent


def _too_late(tx: Connection, one: Alert, begun: Begun, late: Sequence[Slot], told: Sequence[str], now: datetime) -> int:
    missed = sum(size(tx, people(one, slot, told)) for slot in late)
    if missed:
        audit.note(tx, "plaza", "alert.too_late", begun.name, now, people=missed, since=late[0][0])
    return missed
