"""Events for members and focal points: what is open, taking a place, changing it, giving it up, calendar files."""

from collections.abc import Callable
from dataclasses import replace

from bot.actions import calendar_file, events_find, events_tell
from bot.actions import registrations as deeds
from bot.actions.registrations import Taken
from bot.handlers.router import Handler, Router, Said, Turn
from bot.model.events import Details, Event, EventState, NotPossible
from bot.model.events_forms import SIGN_UP, SignUp, asking
from bot.model.outgoing import File
from bot.model.reply import Attach, Button, Reply
from bot.storage import events, registrations
from bot.storage.database import Connection

router = Router()
MOST = 8
"""Events shown at once; more are found by a word of theirs."""


@router.command("events")
def browse(turn: Turn, words: str) -> Reply:
    """What is open, or what of it the words mean; each with a way to register and its calendar file."""
    found = events_find.find_open(turn.tx, turn.library, words, turn.now)
    if found:
        return listing("events.open", found)
    everything = events.open_events(turn.tx, turn.now)
    return listing("events.no_match", everything, words) if everything else Reply("events.none_open")


def listing(message: str, found: list[Event], words: str = "") -> Reply:
    """Up to MOST events with their buttons; the name of each is on them when there are several."""
    shown = found[:MOST]
    several = len(shown) > 1
    buttons = []
    for event in shown:
        label = {"titles": event.titles if several else {}}
        buttons += [Button("events.register", event.slug, label, style="primary"), Button("events.file", event.slug, label)]
    return Reply(message, {"events": shown, "more": len(found) - len(shown), "words": words}, tuple(buttons))


@router.command("register")
def register(turn: Turn, words: str) -> Said:
    """One event fits: its form at once; several: which one?; none: what there is."""
    found = events_find.find_open(turn.tx, turn.library, words, turn.now)
    if len(found) == 1:
        return begin(turn, found[0].slug)
    if found:
        picks = tuple(Button("events.register", e.slug, {"titles": e.titles}) for e in found[:MOST])
        return Reply("events.which", {"events": found[:MOST], "more": len(found) - MOST}, picks)
    shut = events_find.find_shut(turn.tx, turn.library, words, turn.now)
    if shut:
        return refused(NotPossible(deeds.why_not(shut[0], turn.now), shut[0]))
    return browse(turn, words)


@router.press("events.register")
def begin(turn: Turn, slug: str) -> Said:
    """The form for one event; who holds a place there already sees that place instead."""
    event = events.by_slug(turn.tx, slug)
    reason = deeds.why_not(event, turn.now)
    if event is None or reason:
        return refused(NotPossible(reason, event))
    mine = registrations.active(turn.tx, event.id, turn.person.id)
    if mine:
        return place("events.held", Taken(event, mine, deeds.number(turn.tx, mine), again=True))
    known = Details(turn.person.name, turn.person.city, "", "", turn.person.language)
    form = asking(event.title(turn.person.language), event.slug, known)
    return Reply("events.sign_up_intro", {"event": event}, form=form, personal=True)


def refused(why: NotPossible) -> Reply:
    """A clear sentence about an event that cannot be registered for, and where to look instead."""
    return Reply(f"events.not_open_{why.reason}", {"event": why.event}, (Button("command.events", label="events.button_all"),))


@router.form(SIGN_UP)
def sign_up(turn: Turn, answers: SignUp) -> Said:
    """Take a place or change one that is held; the same answers sent twice lead to the same place."""
    details = Details(answers.name, answers.city, answers.role, answers.needs, answers.language)
    if answers.code:
        changed = deeds.change_details(turn.tx, answers.code, turn.person.id, details, turn.now)
        return told_twice(turn, place("events.changed", changed), changed) if changed else unknown_code()
    try:
        taken = deeds.take_place(turn.tx, answers.event, turn.person.id, details, turn.now)
    except NotPossible as why:
        return refused(why)
    return place("events.held", taken) if taken.again else told_twice(turn, place(f"events.{taken.registration.state}", taken), taken)


def told_twice(turn: Turn, reply: Reply, taken: Taken) -> Reply:
    """A confirmation, which goes to a second address of the person too."""
    events_tell.elsewhere(turn.tx, reply, taken.registration, turn.origin.address, turn.now)
    return reply


def place(message: str, taken: Taken) -> Reply:
    """A person's place in words, with what they can do about it; a new seat brings its calendar file along."""
    event, it = taken.event, taken.registration
    data = {"event": event, "code": it.code, "state": it.state, "number": taken.number, "name": it.details.name, "city": it.details.city}
    if event.state is EventState.CANCELLED:
        return Reply("events.held", data, personal=True)
    deeds_left = [Button(f"events.{deed}", it.code) for deed in ("change", "cancel", "calendar")]
    if message != "events.confirmed":
        return Reply(message, data, tuple(deeds_left), personal=True)
    return Reply(message, data, tuple(deeds_left[:2]), attach=(Attach("events.calendar", it.code),), personal=True)


def unknown_code() -> Reply:
    """No such place of theirs; nothing is said about anybody else's."""
    return Reply("events.not_yours", buttons=(Button("command.mine", label="events.button_mine"),), personal=True)


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
    lines = [{"event": event, "code": it.code, "state": it.state} for event, it in held]
    picks = tuple(Button("events.show", it.code, {"titles": event.titles}) for event, it in held[: 3 * MOST])
    return followed(Reply("events.mine", {"places": lines}, picks, personal=True))


def followed(reply: Said) -> Said:
    """The same with the way to have it all in one's own calendar."""
    address = Button("calendar.address")
    return replace(reply, buttons=(*reply.buttons, address)) if isinstance(reply, Reply) else reply


@router.press("events.show")
@owned
def show(turn: Turn, taken: Taken) -> Reply:
    """One place with what can be done about it."""
    return place("events.held", taken)


@router.press("events.change")
@owned
@to_come
def change(turn: Turn, taken: Taken) -> Reply:
    """The form again, with the answers given before."""
    it, title = taken.registration, taken.event.title(turn.person.language)
    return Reply("events.change_intro", {"event": taken.event}, form=asking(title, taken.event.slug, it.details, it.code), personal=True)


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
    return told_twice(turn, reply, taken)


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
