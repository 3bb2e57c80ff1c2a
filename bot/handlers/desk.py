"""Ask a human: questions for the secretariat, and the organisers' desk where they are answered."""

from dataclasses import dataclass, replace

from bot.actions import desk as deeds
from bot.handlers.router import Router, Said, Turn
from bot.model.desk import DeskState, Matter, Request
from bot.model.form import Field, Form, Kind
from bot.model.person import Role
from bot.model.reply import Button, Reply
from bot.storage import cities, desk, people
from bot.storage.cities import Claim

router = Router()
PAGE = 5
CLAIMS = 3
LONGEST = 3000


@dataclass(frozen=True, slots=True)
class Question:
    """What a person wants to know of the secretariat."""

    question: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What an organiser answers."""

    number: str
    answer: str


QUESTION = Form("desk.question", Question, (Field("question", Kind.LONG_TEXT, longest=LONGEST),))
ANSWER = Form("desk.answer", Answer, (Field("answer", Kind.LONG_TEXT, longest=LONGEST),))


@router.command("secretariat")
def secretariat(turn: Turn, words: str) -> Said:
    """Ask a human: what follows the word is the question; nothing follows, so a form asks for it, with the last sentence to keep."""
    if words.strip(" :,"):
        return ask(turn, Question(words.strip(" :,")[:LONGEST]))
    asked = replace(QUESTION.fields[0], default=deeds.last_question(turn.tx, turn.origin.address, turn.now))
    return Reply("desk.asking", form=replace(QUESTION, fields=(asked,)), personal=True)


@router.form(QUESTION)
def ask(turn: Turn, answers: Question) -> list[Reply]:
    """Put it on the desk; the organisers are told, and the person hears whether anybody was."""
    request = deeds.ask(turn.tx, turn.person, turn.origin, answers.question, turn.now, matter=Matter.QUESTION)
    told = notices(turn, request)
    return [Reply("desk.kept", {"request": request, "told": len(told)}, personal=True), *told]


def notices(turn: Turn, request: Request) -> list[Reply]:
    """One message to every organiser who can be told."""
    data = {"item": item(turn, request)}
    return [Reply("desk.notice", data, buttons_for(request), to=who.id) for who in deeds.staff(turn.tx)]


def item(turn: Turn, request: Request) -> dict[str, object]:
    """A request as organisers see it."""
    asker = people.by_id(turn.tx, request.person_id)
    taker = people.by_id(turn.tx, request.taken_by or 0)
    answerer = people.by_id(turn.tx, request.answered_by or 0)
    minutes = int(request.age(turn.now).total_seconds() // 60)
    return {
        "number": request.id,
        "matter": request.matter,
        "name": asker.name if asker else "",
        "city": request.city,
        "channel": request.channel,
        "language": request.language,
        "question": request.question,
        "context": request.context,
        "state": request.state,
        "minutes": minutes,
        "taker": taker.name if taker else "",
        "taken": request.taken_by is not None,
        "answerer": answerer.name if answerer else "",
        "answered_at": request.answered_at,
        "answer": request.answer,
    }


def buttons_for(request: Request) -> tuple[Button, ...]:
    """What can be done about a request as it stands."""
    number = str(request.id)
    answer = Button("desk.answer", number, {"number": request.id}, style="primary")
    return (answer, Button("desk.take", number, {"number": request.id})) if request.state is DeskState.OPEN else (answer,)


@router.command("desk", Role.ORGANISER)
def queue(turn: Turn, words: str) -> Reply:
    """What waits, oldest first."""
    return page(turn, 0)


@router.press("desk.more", Role.ORGANISER)
def more(turn: Turn, value: str) -> Reply:
    """The next ones."""
    return page(turn, int(value))


def page(turn: Turn, after: int) -> Reply:
    """A few requests later than number `after`."""
    waiting = desk.waiting(turn.tx, after, PAGE + 1)
    shown, rest = waiting[:PAGE], waiting[PAGE:]
    claims = () if after else cities.pending(turn.tx)[:CLAIMS]
    if not shown and not claims:
        return Reply("desk.empty", personal=True)
    buttons = [button for request in shown for button in buttons_for(request)]
    buttons += [button for claim in claims for button in buttons_for_claim(claim)]
    buttons += [Button("desk.more", str(request.id)) for request in shown[-1:] if rest]
    data = {"items": [item(turn, request) for request in shown], "count": desk.count(turn.tx)}
    return Reply("desk.waiting", data | {"claims": [claimed(turn, claim) for claim in claims]}, tuple(buttons), personal=True)


def claimed(turn: Turn, claim: Claim) -> dict[str, object]:
    """Who says they speak for a city, as organisers see it."""
    who = people.by_id(turn.tx, claim.person_id)
    return {"city": claim.city, "office": claim.office, "name": who.name if who else ""}


def buttons_for_claim(claim: Claim) -> tuple[Button, ...]:
    """What can be done about a claim that waits."""
    return tuple(Button(f"claims.{deed}", str(claim.id), {"city": claim.city}) for deed in ("approve", "decline"))


@router.press("desk.take", Role.ORGANISER)
def take(turn: Turn, value: str) -> Reply:
    """Look after one, so that nobody else starts on it."""
    step = deeds.take(turn.tx, int(value), turn.person, turn.now)
    if step is None:
        return Reply("desk.gone", personal=True)
    data = {"item": item(turn, step.request), "mine": step.request.taken_by == turn.person.id}
    if step.request.state is DeskState.ANSWERED:
        return Reply("desk.already", data, personal=True)
    return Reply("desk.taken" if step.first else "desk.taken_before", data, buttons_for(step.request), personal=True)


@router.press("desk.answer", Role.ORGANISER)
def open_answer(turn: Turn, value: str) -> Reply:
    """Ask for the answer, unless there is one."""
    request = desk.one(turn.tx, int(value))
    if request is None:
        return Reply("desk.gone", personal=True)
    data = {"item": item(turn, request)}
    if request.state is DeskState.ANSWERED:
        return Reply("desk.already", data, personal=True)
    return Reply("desk.answering", data, form=replace(ANSWER, given={"number": value}), personal=True)


@router.form(ANSWER, Role.ORGANISER)
def answer(turn: Turn, answers: Answer) -> Reply | list[Reply]:
    """Send it to whoever asked, where they spoke last, in the name of the secretariat."""
    step = deeds.answer(turn.tx, int(answers.number), turn.person, answers.answer, turn.now)
    if step is None:
        return Reply("desk.gone", personal=True)
    data = {"item": item(turn, step.request)}
    if not step.first:
        return Reply("desk.already", data | {"yours": answers.answer}, personal=True)
    answered = Reply(
        "desk.answered", {"question": step.request.question, "answer": answers.answer}, to=step.request.person_id, personal=True
    )
    return [Reply("desk.sent", data, personal=True), answered]
