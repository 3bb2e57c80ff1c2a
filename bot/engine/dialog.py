"""Forms, without I/O: keep the good answers, leave the wrong ones open with a reason, shape the whole."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields as shape_fields
from datetime import date, time
from typing import Any, TypeVar

from bot.engine.answers import Meanings, read
from bot.engine.words import folded
from bot.model.form import Field, Kind
from bot.model.reply import Wrong

T = TypeVar("T")
Labels = Callable[[Field], Mapping[str, str]]


def step(
    fields: Sequence[Field], answers: Mapping[str, str], given: Mapping[str, str], labels: Labels, meanings: Meanings, language: str
) -> tuple[dict[str, str], dict[str, Any]]:
    """Add what was given now to the good answers; the wrong ones come back with their reason."""
    good, wrong = dict(answers), dict[str, Any]()
    for field in fields:
        if field.name not in given:
            continue
        try:
            good[field.name] = read(field, given[field.name], labels(field), meanings, language)
        except Wrong as reason:
            good.pop(field.name, None)
            wrong[field.name] = {"message": reason.message, "data": reason.data, "text": given[field.name][:2000]}
    return good, wrong


def open_fields(fields: Sequence[Field], answers: Mapping[str, str]) -> list[Field]:
    """What is still to be asked, in order."""
    return [field for field in fields if field.name not in answers]


def takes(field: Field, word: str, labels: Labels, meanings: Meanings, language: str) -> bool:
    """Whether a command's word is an answer here all the same: to a question for a text always, to others where it reads as one.

    A choice has to be named in full: what is only like it means the command."""
    if field.kind in (Kind.TEXT, Kind.LONG_TEXT):
        return True
    choices = labels(field)
    try:
        answer = read(field, word, choices, meanings, language)
    except Wrong:
        return False
    named = {folded(answer), folded(choices.get(answer, answer))}
    return field.kind is not Kind.CHOICE or not answer or folded(word) in named


def shaped(shape: type[T], fields: Sequence[Field], given: Mapping[str, str], answers: Mapping[str, str]) -> T:
    """The form's dataclass with typed values: numbers, dates, times and yes/no; what was left out is None, text is ""."""
    values: dict[str, Any] = dict(given)
    values |= {field.name: _typed(field, answers.get(field.name, "")) for field in fields}
    names = {f.name for f in shape_fields(shape)}  # type: ignore[arg-type]
    return shape(**{name: value for name, value in values.items() if name in names})


def _typed(field: Field, answer: str) -> Any:
    if field.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.CHOICE, Kind.ZONE):
        return answer
    if not answer:
        return None
    makers: Mapping[Kind, Callable[[str], Any]] = {
        Kind.YES_NO: lambda text: text == "yes",
        Kind.NUMBER: int,
        Kind.DATE: date.fromisoformat,
        Kind.TIME: time.fromisoformat,
    }
    return makers[field.kind](answer)
