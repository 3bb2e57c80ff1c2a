"""Ask a human: questions for the secretariat, and the organisers' answers."""

from dataclasses import dataclass, replace

from bot.actions import desk as deeds
from bot.actions import desk_say
from bot.handlers.router import Router, Said, Turn
from bot.model.desk import DeskState, Matter, Request
from bot.model.form import Field, Form, Kind
from bot.model.person import Role
from bot.model.reply import Button, Reply
from bot.storage import desk

router = Router()
LONGEST = 3000


@dataclass(frozen=True, slots=True)
class Question:
    """What a person wants to know of the secretariat; `follows` is the number of the request it goes on from."""

    question: str
    follows: str = ""


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
    return Reply("desk.asking", form=replace(QUESTION, fields=(asked,), given={"follows": ""}), personal=True)


@router.press("desk.further")
def further(turn: Turn, value: str) -> Reply:
    """Ask on after an answer; whoever answered gets it."""
    return Reply("desk.asking", form=replace(QUESTION, given={"follows": value}), personal=True)


@router.form(QUESTION)
def ask(turn: Turn, answers: Question) -> list[Reply]:
    """Put it on the desk; the organisers are told, and the person hears whether anybody was."""
    before = desk.one(turn.tx, int(answers.follows)) if answers.follows else None
    follows = before if before and before.person_id == turn.person.id else None
    request = deeds.ask(
        turn.tx,
        turn.person,
        turn.origin,
        answers.question,
        turn.now,
        matter=Matter.QUESTION,
        wording=turn.wording,
        rules=turn.library.rules,
        follows=follows,
    )
    told = notices(turn, request)
    return [Reply("desk.kept", {"request": request, "told": len(told)}, personal=True), *told]


def notices(turn: Turn, request: Request) -> list[Reply]:
    """One message to everybody it concerns who can be told."""
    data = {"item": desk_say.item(turn.tx, request, turn.now)}
    return [
        Reply("desk.notice", data, desk_say.buttons(request, who.id), to=who.id, personal=True) for who in deeds.concerned(turn.tx, request)
    ]


@router.press("desk.answer", Role.ORGANISER)
def open_answer(turn: Turn, value: str) -> Reply:
    """Ask for the answer, unless there is one."""
    request = desk.one(turn.tx, int(value))
    if request is None:
        return Reply("desk.gone", personal=True)
    data = {"item": desk_say.item(turn.tx, request, turn.now)}
    if request.state is DeskState.ANSWERED:
        return Reply("desk.already", data, desk_say.buttons(request), personal=True)
    return Reply("desk.answering", data, form=replace(ANSWER, given={"number": value}), personal=True)


@router.form(ANSWER, Role.ORGANISER)
def answer(turn: Turn, answers: Answer) -> Reply | list[Reply]:
    """Send it to whoever asked, where they spoke last, in the name of the secretariat and of the role that answers."""
    step = deeds.answer(turn.tx, int(answers.number), turn.person, answers.answer, turn.now)
    if step is None:
        return Reply("desk.gone", personal=True)
    request = step.request
    data = {"item": desk_say.item(turn.tx, request, turn.now)}
    if not step.first:
        return Reply("desk.already", data | {"yours": answers.answer}, personal=True)
    told = {"question": request.question, "answer": answers.answer, "role": desk_say.role(turn.tx, turn.person.id)}
    on = (Button("desk.further", str(request.id)),)
    answered = Reply("desk.answered", told, on, to=request.person_id, language=request.language, personal=True)
    return [Reply("desk.sent", data, desk_say.buttons(request), personal=True), answered]
