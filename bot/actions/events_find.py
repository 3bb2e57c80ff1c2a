"""Which event somebody means: by title in any language, city under any name, short name or year, typing mistakes included."""

from collections.abc import Sequence
from datetime import datetime

from bot.actions.invitations import open_for
from bot.knowledge.library import Library
from bot.knowledge.titles import city_names, closest, telling
from bot.model.events import Event, EventState
from bot.model.person import Person
from bot.storage import events
from bot.storage.database import Connection


def names(library: Library, event: Event) -> list[str]:
    """Everything an event may be called by."""
    return [*event.titles.values(), event.slug, *city_names(library, event.city), event.place, str(event.when.start_day.year)]


def among(library: Library, candidates: Sequence[Event], text: str) -> list[Event]:
    """Of these events those that the words mean, best first; all of them when the words say nothing. A short name means one alone."""
    if not telling(text):
        return list(candidates)
    if exact := [event for event in candidates if event.slug == text.strip()]:
        return exact
    by_id = {event.id: event for event in candidates}
    return [by_id[found] for found in closest(text, {event.id: names(library, event) for event in candidates})]


def find_open(tx: Connection, library: Library, text: str, person: Person, now: datetime) -> list[Event]:
    """The events that are open for this person and that the words mean."""
    return among(library, open_for(tx, person, now), text)


def find_shut(tx: Connection, library: Library, text: str, now: datetime) -> list[Event]:
    """Events that once could be registered for and now cannot, that the words mean; the latest first."""
    takes = {event.id for event in events.open_events(tx, now)}
    shut = [e for e in events.every(tx) if e.state is not EventState.DRAFT and e.id not in takes]
    return among(library, shut[::-1], text) if telling(text) else []
