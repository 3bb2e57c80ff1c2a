"""At the door: the QR code that somebody with a seat shows, and organisers who read it and note who has arrived."""

from dataclasses import dataclass

from bot.actions import check_in as deeds
from bot.actions import tickets
from bot.actions.event_roles import reach
from bot.actions.event_scope import asked, at, by_code, helping
from bot.actions.registrations import held
from bot.handlers.router import Making, Router, Said, Turn
from bot.model.arrivals import CheckIn, Seen
from bot.model.event_roles import Deed
from bot.model.events import Event, SeatState
from bot.model.form import Field, Form
from bot.model.outgoing import File
from bot.model.person import Role
from bot.model.reply import Attach, Button, Reply, Wrong
from bot.storage import events, registrations

router = Router()


@dataclass(frozen=True, slots=True)
class Scan:
    """A code that was read at the door of an event."""

    event: str
    code: str


def scanning(event: Event, language: str) -> Form[Scan]:
    """The form that takes one code after the other."""
    return Form("door.scan", Scan, (Field("code", longest=200),), {"event": event.slug, "title": event.title(language)})


SCAN: Form[Scan] = Form("door.scan", Scan, (Field("code", longest=200),), {"event": "", "title": ""})


@router.press("door.show")
def show(turn: Turn, code: str) -> Reply:
    """One's own code as a picture, for who has a seat."""
    taken = held(turn.tx, code, turn.person.id)
    if taken is None or taken.registration.state is not SeatState.CONFIRMED:
        return Reply("door.none", buttons=(Button("command.mine", label="events.button_mine"),), personal=True)
    data = {"event": taken.event, "code": taken.registration.code}
    return Reply("door.shown", data, attach=(Attach("door.code", taken.registration.code),), personal=True)


@router.drawer("door.code")
def draw(it: Making, code: str) -> File:
    """The picture; nothing for a registration that was erased meanwhile."""
    found = registrations.with_code(it.tx, code)
    if found is None:
        return File("erased.png", "image/png", b"")
    alt = it.wording("door.alt", {"code": code}, it.language)
    return tickets.picture(events.by_id(it.tx, found.event_id), found, alt, it.public_url)


@router.command("check-in", Role.ORGANISER, helping)
def check_in(turn: Turn, words: str) -> Said:
    """Note who shows this code as arrived; without a code, the events whose doors are open."""
    if words.strip():
        return told(deeds.check_in(turn.tx, words, turn.person, turn.now))
    theirs = reach(turn.tx, turn.person, Deed.CHECK_IN)
    doors = [event for event in deeds.now_on(turn.tx, turn.now) if theirs(event)]
    buttons = tuple(Button("organise.check_in", event.slug, {"titles": event.titles}, "door.button_at") for event in doors)
    return Reply("door.which", {"count": len(doors)}, buttons, personal=True)


@router.press("door.anyway", Role.ORGANISER, at(Deed.CHECK_IN, by_code))
def anyway(turn: Turn, code: str) -> Reply:
    """Outside the hours of the event, once that was said."""
    return told(deeds.check_in(turn.tx, code, turn.person, turn.now, anyway=True))


@router.press("door.undo", Role.ORGANISER, at(Deed.CHECK_IN, by_code))
def undo(turn: Turn, code: str) -> Reply:
    """It was a mistake: they have not arrived."""
    found = deeds.undo(turn.tx, code, turn.person, turn.now)
    return Reply("door.nothing_undone" if found.seen is Seen.UNKNOWN else "door.undone", about(found), personal=True)


@router.press("organise.check_in", Role.ORGANISER, at(Deed.CHECK_IN))
def begin(turn: Turn, slug: str) -> Reply:
    """One code after the other at the door of one event."""
    event = events.by_slug(turn.tx, slug)
    if event is None:
        return Reply("organise.not_unknown", {"event": None}, (Button("organise.events"),), personal=True)
    return Reply("door.begin", {"event": event}, form=scanning(event, turn.person.language), personal=True)


@router.form(SCAN, Role.ORGANISER, asked(Deed.CHECK_IN))
def scanned(turn: Turn, said: Scan) -> Reply:
    """Note the arrival and ask for the next code; a code that lets nobody in is asked for again, with the reason."""
    found = deeds.check_in(turn.tx, said.code, turn.person, turn.now, at_event=said.event, anyway=True)
    if found.seen not in (Seen.ARRIVED, Seen.AGAIN) or found.event is None:
        raise Wrong("code", f"door.{found.seen}", **about(found))
    return told(found, scanning(found.event, turn.person.language))


def told(found: CheckIn, form: Form[Scan] | None = None) -> Reply:
    """What a code was, with what can be done about it."""
    code = found.registration.code if found.registration else ""
    offered = {Seen.ARRIVED: ("undo",), Seen.AGAIN: ("undo",), Seen.OTHER_TIME: ("anyway",)}.get(found.seen, ())
    buttons = tuple(Button(f"door.{deed}", code) for deed in offered)
    return Reply(f"door.{found.seen}", about(found), buttons, form, personal=True)


def about(found: CheckIn) -> dict[str, object]:
    """What every message about a code knows."""
    it = found.registration
    return {
        "event": found.event,
        "name": it.details.name if it else "",
        "city": it.details.city if it else "",
        "state": it.state if it else "",
        "party": it.party if it else 0,
        "at": found.at,
        "here": found.here,
    }
