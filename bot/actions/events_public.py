"""What anybody may see of events without being known: neither drafts nor what is for the invited alone."""

from datetime import datetime

from bot.actions.registrations import why_not
from bot.model.board import Standing
from bot.model.events import Event, EventState
from bot.model.terms import Admits
from bot.storage import events
from bot.storage.database import Connection

MOST_PAST = 10


def public(event: Event) -> bool:
    """Whether everybody may know of it."""
    return event.state is not EventState.DRAFT and event.terms.admits is Admits.PUBLIC


def named(tx: Connection, slug: str) -> Event | None:
    """The event with this short name, if everybody may know of it."""
    event = events.by_slug(tx, slug)
    return event if event and public(event) else None


def listed(tx: Connection, now: datetime) -> list[Event]:
    """The events to come, the next one first; then the last ones that are over, the latest first."""
    known = [event for event in events.every(tx) if public(event)]
    over = [event for event in known if event.past(now)]
    return [event for event in known if not event.past(now)] + over[: -MOST_PAST - 1 : -1]


def standing(event: Event, now: datetime) -> Standing:
    """How it stands: whatever keeps people from registering, else whether seats are left."""
    reason = why_not(event, now)
    if reason:
        return Standing(reason) if reason in (Standing.CANCELLED, Standing.PAST) else Standing.CLOSED
    return Standing.FULL if event.waiting or event.taken >= event.capacity else Standing.OPEN
