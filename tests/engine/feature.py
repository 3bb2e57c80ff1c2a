"""A feature of our own to try the engine with: a list, a form, roles, a crash, a timer, a file."""

import time
from dataclasses import dataclass
from datetime import datetime

from bot.handlers.router import Router, Turn
from bot.model.form import Field, Form, Kind, Option
from bot.model.outgoing import File
from bot.model.person import Role
from bot.model.reply import Attach, Button, Reply, Wrong
from bot.storage import audit, people
from bot.storage.database import Connection

WORDS = {
    "en": ("Pick one", "Your seat", "What is your name?", "Which days?", "Are you vegan?", "You have a seat, {}.", "I heard: {}"),
    "es": ("Elija", "Su plaza", "¿Cómo se llama?", "¿Qué días?", "¿Es vegano?", "Tiene plaza, {}.", "He oído: {}"),
    "fr": (
        "Choisissez",
        "Votre place",
        "Quel est votre nom ?",
        "Quels jours ?",
        "Êtes-vous végane ?",
        "Vous avez une place, {}.",
        "J'ai entendu : {}",
    ),
}
TEMPLATE = """
{{% block list %}}{0}{{% endblock %}}
{{% block button_pick %}}{0} {{{{ value }}}}{{% endblock %}}
{{% block button_rule %}}Rule{{% endblock %}}
{{% block ask %}}{0}{{% endblock %}}
{{% block seat__title %}}{1} {{{{ event }}}}{{% endblock %}}
{{% block seat__name %}}{2}{{% endblock %}}
{{% block seat__days %}}{3}{{% endblock %}}
{{% block seat__days__both %}}Both{{% endblock %}}
{{% block seat__days__thu %}}Thursday{{% endblock %}}
{{% block seat__vegan %}}{4}{{% endblock %}}
{{% block rule__title %}}Rule{{% endblock %}}
{{% block rule__what %}}What?{{% endblock %}}
{{% block nobody %}}{2} ({{{{ name }}}}){{% endblock %}}
{{% block done %}}{5}{{% endblock %}}
{{% block heard %}}{6}{{% endblock %}}
{{% block gap %}}{{{{ missing }}}}{{% endblock %}}
"""
router = Router()


@dataclass(frozen=True)
class Seat:
    """What the form asks for."""

    event: str
    name: str
    days: str
    vegan: bool | None


@dataclass(frozen=True)
class Rule:
    """What the organisers' form asks for."""

    what: str


SEAT = Form(
    "t.seat",
    Seat,
    (
        Field("name", longest=40),
        Field("days", Kind.CHOICE, options=(Option("both"), Option("thu"))),
        Field("vegan", Kind.YES_NO, required=False),
    ),
    {"event": "Gwangju"},
)
RULE = Form("t.rule", Rule, (Field("what"),))


def template(language: str) -> str:
    """The feature's messages."""
    texts = WORDS[language]
    return TEMPLATE.format(*texts[:5], texts[5].format("{{ name }}"), texts[6].format("{{ text }}"))


@router.command("events")
def offer(turn: Turn, words: str) -> Reply:
    """Two buttons, and one for organisers."""
    return Reply("t.list", buttons=(Button("t.pick", "A"), Button("t.rule"), Button("command.help", label="start.button_help")))


@router.command("register")
def ask(turn: Turn, words: str) -> Reply:
    """Open the form at once."""
    return Reply("t.ask", form=SEAT)


@router.command("mine")
def own(turn: Turn, words: str) -> Reply:
    """Something a room need not know."""
    return Reply("t.heard", {"text": "secret"}, personal=True)


@router.command("calendar")
def file(turn: Turn, words: str) -> Reply:
    """A message with a file."""
    return Reply("t.heard", {"text": "file"}, attach=(Attach("t.file", "x"),))


@router.command("organise", Role.ORGANISER)
def organise(turn: Turn, words: str) -> Reply:
    """Only for organisers."""
    return Reply("t.ask", form=RULE)


@router.command("stop")
def stop(turn: Turn, words: str) -> Reply:
    """End whatever there is."""
    return Reply("t.heard", {"text": "stopped"})


@router.press("t.pick")
def pick(turn: Turn, value: str) -> Reply:
    """Open the form from a button."""
    return Reply("t.ask", form=SEAT, edits=True)


@router.press("t.rule", Role.ORGANISER)
def rule(turn: Turn, value: str) -> Reply:
    """Only for organisers."""
    return Reply("t.heard", {"text": "ruled"})


@router.form(SEAT)
def seated(turn: Turn, answers: Seat) -> list[Reply]:
    """Write something down first, then perhaps find the name wrong; tell the organisers."""
    audit.note(turn.tx, f"person:{turn.person.id}", "seat", answers.name, turn.now)
    if answers.name == "Nobody":
        raise Wrong("name", "t.nobody", name=answers.name)
    told = [Reply("t.heard", {"text": f"{answers}"}, to=one.id) for one in people.holders(turn.tx, Role.ORGANISER)]
    return [Reply("t.done", {"name": answers.name}), *told]


@router.form(RULE, Role.ORGANISER)
def ruled(turn: Turn, answers: Rule) -> Reply:
    """Only for organisers, even if they were when the form opened."""
    return Reply("t.heard", {"text": answers.what})


@router.timer("t.tick")
def tick(turn: Turn, due: datetime) -> Reply | None:
    """Tell the organisers, or break."""
    holders = people.holders(turn.tx, Role.ORGANISER)
    return Reply("t.heard", {"text": f"{due:%H:%M}"}, to=holders[0].id) if holders else None


@router.maker("t.file")
def made(tx: Connection, value: str, language: str) -> File:
    """A small file."""
    return File(f"{value}.txt", "text/plain", language.encode())


@router.fallback
def heard(turn: Turn, text: str) -> Reply:
    """Repeat it; break or dawdle on demand, in the handler or later in the words."""
    if text == "slow":
        time.sleep(0.4)
    if text.startswith("crash"):
        audit.note(turn.tx, "nobody", "crash", text, turn.now)
        raise RuntimeError("on demand")
    return Reply("t.gap") if text == "gap" else Reply("t.heard", {"text": text})
