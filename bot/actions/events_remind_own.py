"""Organisers' own reminders for one event, and the moments of all that it has."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from bot.model.alerts import Rules
from bot.model.events import Event
from bot.model.reminders import DAY, own
from bot.storage import audit, events, outbox, own_reminders, reminders
from bot.storage.database import Connection

MOST = 10


def add(tx: Connection, event: Event, before: timedelta, at: time | None, texts: Mapping[str, str], by: str, now: datetime) -> bool:
    """One more reminder; False when its moment has passed. An hour of the day is for reminders of days only."""
    at = at if before >= DAY else None
    if own(0, before, at, {}).moment(event.when) <= now or len(own_reminders.of(tx, event.id)) >= MOST:
        return False
    said = {language: text for language, text in texts.items() if text}
    number = own_reminders.add(tx, event.id, before, at, said, by, now)
    audit.note(tx, by, "reminder.add", f"event:{event.slug}", now, reminder=f"own-{number}", before=str(before))
    return True


def remove(tx: Connection, number: int, by: str, now: datetime) -> int | None:
    """No longer send it, and take back what waits; the event's id, None for what never was."""
    event_id = own_reminders.event_of(tx, number)
    if event_id is None:
        return None
    event = events.by_id(tx, event_id)
    if own_reminders.remove(tx, number, now):
        campaign = reminders.campaign_of(tx, reminders.name_of(event, f"own-{number}"))
        waited = outbox.cancel_campaign(tx, campaign, "cancelled", now) if campaign else 0
        audit.note(tx, by, "reminder.remove", f"event:{event.slug}", now, reminder=f"own-{number}", cancelled=waited)
    return event_id


def schedule(tx: Connection, rules: Rules, event: Event, now: datetime) -> list[dict[str, object]]:
    """Every reminder of an event in the order of their moments (UTC): which one, an organiser's words, and whether it was sent."""
    known = (*rules.reminders, *own_reminders.of(tx, event.id))
    lines = sorted(((one.moment(event.when), one) for one in known), key=lambda pair: (pair[0], pair[1].id))
    return [
        {
            "message": one.message,
            "texts": one.texts,
            "at": moment,
            "state": "sent" if reminders.begun(tx, reminders.name_of(event, one.id)) else "coming" if moment > now else "missed",
        }
        for moment, one in lines
    ]
