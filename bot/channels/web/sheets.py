"""Drawing a form (pure): each question with its label, hint and error tied together for who listens instead of looks."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bot.channels.web.incoming import digest
from bot.channels.web.layouts import render
from bot.model.form import Kind
from bot.model.outgoing import Choice, Question, Sheet

_FEW = 5
_PLAIN = ("text", re.compile(""))
_TYPES: dict[str, tuple[str, re.Pattern[str]]] = {
    Kind.DATE: ("date", re.compile(r"(\d{4}-\d\d-\d\d)?")),
    Kind.TIME: ("time", re.compile(r"(\d\d:\d\d)?")),
}


class Around(Protocol):
    """What a sheet must know of the message it stands in."""

    @property
    def say(self) -> Callable[[str], str]: ...
    @property
    def chosen(self) -> frozenset[str]: ...
    @property
    def answered(self) -> bool: ...
    @property
    def hidden(self) -> tuple[tuple[str, str], ...]: ...


@dataclass(frozen=True, slots=True)
class Asking:
    """One question as the layout needs it; `widget` is radios, select, area or a type of input."""

    question: Question
    id: str
    widget: str
    need: str
    options: tuple[Choice, ...]
    described: str


def draw_sheet(sheet: Sheet, place: int, around: Around) -> str:
    """A form to fill in, or one line saying that it was sent or cancelled."""
    state = "cancelled" if digest(sheet.cancel.token) in around.chosen else "sent" if around.answered else "open"
    asked = asking(sheet, place, around.say)
    partial = len(sheet.questions) < sheet.steps
    known = {"sheet": sheet, "id": f"sheet-{place}", "state": state, "asked": asked, "partial": partial}
    return render("sheet.html", **known, frame=around, hidden=around.hidden)


def asking(sheet: Sheet, place: int, say: Callable[[str], str]) -> list[Asking]:
    """The questions of a form as the layout needs them; `place` keeps their ids apart from other forms' on the page."""
    return [_asking(question, place, say) for question in sheet.questions]


def _asking(question: Question, place: int, say: Callable[[str], str]) -> Asking:
    name = f"q{place}-{question.name}"
    options = _options(question, say)
    need = say("required" if question.required else "optional")
    parts = [f"{name}-{part}" for part in ("hint", "error") if getattr(question, part)]
    return Asking(question, name, _widget(question, options), need, options, " ".join(parts))


def _options(question: Question, say: Callable[[str], str]) -> tuple[Choice, ...]:
    """The choices with a value: skipping is done here by leaving a question empty."""
    if question.kind not in (Kind.CHOICE, Kind.YES_NO):
        return ()
    given = tuple(option for option in question.options if option.value)
    if question.kind == Kind.YES_NO and not given:
        return (Choice(say("yes"), "yes"), Choice(say("no"), "no"))
    return given


def _widget(question: Question, options: tuple[Choice, ...]) -> str:
    """Radios cannot be taken back, so an optional choice is a list with an empty line."""
    if options:
        return "radios" if question.required and len(options) <= _FEW else "select"
    if question.kind == Kind.LONG_TEXT:
        return "area"
    kind, shape = _TYPES.get(question.kind, _PLAIN)
    # A value the browser's picker cannot hold stays readable in a plain line.
    return kind if shape.fullmatch(question.value) else "text"
