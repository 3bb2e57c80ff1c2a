"""The organisers' desk: what waits, in whose hands it is, and handing it over."""

from datetime import datetime

from bot.actions import desk as deeds
from bot.actions import desk_overdue, desk_say
from bot.actions.desk import Step
from bot.handlers.router import Router, Said, Turn
from bot.model.desk import DeskState, Request, Shelf
from bot.model.person import Role
from bot.model.reply import Button, Reply
from bot.storage import cities, desk, people
from bot.storage.cities import Claim

router = Router()
PAGE = 5
CLAIMS = 3


@router.command("desk", Role.ORGANISER)
def queue(turn: Turn, words: str) -> Said:
    """What waits, oldest first; or the request whose number follows."""
    number = words.strip(" #")
    return show(turn, number) if number.isdecimal() and len(number) < 10 else page(turn, Shelf.ALL, 0)


@router.press("desk.list", Role.ORGANISER)
def shelf(turn: Turn, value: str) -> Reply:
    """All that waits, what is mine, or what is overdue."""
    return page(turn, Shelf(value), 0)


@router.press("desk.more", Role.ORGANISER)
def more(turn: Turn, value: str) -> Reply:
    """The next ones on the same shelf."""
    name, _, after = value.rpartition(":")
    return page(turn, Shelf(name or Shelf.ALL), int(after))


def page(turn: Turn, shelf: Shelf, after: int) -> Reply:
    """A few requests of a shelf, later than number `after`; the shelves beside it that are not empty."""
    tx, counts = turn.tx, {one: desk.count(turn.tx, desk.on(one, turn.person.id, turn.now)) for one in Shelf}
    waiting = desk.waiting(tx, desk.on(shelf, turn.person.id, turn.now), after, PAGE + 1)
    shown, rest = waiting[:PAGE], waiting[PAGE:]
    claims = cities.pending(tx)[:CLAIMS] if shelf is Shelf.ALL and not after else []
    others = [one for one in Shelf if one is not shelf and counts[one] and counts[one] != counts[shelf]]
    buttons = [desk_say.button(deed, request) for request in shown for deed in ("answer", "show")]
    buttons += [button for claim in claims for button in buttons_for_claim(claim)]
    buttons += [Button("desk.more", f"{shelf.value}:{request.id}") for request in shown[-1:] if rest]
    buttons += [Button("desk.list", one.value, {"shelf": one.value, "count": counts[one]}) for one in others]
    if not shown and not claims:
        return Reply("desk.empty", {"shelf": shelf.value}, tuple(buttons), personal=True)
    items = [desk_say.item(tx, request, turn.now) for request in shown]
    data = {"items": items, "count": counts[shelf], "shelf": shelf.value, "claims": [claimed(turn, claim) for claim in claims]}
    return Reply("desk.waiting", data, tuple(buttons), personal=True)


def claimed(turn: Turn, claim: Claim) -> dict[str, object]:
    """Who says they speak for a city, as organisers see it."""
    who = people.by_id(turn.tx, claim.person_id)
    return {"city": claim.city, "office": claim.office, "name": who.name if who else ""}


def buttons_for_claim(claim: Claim) -> tuple[Button, ...]:
    """What can be done about a claim that waits."""
    return tuple(Button(f"claims.{deed}", str(claim.id), {"city": claim.city}) for deed in ("approve", "decline"))


@router.press("desk.show", Role.ORGANISER)
def show(turn: Turn, value: str) -> Reply:
    """One request whole: what was said before it, who has it, what can be done."""
    request = desk.one(turn.tx, int(value))
    return _about("desk.one", turn, request) if request else Reply("desk.gone", personal=True)


@router.press("desk.take", Role.ORGANISER)
def take(turn: Turn, value: str) -> Reply:
    """Look after one, so that nobody else starts on it."""
    step = deeds.take(turn.tx, int(value), turn.person, turn.now)
    return _done(turn, step, "desk.taken", "desk.taken_before")


@router.press("desk.hand", Role.ORGANISER)
def hand(turn: Turn, value: str) -> Reply:
    """Choose who gets it."""
    request = desk.one(turn.tx, int(value))
    if request is None:
        return Reply("desk.gone", personal=True)
    if request.state is DeskState.ANSWERED:
        return _about("desk.already", turn, request)
    others = [who for who in deeds.staff(turn.tx) if who.id != request.taken_by]
    choice = [Button("desk.give", f"{request.id}:{who.id}", {"name": who.name, "me": who.id == turn.person.id}) for who in others]
    return Reply("desk.hand_to" if choice else "desk.nobody_else", {"number": request.id}, tuple(choice), personal=True)


@router.press("desk.give", Role.ORGANISER)
def give(turn: Turn, value: str) -> Said:
    """Hand it over; the other one is told, with the request and what was said before it."""
    number, _, to = value.partition(":")
    step = deeds.give(turn.tx, int(number), turn.person, int(to), turn.now)
    done = _done(turn, step, "desk.given", "desk.taken_before")
    if step is None or not step.first or int(to) == turn.person.id:
        return done
    told = Reply(
        "desk.handed",
        {"item": desk_say.item(turn.tx, step.request, turn.now), "giver": turn.person.name},
        desk_say.buttons(step.request, int(to)),
        to=int(to),
        personal=True,
    )
    return [done, told]


@router.press("desk.release", Role.ORGANISER)
def release(turn: Turn, value: str) -> Reply:
    """Put it back for anybody."""
    return _done(turn, deeds.release(turn.tx, int(value), turn.person, turn.now), "desk.released", "desk.taken_before")


@router.timer("desk")
def remind(turn: Turn, due: datetime) -> None:
    """Every minute: remind of what is overdue, to each once a working day."""
    desk_overdue.remind(turn.tx, turn.now)


def _done(turn: Turn, step: Step | None, done: str, before: str) -> Reply:
    """What came of a deed; one that came too late says how it stands."""
    if step is None:
        return Reply("desk.gone", personal=True)
    late = "desk.already" if step.request.state is DeskState.ANSWERED else before
    return _about(done if step.first else late, turn, step.request)


def _about(message: str, turn: Turn, request: Request) -> Reply:
    data = {"item": desk_say.item(turn.tx, request, turn.now), "mine": request.taken_by == turn.person.id}
    return Reply(message, data, desk_say.buttons(request, turn.person.id), personal=True)
