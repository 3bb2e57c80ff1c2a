"""Taking a place in an event, changing what one said, giving it up; who waits moves up in the same transaction and is told."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime

from bot.actions import alerts_consent, events_tell
from bot.model.events import Details, Event, EventState, NotPossible, Registration, SeatState
from bot.storage import audit, events, events_told, registrations
from bot.storage.database import Connection

ALPHABET = "BCDFGHJKMNPQRSTWXZ23456789"
"""No vowels (no words appear), none of I, L, O, 0, 1, V, Y (misread or misheard)."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A place as it stands: `number` is the one on the waiting list (0 with a seat), `again` whether the person held it before."""

    event: Event
    registration: Registration
    number: int
    again: bool


def new_code() -> str:
    """Eight characters to read aloud, 37 bits nobody can guess: `K7MQ-4TXD`."""
    letters = [secrets.choice(ALPHABET) for _ in range(8)]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])


def read_code(text: str) -> str:
    """A code as kept, however it was typed."""
    plain = "".join(c for c in text.upper() if c.isascii() and c.isalnum())
    return f"{plain[:4]}-{plain[4:]}" if len(plain) == 8 else ""


def why_not(event: Event | None, now: datetime) -> str:
    """Why nobody can register for this event: unknown, draft, closed, cancelled or past; empty when they can."""
    if event is None or event.state is EventState.DRAFT:
        return "unknown"
    if event.state is EventState.CANCELLED:
        return "cancelled"
    if event.past(now):
        return "past"
    return "closed" if event.state is EventState.CLOSED else ""


def take_place(tx: Connection, slug: str, person_id: int, details: Details, now: datetime) -> Taken:
    """A seat or a place on the waiting list; the database decides which, once per person. Raises NotPossible.

    Who holds a place already gets that one back, unchanged."""
    event = events.lock(tx, slug)
    held = registrations.active(tx, event.id, person_id) if event else None
    if event and held:
        return Taken(event, held, number(tx, held), again=True)
    reason = why_not(event, now)
    if event is None or reason:
        raise NotPossible(reason, event)
    promote(tx, event, now)
    code = new_code()
    while registrations.take(tx, event.id, person_id, code, str(uuid.uuid4()), details, now) is None:
        code = new_code()
    taken = registrations.active(tx, event.id, person_id)
    assert taken is not None
    alerts_consent.join_event(tx, person_id, event.slug, now)
    audit.note(tx, f"person:{person_id}", "registration.take", f"registration:{taken.id}", now, event=event.slug, state=taken.state)
    return Taken(events.by_id(tx, event.id), taken, number(tx, taken), again=False)


def number(tx: Connection, it: Registration) -> int:
    """Which one on the waiting list; 0 for who has a seat."""
    return registrations.number_in_line(tx, it) if it.state is SeatState.WAITING else 0


def held(tx: Connection, code: str, person_id: int) -> Taken | None:
    """The active place with this code if it is this person's; None for anything else."""
    found = registrations.by_code(tx, read_code(code), person_id)
    if found is None or found.state is SeatState.CANCELLED:
        return None
    return Taken(events.by_id(tx, found.event_id), found, number(tx, found), again=True)


def change_details(tx: Connection, code: str, person_id: int, details: Details, now: datetime) -> Taken | None:
    """Other answers for a place this person holds; None when they hold none with this code."""
    place = held(tx, code, person_id)
    if place is None:
        return None
    registrations.set_details(tx, place.registration, details, now)
    audit.note(tx, f"person:{person_id}", "registration.change", f"registration:{place.registration.id}", now)
    return held(tx, code, person_id)


def give_up(tx: Connection, code: str, person_id: int, now: datetime) -> Taken | None:
    """End a place this person holds; the first who waits gets the seat at once. None when they hold none with this code."""
    found = held(tx, code, person_id)
    if found is None or events.lock(tx, found.event.slug) is None:
        return None
    place = held(tx, code, person_id)  # once more, now that nobody else can change it
    if place is None:
        return None
    _end(tx, place.event, place.registration, now)
    return place


def _end(tx: Connection, event: Event, it: Registration, now: datetime) -> None:
    registrations.give_up(tx, it, now)
    events_told.forget_seat(tx, it.id, now)
    audit.note(tx, f"person:{it.person_id}", "registration.cancel", f"registration:{it.id}", now, event=event.slug, state=it.state)
    promote(tx, event, now)


def leave_all(tx: Connection, person_id: int, now: datetime) -> int:
    """End every place a person holds in events to come, before they are erased; how many."""
    mine = registrations.of_person(tx, person_id, now)
    for event, it in mine:
        events.lock(tx, event.slug)
        _end(tx, event, it, now)
    return len(mine)


def promote(tx: Connection, event: Event, now: datetime) -> list[Registration]:
    """Give free seats to those who waited longest, and tell them; nothing for an event that is over or cancelled."""
    promoted: list[Registration] = []
    if event.state is EventState.CANCELLED or event.past(now):
        return promoted
    while it := registrations.promote_first(tx, event.id, now):
        audit.note(tx, "plaza", "registration.promote", f"registration:{it.id}", now, event=event.slug)
        promoted.append(it)
    if promoted:
        event = events.by_id(tx, event.id)
        for it in promoted:
            events_tell.promoted(tx, event, it, now)
    return promoted
