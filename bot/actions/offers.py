"""Seats that are offered for a while: accepted, declined, or passed on when the time is over."""

from datetime import datetime

from bot.actions import seats_tell
from bot.actions.registrations import Taken, end, give_up, held_fast, taken
from bot.model.events import EventState, SeatState
from bot.storage import audit, events, registrations
from bot.storage.database import Connection

AT_ONCE = 50
"""Offers that one ring of the clock passes on, so that its transaction stays short."""


def accept(tx: Connection, code: str, person_id: int, now: datetime) -> Taken | None:
    """Take the seat that was offered; the place as it then stands. None when they hold none with this code (any more).

    An offer that has run out is passed on, whatever hour the clock rings next."""
    place = held_fast(tx, code, person_id)
    if place is None or place.registration.state is not SeatState.OFFERED or place.event.state is EventState.CANCELLED:
        return place
    it = place.registration
    if it.offered_until and it.offered_until <= now:
        end(tx, place.event, it, now, "plaza")
        return None
    confirmed = registrations.turn(tx, it, SeatState.CONFIRMED, now)
    audit.note(tx, f"person:{person_id}", "registration.accept", f"registration:{it.id}", now, event=place.event.slug)
    return taken(tx, confirmed)


def decline(tx: Connection, code: str, person_id: int, now: datetime) -> Taken | None:
    """Let the offered seat go to whoever comes next, and leave the list. None when they hold no place with this code."""
    return give_up(tx, code, person_id, now)


def expire(tx: Connection, now: datetime) -> int:
    """Pass on every offer that ran out, and tell whom it was made to; how many."""
    over = registrations.lapsed(tx, now, AT_ONCE)
    done = 0
    for event_id in sorted({it.event_id for it in over}):
        events.lock(tx, events.by_id(tx, event_id).slug)
        for it in [one for one in registrations.lapsed(tx, now, AT_ONCE) if one.event_id == event_id]:
            event = events.by_id(tx, event_id)
            end(tx, event, it, now, "plaza")
            seats_tell.lapsed(tx, event, it, now)
            done += 1
    return done
