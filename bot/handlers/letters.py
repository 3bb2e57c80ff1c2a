"""Invitation letters for a visa: a person asks with what stands in their passport, an organiser looks and decides, the letter is sent."""

from dataclasses import dataclass

from bot.actions import letters as deeds
from bot.actions.event_scope import asked, at, by_letter
from bot.actions.letters_page import drawn
from bot.actions.organisers import in_charge
from bot.actions.registrations import Taken, held
from bot.handlers.router import Making, Router, Said, Turn
from bot.model.event_roles import Deed
from bot.model.events import Event, Registration, SeatState
from bot.model.form import Field, Form, Kind, Option
from bot.model.letters import Letter, LetterState, Passport
from bot.model.outgoing import File
from bot.model.person import LANGUAGES, Role
from bot.model.reply import Attach, Button, Reply, Wrong
from bot.storage import letters, people, registrations

router = Router()
SPEAKS = tuple(Option(language) for language in LANGUAGES)
GONE = File("removed.pdf", "application/pdf", b"")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the letter must say; `code` is that of the registration."""

    code: str
    full_name: str
    number: str
    nationality: str
    language: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no letter; the person reads it."""

    letter: str
    reason: str


def wishing(code: str, title: str, name: str, language: str) -> Form[Wish]:
    """The form, with the name and the language that are known."""
    fields = (
        Field("full_name", default=name, longest=150),
        Field("number", longest=30),
        Field("nationality", longest=80),
        Field("language", Kind.CHOICE, options=SPEAKS, default=language),
    )
    return Form("letters.wish", Wish, fields, {"code": code, "title": title})


WISH = wishing("", "", "", "en")
REFUSE: Form[Refusal] = Form("letters.refuse", Refusal, (Field("reason", Kind.LONG_TEXT, longest=1000),), {"letter": ""})


@router.command("visa")
def choose(turn: Turn, words: str) -> Said:
    """For the only event to come, or which one of several."""
    mine = [pair for pair in registrations.of_person(turn.tx, turn.person.id, turn.now) if pair[1].state is SeatState.CONFIRMED]
    if len(mine) == 1:
        return begin(turn, mine[0][1].code)
    buttons = tuple(Button("letters.ask", it.code, {"titles": event.titles}, "letters.button_one") for event, it in mine)
    return Reply("letters.which" if mine else "letters.no_seat", buttons=buttons, personal=True)


@router.press("letters.ask")
def begin(turn: Turn, code: str) -> Reply:
    """The form; a request that waits and a letter that was approved are said instead."""
    taken = seat(turn, code)
    if taken is None:
        return Reply("letters.no_seat", personal=True)
    known = letters.newest(turn.tx, taken.registration.id)
    if known and known.state is LetterState.PENDING:
        return Reply("letters.waits", {"event": taken.event, "at": known.asked_at}, personal=True)
    if known and known.state is LetterState.APPROVED:
        return Reply("letters.approved", {"event": taken.event}, attach=(Attach("letters.letter", str(known.id)),), personal=True)
    form = wishing(code, taken.event.title(turn.person.language), taken.registration.details.name, turn.person.language)
    return Reply("letters.intro", {"event": taken.event}, form=form, personal=True)


def seat(turn: Turn, code: str) -> Taken | None:
    """The confirmed place with this code, if it is the speaker's and the event is still to come."""
    taken = held(turn.tx, code, turn.person.id)
    ready = taken and taken.registration.state is SeatState.CONFIRMED and not taken.event.past(turn.now)
    return taken if ready else None


@router.form(WISH)
def wish(turn: Turn, said: Wish) -> Reply | list[Reply]:
    """Put the request before whoever is in charge; the draft goes along as a file, so that no passport number stands in a message."""
    taken = seat(turn, said.code)
    if taken is None:
        return Reply("letters.no_seat", personal=True)
    passport = Passport(said.full_name, deeds.number_of(said.number), said.nationality)
    if not passport.number:
        raise Wrong("number", "letters.bad_number")
    made = deeds.ask(turn.tx, taken.registration, passport, said.language, turn.now)
    told = in_charge(turn.tx, taken.event.id)
    notices = [review(taken.event, taken.registration, made, who.id) for who in told]
    return [Reply("letters.asked", {"event": taken.event, "told": len(told)}, personal=True), *notices]


