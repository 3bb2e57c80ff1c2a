"""Taking a place in an event, changing what one said, giving it up; who waits moves up in the same transaction and is told."""

import secrets
import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from bot.actions import alerts_consent, quorum_watch, seats_tell
from bot.actions.homes import delegation_of
from bot.actions.seats import check_fit, check_party, fill, number
from bot.model.events import ACTIVE, Details, Event, EventState, NotPossible, Registration, SeatState
from bot.storage import audit, events, events_told, registrations
from bot.storage.database import Connection

ALPHABET = "BCDFGHJKMNPQRSTWXZ23456789"
"""No vowels (no words appear), none of I, L, O, 0, 1, V, Y (misread or misheard)."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A place as it stands: `number` is the one on the waiting list (0 for who does not wait), `again` whether it was held before."""

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
    """Why nobody can register for this event: unknown, draft, closed, cancelled, past, not_yet or too_late; empty when they can."""
    if event is None or event.state is EventState.DRAFT:
        return "unknown"
    if event.state is EventState.CANCELLED:
        return "cancelled"
    if event.past(now):
        return "past"
    if event.state is EventState.CLOSED:
        return "closed"
    if event.opens_at and now < event.opens_at:
        return "not_yet"
    return "too_late" if event.closes_at and now >= event.closes_at else ""


def take_place(tx: Connection, slug: str, person_id: int, details: Details, now: datetime, *, party: int = 1, guest: str = "") -> Taken:
    """A seat, a place on the waiting list or a request to the organisers, once per person and per colleague of theirs. Raises NotPossible.

    Whose place is held already gets that one back, unchanged."""
    event = events.lock(tx, slug)
    held = registrations.active(tx, event.id, person_id, guest) if event else None
    if event and held:
        return taken(tx, held, again=True)
    reason = why_not(event, now)
    if event is None or reason:
        raise NotPossible(reason, event)
    details = details if details.delegation else replace(details, delegation=delegation_of(details.city))
    check_party(event, details, party)
    made = _add(tx, event, person_id, details, now, party, guest)
    fill(tx, event, now, asking=made)
    alerts_consent.join_event(tx, person_id, event.slug, now)
    it = registrations.by_id(tx, made)
    audit.note(tx, f"person:{person_id}", "registration.take", f"registration:{made}", now, event=event.slug, state=it.state)
    if it.state is SeatState.REQUESTED:
        seats_tell.asked(tx, events.by_id(tx, event.id), now)
    return taken(tx, it)


def _add(tx: Connection, event: Event, person_id: int, details: Details, now: datetime, party: int, guest: str) -> int:
    state = SeatState.REQUESTED if event.terms.approval else SeatState.WAITING
    while True:
        uid = str(uuid.uuid4())
        made = registrations.add(tx, event.id, person_id, new_code(), uid, details, now, state=state, party=party, guest=guest)
        if made is not None:
            return made


def taken(tx: Connection, it: Registration, *, again: bool = False) -> Taken:
    """A registration with its event as both stand now."""
    event = events.by_id(tx, it.event_id)
    return Taken(event, it, number(tx, event, it), again)


def held(tx: Connection, code: str, person_id: int) -> Taken | None:
    """The active place with this code if this person answers for it; None for anything else."""
    found = registrations.by_code(tx, read_code(code), person_id)
    return taken(tx, found, again=True) if found and found.state in ACTIVE else None


def held_fast(tx: Connection, code: str, person_id: int) -> Taken | None:
    """`held`, with every other change of the event's seats held off until this transaction ends."""
    found = held(tx, code, person_id)
    if found is None or events.lock(tx, found.event.slug) is None:
        return None
    return held(tx, code, person_id)  # once more, now that nobody else can change it


def change_details(tx: Connection, code: str, person_id: int, details: Details, now: datetime, party: int = 0) -> Taken | None:
    """Other answers for a place this person holds, or (party) other seats; None when they hold none with this code.

    Raises NotPossible when what was changed would go over a quota or the seats there are."""
    place = held_fast(tx, code, person_id)
    if place is None:
        return None
    it, party = place.registration, party or place.registration.party
    details = details if details.delegation else replace(details, delegation=delegation_of(details.city))
    check_fit(tx, place.event, it, details, party)
    registrations.set_details(tx, it, details, party, now)
    audit.note(tx, f"person:{person_id}", "registration.change", f"registration:{it.id}", now)
    fill(tx, place.event, now)
    return held(tx, code, person_id)


def give_up(tx: Connection, code: str, person_id: int, now: datetime) -> Taken | None:
    """End a place this person holds; whose turn it is gets the seat at once. None when they hold none with this code."""
    place = held_fast(tx, code, person_id)
    if place is not None:
        end(tx, place.event, place.registration, now, f"person:{person_id}")
    return place


def end(tx: Connection, event: Event, it: Registration, now: datetime, by: str) -> None:
    """End a place and pass its seats on. The event must be locked."""
    registrations.turn(tx, it, SeatState.CANCELLED, now)
    events_told.forget_seat(tx, it.id, now)
    audit.note(tx, by, "registration.cancel", f"registration:{it.id}", now, event=event.slug, state=it.state)
    fill(tx, event, now)
    quorum_watch.withdrawn(tx, event.id, now)


def leave_all(tx: Connection, person_id: int, now: datetime) -> int:
    """End every place a person holds in events to come, before they are erased; how many."""
    mine = registrations.of_person(tx, person_id, now)
    for _, slug in sorted({(event.id, event.slug) for event, _ in mine}):  # always in this order, so that no two wait for each other
        events.lock(tx, slug)
    mine = registrations.of_person(tx, person_id, now)
    for event, it in mine:
        end(tx, event, it, now, f"person:{person_id}")
    return len(mine)
