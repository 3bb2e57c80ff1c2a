"""The organisers' queue: who asks to take part, approved by a press or denied with a reason."""

from bot.actions import approval
from bot.actions.event_roles import may
from bot.actions.event_scope import asked, at, by_registration
from bot.actions.registrations import Taken
from bot.handlers.router import Router, Said, Turn
from bot.model.event_roles import Deed
from bot.model.events import NotPossible, Registration
from bot.model.person import Role
from bot.model.reply import Button, Reply
from bot.model.terms_forms import REFUSAL, Refusal, refusing
from bot.storage import events, registrations

router = Router()
SHOWN = 5


@router.press("approvals.queue", Role.ORGANISER, at(Deed.DECIDE))
def queue(turn: Turn, slug: str) -> Said:
    """The first who ask, with what they said and the two answers."""
    event = events.by_slug(turn.tx, slug)
    if event is None:
        return Reply("organise.not_unknown", {"event": None}, (Button("organise.events"),), personal=True)
    asking = approval.waiting(turn.tx, event.id)
    shown = asking[:SHOWN]
    buttons = [button for it in shown for button in answers(it)]
    edits = may(turn.tx, turn.person, event.id, Deed.CHANGE)
    back = Button("organise.edit", slug) if edits else Button("organise.event", slug, {"titles": event.titles})
    data = {"event": event, "asking": [line(it) for it in shown], "more": len(asking) - len(shown)}
    return Reply("approvals.queue" if asking else "approvals.none", data, (*buttons, back), personal=True)


def line(it: Registration) -> dict[str, object]:
    """What an organiser sees of somebody."""
    said = it.details
    return {"name": said.name, "city": said.city, "country": said.country, "role": said.role, "needs": said.needs, "party": it.party}


def answers(it: Registration) -> tuple[Button, Button]:
    """Yes or no to one person."""
    name = {"name": it.details.name}
    return Button("approvals.approve", str(it.id), name, style="primary"), Button("approvals.deny", str(it.id), name)


@router.press("approvals.approve", Role.ORGANISER, at(Deed.DECIDE, by_registration))
def approve(turn: Turn, value: str) -> Said:
    """Let somebody in; they are told."""
    try:
        taken = approval.approve(turn.tx, int(value), f"person:{turn.person.id}", turn.now)
    except NotPossible as why:
        return refused(why)
    return decided(turn, taken)


@router.press("approvals.deny", Role.ORGANISER, at(Deed.DECIDE, by_registration))
def ask_why(turn: Turn, value: str) -> Said:
    """The reason, which the person reads."""
    it = registrations.found(turn.tx, int(value))
    if it is None:
        return refused(NotPossible("unknown"))
    return Reply("approvals.why", {"name": it.details.name}, form=refusing(it), personal=True)


@router.form(REFUSAL, Role.ORGANISER, asked(Deed.DECIDE, "registration", by_registration))
def deny(turn: Turn, said: Refusal) -> Said:
    """Refuse somebody; they are told why."""
    try:
        taken = approval.deny(turn.tx, int(said.registration), said.reason, f"person:{turn.person.id}", turn.now)
    except NotPossible as why:
        return refused(why)
    return decided(turn, taken)


def decided(turn: Turn, taken: Taken) -> list[Reply]:
    """What was decided, and who asks next."""
    it = taken.registration
    data = {"event": taken.event, "name": it.details.name, "state": it.state, "number": taken.number}
    said = queue(turn, taken.event.slug)
    return [Reply("approvals.decided", data, personal=True), *([said] if isinstance(said, Reply) else [])]


def refused(why: NotPossible) -> Reply:
    """It was decided before, or cannot be any more."""
    if why.reason == "decided":
        return Reply("approvals.decided_before", {"name": why.data["name"], "state": why.data["state"]}, personal=True)
    return Reply(f"organise.not_{why.reason}", {"event": why.event}, (Button("organise.events"),), personal=True)
