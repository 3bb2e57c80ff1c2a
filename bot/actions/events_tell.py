"""What people are told when an event changes under them; each in their own language, at the address they used last."""

from dataclasses import replace
from datetime import datetime

from bot.model.events import ACTIVE, Event, Registration
from bot.model.reply import Attach, Button, Reply
from bot.storage import events_told, outbox
from bot.storage.database import Connection


def elsewhere(tx: Connection, reply: Reply, it: Registration, here: str, now: datetime) -> None:
    """The same confirmation at a second address, if the person has one: a lost chat loses nobody their seat. Once for each state of
    the registration, however often it is asked for."""
    place = outbox.second_place(tx, it.person_id, here)
    if place is not None:
        if place.channel == "email":
            reply = in_mail(reply)
        outbox.post(tx, f"copy:{reply.message}:{it.id}:{it.revision}:{it.changed_at.timestamp():.6f}", it.person_id, reply, place, now)


def in_mail(reply: Reply) -> Reply:
    """The same where nothing can be pressed: one word in the chat leads to all of it."""
    return replace(reply, buttons=(Button("command.mine", label="events.button_mine"),) if reply.buttons else ())


def moved(tx: Connection, event: Event, old: Event, by: str, now: datetime) -> int:
    """Everybody who has a seat or waits learns the old and the new time and place; how many."""
    data = {"event": event, "old": {"when": old.when, "city": old.city, "place": old.place}, "state": events_told.STATE}
    code = events_told.CODE
    buttons = (Button("events.cancel", code),)
    reply = Reply("events.moved", data | {"code": code}, buttons, attach=(Attach("events.calendar", code),))
    return events_told.tell_all(tx, event.id, f"moved:{event.sequence}", reply, ACTIVE, by, now, mail=in_mail(reply))


def called_off(tx: Connection, event: Event, by: str, now: datetime) -> int:
    """Everybody who has a seat or waits learns that the event will not take place; how many."""
    attach = (Attach("events.calendar", events_told.CODE),)
    reply = Reply("events.called_off", {"event": event, "code": events_told.CODE}, attach=attach)
    return events_told.tell_all(tx, event.id, "called_off", reply, ACTIVE, by, now, mail=in_mail(reply))
