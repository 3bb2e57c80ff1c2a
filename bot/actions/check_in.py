"""The door: who has arrived, told by the code they show; the first reading counts, and a wrong one can be taken back."""

from datetime import datetime, timedelta

from bot.actions.event_roles import may
from bot.actions.registrations import read_code
from bot.model.arrivals import CheckIn, Seen
from bot.model.event_roles import Deed
from bot.model.events import Event, EventState, Registration, SeatState
from bot.model.person import Person
from bot.storage import arrivals, audit, events, registrations
from bot.storage.database import Connection

EARLY, LATE = timedelta(hours=24), timedelta(hours=12)
"""The door is open from a day before an event, for who hands out badges the evening before, until half a day after it."""


def near(event: Event, now: datetime) -> bool:
    """Whether the door of this event is open."""
    standing = event.state in (EventState.OPEN, EventState.CLOSED)
    return standing and event.when.starts_at - EARLY <= now <= event.when.ends_at + LATE


def now_on(tx: Connection, now: datetime) -> list[Event]:
    """The events whose doors are open, the next one first."""
    return [event for event in events.every(tx) if near(event, now)]


def code_in(text: str) -> str:
    """The code somebody read or typed: bare, or the last part of the address that a QR code holds; "" when it is none."""
    return read_code(text.strip().rstrip("/").rpartition("/")[2])


def _shown(tx: Connection, text: str, by: Person) -> Registration | None:
    """The registration with this code; one of an event where `by` does not stand at the door is as unknown as one that does not exist."""
    it = registrations.with_code(tx, code_in(text))
    return it if it and may(tx, by, it.event_id, Deed.CHECK_IN) else None


def look(tx: Connection, text: str, by: Person, now: datetime) -> CheckIn:
    """What this code is, with nothing noted: EXPECTED for who has a seat and has not arrived yet."""
    it = _shown(tx, text, by)
    if it is None:
        return CheckIn(Seen.UNKNOWN)
    event, at = events.by_id(tx, it.event_id), arrivals.since(tx, it.id)
    reason = _why_not(event, it, "", now, anyway=at is not None)
    return CheckIn(reason or (Seen.AGAIN if at else Seen.EXPECTED), event, it, at, arrivals.count(tx, event.id))


def check_in(tx: Connection, text: str, by: Person, now: datetime, *, at_event: str = "", anyway: bool = False) -> CheckIn:
    """Note that whoever shows this code has arrived. `at_event` is the event at whose door it is read, if that is known; `anyway` lets
    in outside the hours of the event."""
    it = _shown(tx, text, by)
    if it is None:
        return CheckIn(Seen.UNKNOWN)
    event = events.by_id(tx, it.event_id)
    if reason := _why_not(event, it, at_event, now, anyway=anyway):
        return CheckIn(reason, event, it)
    first = arrivals.mark(tx, it.id, by.id, now)
    if first:
        audit.note(tx, f"person:{by.id}", "registration.arrive", f"registration:{it.id}", now, event=event.slug)
    return CheckIn(Seen.ARRIVED if first else Seen.AGAIN, event, it, arrivals.since(tx, it.id), arrivals.count(tx, event.id))


def _why_not(event: Event, it: Registration, at_event: str, now: datetime, *, anyway: bool) -> Seen | None:
    if at_event and event.slug != at_event:
        return Seen.OTHER_EVENT
    if event.state is EventState.CANCELLED:
        return Seen.CALLED_OFF
    if it.state is not SeatState.CONFIRMED:
        return Seen.NO_SEAT
    return None if anyway or near(event, now) else Seen.OTHER_TIME


def undo(tx: Connection, code: str, by: Person, now: datetime) -> CheckIn:
    """Take an arrival back; UNKNOWN when there is none."""
    it = _shown(tx, code, by)
    if it is None or not arrivals.unmark(tx, it.id):
        return CheckIn(Seen.UNKNOWN)
    event = events.by_id(tx, it.event_id)
    audit.note(tx, f"person:{by.id}", "registration.unarrive", f"registration:{it.id}", now, event=event.slug)
    return CheckIn(Seen.ARRIVED, event, it, None, arrivals.count(tx, event.id))
