"""Access and interpretation in the chat: organisers say what they arranged and what they cannot; the person is told."""

from dataclasses import dataclass
from datetime import datetime

from bot.actions import access as deeds
from bot.actions.event_scope import asked, at, by_need
from bot.handlers.router import Router, Said, Turn
from bot.model.access import NeedState
from bot.model.event_roles import Deed
from bot.model.form import Field, Form, Kind
from bot.model.person import Role
from bot.model.reply import Button, Reply
from bot.storage import access, events

router = Router()


@dataclass(frozen=True, slots=True)
class Cannot:
    """Why a need cannot be met; the person reads it. `need` is its number."""

    need: str
    reason: str


CANNOT = Form("access.cannot", Cannot, (Field("reason", Kind.LONG_TEXT, longest=1000),), {"need": "", "name": ""})


@router.timer("access")
def ring(turn: Turn, due: datetime) -> None:
    """Every minute: look for new needs, and tell of them once a day."""
    deeds.ring(turn.tx, turn.library.rules, turn.now)


@router.press("access.list", Role.ORGANISER, at(Deed.CHANGE))
def waiting(turn: Turn, slug: str) -> Said:
    """What nobody has decided about yet."""
    event = events.by_slug(turn.tx, slug)
    found = deeds.waiting(turn.tx, event, turn.now) if event else []
    if event is None or not found:
        back = Button("organise.event", slug, label="exports.button_back") if event else Button("organise.events")
        return Reply("access.none", buttons=(back,), personal=True)
    return deeds.digest(event, found, "access.waiting")


@router.press("access.arranged", Role.ORGANISER, at(Deed.CHANGE, by_need))
def arranged(turn: Turn, value: str) -> Said:
    """It is arranged."""
    return decided(turn, int(value), NeedState.ARRANGED)


@router.press("access.cannot", Role.ORGANISER, at(Deed.CHANGE, by_need))
def why(turn: Turn, value: str) -> Said:
    """Ask for the reason, unless it is too late for one."""
    need = access.one(turn.tx, int(value))
    if need is None:
        return Reply("access.gone", personal=True)
    if need.state is not NeedState.OPEN:
        return Reply("access.already", {"need": need}, personal=True)
    form = Form(CANNOT.name, Cannot, CANNOT.fields, {"need": value, "name": need.name})
    return Reply("access.asking", {"need": need}, form=form, personal=True)


@router.form(CANNOT, Role.ORGANISER, asked(Deed.CHANGE, "need", by_need))
def cannot(turn: Turn, said: Cannot) -> Said:
    """It cannot be done, and this is why."""
    return decided(turn, int(said.need), NeedState.IMPOSSIBLE, said.reason)


def decided(turn: Turn, number: int, state: NeedState, reason: str = "") -> Said:
    """Say it once and tell the person; who comes second hears how it stands."""
    done = deeds.decide(turn.tx, number, turn.person, turn.now, state=state, reason=reason)
    if done is None:
        return Reply("access.gone", personal=True)
    if not done.first:
        return Reply("access.already", {"need": done.need}, personal=True)
    left = len(access.waiting(turn.tx, done.event.id))
    more = (Button("access.list", done.event.slug),) if left else ()
    ask = Button("command.secretariat", label="access.button_ask")
    buttons = (Button("command.mine", label="events.button_mine"), *((ask,) if state is NeedState.IMPOSSIBLE else ()))
    told = Reply(f"access.told_{state.value}", {"event": done.event, "need": done.need}, buttons, to=done.need.person_id, personal=True)
    return [Reply("access.done", {"need": done.need, "left": left}, more, personal=True), told]
