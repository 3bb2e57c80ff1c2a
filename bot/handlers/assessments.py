"""The monitoring programme: what it is, what a city does first, and how a focal point asks for it."""

from dataclasses import dataclass

from bot.actions import desk as deeds
from bot.actions import desk_say
from bot.handlers.router import Router, Turn
from bot.model.desk import Matter
from bot.model.form import Field, Form, Kind
from bot.model.person import Role
from bot.model.reply import Button, Reply
from bot.storage import desk

router = Router()


@dataclass(frozen=True, slots=True)
class Wish:
    """What a city wants to have looked at, and why."""

    aim: str
    policies: str


WISH = Form("assessments.wish", Wish, (Field("aim", Kind.LONG_TEXT, longest=1500), Field("policies", Kind.LONG_TEXT, longest=1500)))


@router.command("assessment")
def programme(turn: Turn, words: str) -> Reply:
    """The programme in short, from the knowledge files."""
    known = turn.library.programme
    stages = [{"names": stage.names, "what": stage.what, "weeks": stage.weeks} for stage in known.stages]
    data = {
        "names": known.names,
        "what": known.what,
        "stages": stages,
        "duration": known.duration,
        "url": known.url,
        "focal_point": turn.person.may(Role.FOCAL_POINT),
        "city": turn.person.city,
    }
    return Reply("assessments.programme", data, (Button("assessments.ask", style="primary"),))


@router.press("assessments.ask", Role.FOCAL_POINT)
def ask(turn: Turn, value: str) -> Reply:
    """Ask what the city wants, unless it has asked already."""
    if desk.unanswered(turn.tx, turn.person.id, Matter.ASSESSMENT):
        return Reply("assessments.waiting", {"city": turn.person.city}, personal=True)
    return Reply("assessments.asking", {"city": turn.person.city}, form=WISH, personal=True)


@router.form(WISH, Role.FOCAL_POINT)
def wish(turn: Turn, answers: Wish) -> list[Reply]:
    """Put it on the desk, and tell the organisers."""
    words = f"{answers.aim}\n\n{answers.policies}"
    request = deeds.ask(
        turn.tx, turn.person, turn.origin, words, turn.now, matter=Matter.ASSESSMENT, wording=turn.wording, rules=turn.library.rules
    )
    data = {"number": request.id, "name": turn.person.name, "city": request.city, "aim": answers.aim, "policies": answers.policies}
    told = [Reply("assessments.notice", data, desk_say.buttons(request, who.id), to=who.id) for who in deeds.staff(turn.tx)]
    return [Reply("assessments.asked", {"city": request.city, "told": len(told)}, personal=True), *told]