def review(event: Event, it: Registration, made: Letter, whom: int) -> Reply:
    """What an organiser decides on."""
    number = str(made.id)
    buttons = (Button("letters.approve", number, style="primary"), Button("letters.decline", number, style="danger"))
    data = {"event": event, "name": it.details.name, "city": it.details.city, "code": it.code}
    return Reply("letters.review", data, buttons, to=whom, attach=(Attach("letters.draft", f"{number} {whom}"),), personal=True)


@router.press("letters.approve", Role.ORGANISER, at(Deed.CHANGE, by_letter))
def approve(turn: Turn, number: str) -> Said:
    """The letter goes out, signed with the organiser's name."""
    return decided(turn, int(number), approve=True)


@router.press("letters.decline", Role.ORGANISER, at(Deed.CHANGE, by_letter))
def decline(turn: Turn, number: str) -> Reply:
    """Ask for the reason, unless it is too late for one."""
    it = letters.by_id(turn.tx, int(number))
    if it is None or it.state is not LetterState.PENDING:
        return late(turn, it)
    return Reply("letters.why", form=Form(REFUSE.name, Refusal, REFUSE.fields, {"letter": number}), personal=True)


@router.form(REFUSE, Role.ORGANISER, asked(Deed.CHANGE, "letter", by_letter))
def declined(turn: Turn, said: Refusal) -> Said:
    """Decline with the reason."""
    return decided(turn, int(said.letter), approve=False, reason=said.reason)


def decided(turn: Turn, number: int, *, approve: bool, reason: str = "") -> Reply | list[Reply]:
    """Decide once; who comes second hears how it was decided."""
    it = letters.by_id(turn.tx, number)
    place = deeds.place_of(turn.tx, it) if it else None
    if it is None or place is None or not deeds.decide(turn.tx, it, turn.person, turn.now, approve=approve):
        return late(turn, it)
    event, found = place
    data = {"event": event, "name": found.details.name, "approved": approve}
    attach = (Attach("letters.letter", str(it.id)),)
    yes = Reply("letters.approved", {"event": event}, attach=attach, to=it.person_id, personal=True)
    ask = (Button("command.secretariat", label="letters.button_secretariat"),)
    no = Reply("letters.declined", {"event": event, "reason": reason}, ask, to=it.person_id, personal=True)
    return [Reply("letters.done", data, personal=True), yes if approve else no]


def late(turn: Turn, it: Letter | None) -> Reply:
    """Somebody was quicker, or the request is gone."""
    by = people.by_id(turn.tx, it.decided_by) if it and it.decided_by else None
    return Reply("letters.decided", {"state": it.state if it else "gone", "by": by.name if by else ""}, personal=True)


@router.drawer("letters.letter")
def draw(it: Making, number: str) -> File:
    """The approved letter; nothing once the event is over or the person erased."""
    found = letters.by_id(it.tx, int(number))
    return made(it, found) if found and found.state is LetterState.APPROVED else GONE


@router.drawer("letters.draft")
def draft(it: Making, value: str) -> File:
    """The letter as it would be, for who decides on it."""
    number, _, whom = value.partition(" ")
    found, who = letters.by_id(it.tx, int(number)), people.by_id(it.tx, int(whom))
    return made(it, found) if found and who and at(Deed.CHANGE, by_letter)(it.tx, who, number) else GONE


def made(it: Making, found: Letter) -> File:
    """The page in the consulate's language, whoever reads the message around it."""
    place = deeds.place_of(it.tx, found)
    if place is None:
        return GONE
    by = people.by_id(it.tx, found.decided_by) if found.decided_by else None
    return drawn(found, *place, by.name if by else "", lambda name, data: it.wording(name, data, found.language))
