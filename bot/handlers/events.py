"""Events for members and focal points: what is open, the places they hold, giving one up, calendar files."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.actions import calendar_file, events_tell, seats_tell
from bot.actions import registrations as deeds
from bot.actions.events_say import MOST, named, place, refused, unknown_code, what_is_open
from bot.actions.registrations import Taken
from bot.handlers.router import Handler, Router, Said, Turn
from bot.model.events import EventState, NotPossible, SeatState
from bot.model.outgoing import File
from bot.model.reply import Attach, Button, Reply
from bot.storage import events, events_terms, registrations
from bot.storage.database import Connection

router = Router()


@router.command("events")
def browse(turn: Turn, words: str) -> Reply:
    """What is open, or what of it the words mean; each with a way to register and its calendar file."""
    return what_is_open(turn.tx, turn.library, turn.person, words, turn.now)


def owned(handler: Callable[[Turn, Taken], Reply]) -> Handler:
    """Calls the handler with the place this code names, only when it is the speaker's own."""

    def checked(turn: Turn, code: str) -> Reply:
        taken = deeds.held(turn.tx, code, turn.person.id)
        return handler(turn, taken) if taken else unknown_code()

    return checked


def to_come(handler: Callable[[Turn, Taken], Reply]) -> Callable[[Turn, Taken], Reply]:
    """Calls the handler only while the event is still going to take place."""

    def checked(turn: Turn, taken: Taken) -> Reply:
        reason = deeds.why_not(taken.event, turn.now)
        return refused(NotPossible(reason, taken.event)) if reason in ("cancelled", "past") else handler(turn, taken)

    return checked


@router.command("mine")
def mine(turn: Turn, words: str) -> Said:
    """The places this person holds; one is shown at once, of several they pick."""
    held = registrations.of_person(turn.tx, turn.person.id, turn.now)
    if not held:
        return Reply("events.none_mine", buttons=(Button("command.events", label="events.button_all"),))
    if len(held) == 1:
        return followed(show(turn, held[0][1].code))
    lines = [seats_tell.about(event, it) for event, it in held]
    picks = tuple(Button("events.show", it.code, {"titles": event.titles, "name": named(it)}) for event, it in held[: 3 * MOST])
    return followed(Reply("events.mine", {"places": lines}, picks, personal=True))


def followed(reply: Said) -> Said:
    """The same with the way to have it all in one's own calendar."""
    address = Button("calendar.address")
    return replace(reply, buttons=(*reply.buttons, address)) if isinstance(reply, Reply) else reply


def joins(taken: Taken, now: datetime) -> bool:
    """Whether somebody may have the link: with a seat, from 24 hours before the start until the end."""
    event = taken.event
    soon = event.when.starts_at - timedelta(hours=24) <= now < event.when.ends_at
    return soon and taken.registration.state is SeatState.CONFIRMED and event.state is not EventState.CANCELLED


@router.press("events.show")
@owned
def show(turn: Turn, taken: Taken) -> Reply:
    """One place with what can be done about it, and of several the way back; who has a seat finds the link to join here on the last day."""
    link = events_terms.particulars(turn.tx, taken.event.id).link if joins(taken, turn.now) else ""
    shown = place("events.held", taken, link)
    several = len(registrations.of_person(turn.tx, turn.person.id, turn.now)) > 1
    back = (Button("command.mine", label="events.button_mine"),) if several else ()
    return replace(shown, buttons=(*shown.buttons, *back))


@router.press("events.cancel")
@owned
@to_come
def ask_to_cancel(turn: Turn, taken: Taken) -> Reply:
    """Ask once before a place is given up."""
    code, state = taken.registration.code, taken.registration.state
    buttons = (Button("events.cancel_surely", code, style="danger"), Button("events.show", code, label="events.button_keep"))
    return Reply("events.cancel_sure", {"event": taken.event, "state": state}, buttons, personal=True)


@router.press("events.cancel_surely")
@owned
@to_come
def cancel(turn: Turn, taken: Taken) -> Reply:
    """Give the place up; whoever waits gets the seat in the same transaction."""
    code, event = taken.registration.code, taken.event
    deeds.give_up(turn.tx, code, turn.person.id, turn.now)
    again = (Button("events.register", event.slug, label="events.button_again"),)
    reply = Reply("events.cancelled", {"event": event}, again, attach=(Attach("events.calendar", code),), personal=True)
    events_tell.elsewhere(turn.tx, reply, taken.registration, turn.origin.address, turn.now)
    return reply


@router.press("events.calendar")
@owned
def calendar(turn: Turn, taken: Taken) -> Reply:
    """The calendar file of one's own place."""
    attach = (Attach("events.calendar", taken.registration.code),)
    return Reply("events.file", {"event": taken.event}, attach=attach, personal=True)


@router.press("events.file")
def event_calendar(turn: Turn, slug: str) -> Reply:
    """The calendar file of an event, for everybody."""
    event = events.by_slug(turn.tx, slug)
    if event is None:
        return refused(NotPossible("unknown"))
    return Reply("events.file", {"event": event}, attach=(Attach("events.event_file", slug),))


@router.maker("events.calendar")
def make_calendar(tx: Connection, code: str, language: str) -> File:
    """The file of a place as it stands when the message goes out."""
    it = registrations.with_code(tx, code)
    if it is None:
        return File("erased.ics", "text/calendar", b"")
    return calendar_file.registration_file(events.by_id(tx, it.event_id), it, language)


@router.maker("events.event_file")
def make_event_calendar(tx: Connection, slug: str, language: str) -> File:
    """The file of an event as it stands when the message goes out."""
    event = events.by_slug(tx, slug)
    return calendar_file.event_file(event, language) if event else File("removed.ics", "text/calendar", b"")
