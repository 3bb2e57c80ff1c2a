"""What is said of events and of places in them, by whichever feature says it."""

from collections.abc import Sequence
from datetime import datetime

from bot.actions import events_find, invitations, seats_tell, tickets
from bot.actions.registrations import Taken
from bot.knowledge.library import Library
from bot.model.events import Event, EventState, NotPossible, Registration, SeatState
from bot.model.person import Person
from bot.model.reply import Button, Reply
from bot.storage.database import Connection

MOST = 8
"""Events shown at once; more are found by a word of theirs."""


def what_is_open(tx: Connection, library: Library, person: Person, words: str, now: datetime) -> Reply:
    """What is open for somebody, or what of it the words mean."""
    found = events_find.find_open(tx, library, words, person, now)
    if found:
        return listing("events.open", found)
    everything = invitations.open_for(tx, person, now)
    return listing("events.no_match", everything, words) if everything else Reply("events.none_open")


def listing(message: str, found: Sequence[Event], words: str = "") -> Reply:
    """Up to MOST events with their buttons; the name of each is on them when there are several."""
    shown = found[:MOST]
    several = len(shown) > 1
    buttons = []
    for event in shown:
        label = {"titles": event.titles if several else {}}
        buttons += [Button("events.register", event.slug, label, style="primary"), Button("events.file", event.slug, label)]
    return Reply(message, {"events": shown, "more": len(found) - len(shown), "words": words}, tuple(buttons))


def refused(why: NotPossible) -> Reply:
    """A clear sentence about an event that cannot be registered for, and where to look instead."""
    event = why.event
    at = event and {"not_yet": event.opens_at, "too_late": event.closes_at}.get(why.reason)
    return Reply(f"events.not_open_{why.reason}", {"event": event, "at": at}, (Button("command.events", label="events.button_all"),))


def place(message: str, taken: Taken, link: str = "") -> Reply:
    """A person's place in words, with what they can do about it; a new seat brings its calendar file and QR code along."""
    event, it = taken.event, taken.registration
    data = seats_tell.about(event, it) | {"number": taken.number, "link": link}
    if event.state is EventState.CANCELLED:
        return Reply("events.held", data, personal=True)
    offer = ("accept", "decline") if it.state is SeatState.OFFERED else ("cancel",)
    deeds_left = [Button(f"events.{deed}", it.code) for deed in ("change", *offer, "calendar")]
    if message != "events.confirmed":
        carried = (Button("door.show", it.code), Button("letters.ask", it.code)) if it.state is SeatState.CONFIRMED else ()
        others = (
            (Button("delegations.replace", it.code), Button("delegations.begin", event.slug, {"titles": {}}))
            if message == "events.held"
            else ()
        )
        return Reply(message, data, (*deeds_left, *carried, *others), personal=True)
    return Reply(message, data, tuple(deeds_left[:2]), attach=tickets.papers(it.code), personal=True)


def unknown_code() -> Reply:
    """No such place of theirs; nothing is said about anybody else's."""
    return Reply("events.not_yours", buttons=(Button("command.mine", label="events.button_mine"),), personal=True)


def named(it: Registration) -> str:
    """The name of a colleague; empty for a place of one's own."""
    return it.details.name if it.guest else ""
