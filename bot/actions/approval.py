"""Registrations that organisers decide about: approved or denied, once, and the person reads why."""

from datetime import datetime

from bot.actions import seats_tell
from bot.actions.registrations import Taken, taken
from bot.actions.seats import fill
from bot.model.events import Event, EventState, NotPossible, Registration, SeatState
from bot.storage import audit, events, registrations
from bot.storage.database import Connection


def waiting(tx: Connection, event_id: int) -> list[Registration]:
    """Who asks to be let in, in the order they asked."""
    return registrations.roll(tx, event_id, (SeatState.REQUESTED,))


def approve(tx: Connection, registration_id: int, by: str, now: datetime) -> Taken:
    """Let somebody in: a seat if one is free for them, else the place on the waiting list that the time of asking gives them.

    Raises NotPossible for what was decided before and for an event that is over or cancelled."""
    event, it = _open(tx, registration_id, now)
    registrations.turn(tx, it, SeatState.WAITING, now)
    fill(tx, event, now, asking=it.id)
    audit.note(tx, by, "registration.approve", f"registration:{it.id}", now, event=event.slug)
    done = taken(tx, registrations.by_id(tx, it.id))
    seats_tell.approved(tx, done.event, done.registration, done.number, now)
    return done


def deny(tx: Connection, registration_id: int, reason: str, by: str, now: datetime) -> Taken:
    """Refuse somebody, with a reason that they read. Raises NotPossible."""
    event, it = _open(tx, registration_id, now)
    denied = registrations.turn(tx, it, SeatState.DENIED, now, reason=reason.strip()[:1000])
    audit.note(tx, by, "registration.deny", f"registration:{it.id}", now, event=event.slug)
    seats_tell.denied(tx, event, denied, now)
    return taken(tx, denied)


def _open(tx: Connection, registration_id: int, now: datetime) -> tuple[Event, Registration]:
    found = registrations.found(tx, registration_id)
    event = events.lock(tx, events.by_id(tx, found.event_id).slug) if found else None
    if found is None or event is None:
        raise NotPossible("unknown")
    if event.state is EventState.CANCELLED or event.past(now):
        raise NotPossible("cancelled" if event.state is EventState.CANCELLED else "past", event)
    it = registrations.by_id(tx, registration_id)
    if it.state is not SeatState.REQUESTED:
        raise NotPossible("decided", event, name=it.details.name, state=it.state)
    return event, it
