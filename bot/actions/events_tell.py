"""What people are told when an event changes under them; each in their own language, at the address they used last."""

from datetime import datetime

from bot.model.events import ACTIVE, Event, Registration
from bot.model.reply import Attach, Button, Reply
from bot.storage import events_told, outbox
from bot.storage.database import Connection


def promoted(tx: Connection, event: Event, it: Registration, now: datetime) -> None:
    """Somebody who waited has a seat now."""
    place = outbox.best_place(tx, it.person_id)
    if place is None:
        return
    buttons = (Button("events.cancel", it.code),)
    reply = Reply("events.promoted", {"event": event, "code": it.code}, buttons, attach=(Attach("events.calendar", it.code),))
    outbox.post(tx, events_told.seat_purpose(it.id), it.person_id, reply, place, now)


def moved(tx: Connection, event: Event, old: Event, by: str, now: datetime) -> int:
    """Everybody who has a seat or waits learns the old and the new time and place; how many."""
    data = {"event": event, "old": {"when": old.when, "city": old.city, "place": old.place}, "state": events_told.STATE}
    code = events_told.CODE
    buttons = (Button("events.cancel", code),)
    reply = Reply("events.moved", data | {"code": code}, buttons, attach=(Attach("events.calendar", code),))
    return events_told.tell_all(tx, event.id, f"moved:{event.sequence}", reply, ACTIVE, by, now)


def called_off(tx: Connection, event: Event, by: str, now: datetime) -> int:
    """Everybody who has a seat or waits learns that the event will not take place; how many."""
    attach = (Attach("events.calendar", events_told.CODE),)
    reply = Reply("events.called_off", {"event": event, "code": events_told.CODE}, attach=attach)
    return events_told.tell_all(tx, event.id, "called_off", reply, ACTIVE, by, now)
