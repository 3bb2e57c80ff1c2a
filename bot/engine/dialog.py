"""Forms, without I/O: read answers, keep the good ones, leave the wrong ones open with a reason, shape the whole."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields as shape_fields
from datetime import date, time
from typing import Any, TypeVar
from zoneinfo import available_timezones

from babel.dates import parse_date
from rapidfuzz import fuzz, process, utils

from bot.engine.words import folded
from bot.model.form import Field, Kind
from bot.model.reply import Wrong

T = TypeVar("T")
Meaning = Callable[[str], str]
Labels = Callable[[Field], Mapping[str, str]]


def read(field: Field, text: str, labels: Mapping[str, str], meaning: Meaning, language: str) -> str:
    """The answer in its stored form ("" for none). Raises Wrong with the reason in a message's name."""
    clean = re.sub("[\x00-\x08\x0b-\x1f\x7f]", "", text).strip()
    if not clean or (not field.required and meaning(clean) == "skip" and clean not in labels):
        if field.required:
            raise Wrong(field.name, "dialog.required")
        return ""
    match field.kind:
        case Kind.TEXT | Kind.LONG_TEXT:
            return _text(field, clean)
        case Kind.CHOICE:
            return _choice(field, clean, labels)
        case Kind.YES_NO:
            return _yes_no(field, clean, labels, meaning)
        case Kind.NUMBER:
            return _number(field, clean)
        case Kind.DATE:
            return _date(field, clean, language)
        case Kind.TIME:
            return _time(field, clean)
        case Kind.ZONE:
            return _zone(field, clean)


def _text(field: Field, text: str) -> str:
    if len(text) > field.longest:
        raise Wrong(field.name, "dialog.too_long", longest=field.longest, length=len(text))
    return text


def _choice(field: Field, text: str, labels: Mapping[str, str]) -> str:
    if text in labels:
        return text
    if text.isascii() and text.isdigit() and 1 <= int(text) <= len(labels):
        return list(labels)[int(text) - 1]
    exact = [value for value, label in labels.items() if folded(label) == folded(text)]
    close = process.extractOne(text, labels, scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=88)
    found = exact[0] if exact else close[2] if close else None
    if found is None:
        raise Wrong(field.name, "dialog.not_a_choice", choices=list(labels.values()))
    return str(found)


def _yes_no(field: Field, text: str, labels: Mapping[str, str], meaning: Meaning) -> str:
    said = text if text in ("yes", "no") else meaning(text) or {"1": "yes", "2": "no"}.get(text, "")
    if said not in ("yes", "no"):
        raise Wrong(field.name, "dialog.not_yes_or_no", choices=list(labels.values()))
    return said


def _number(field: Field, text: str) -> str:
    digits = re.sub(r"(?<=\d)[  .,'](?=\d{3}\b)", "", text)
    if not re.fullmatch(r"-?[0-9]{1,9}", digits):
        raise Wrong(field.name, "dialog.not_a_number")
    if field.least is not None and int(digits) < field.least:
        raise Wrong(field.name, "dialog.too_small", least=field.least)
    if field.most is not None and int(digits) > field.most:
        raise Wrong(field.name, "dialog.too_big", most=field.most)
    return str(int(digits))


def _date(field: Field, text: str, language: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    try:
        return parse_date(text, locale="en_GB" if language == "en" else language).isoformat()
    except (ValueError, IndexError) as error:
        raise Wrong(field.name, "dialog.not_a_date") from error


def _time(field: Field, text: str) -> str:
    match = re.fullmatch(r"([01]?\d|2[0-3])\s*[:h.]\s*([0-5]\d)?", text.lower()) or re.fullmatch(r"([01]?\d|2[0-3])()", text)
    if not match:
        raise Wrong(field.name, "dialog.not_a_time")
    return time(int(match[1]), int(match[2] or 0)).isoformat("minutes")


def _zone(field: Field, text: str) -> str:
    zones = {z for z in available_timezones() if "/" in z and not z.startswith(("Etc/", "SystemV/"))}
    wanted = folded(text).replace(" ", "_")
    exact = [z for z in sorted(zones) if folded(z) == wanted or folded(z).rpartition("/")[2] == wanted]
    if not exact:
        raise Wrong(field.name, "dialog.not_a_zone")
    return exact[0]


def step(
    fields: Sequence[Field], answers: Mapping[str, str], given: Mapping[str, str], labels: Labels, meaning: Meaning, language: str
) -> tuple[dict[str, str], dict[str, Any]]:
    """Add what was given now to the good answers; the wrong ones come back with their reason."""
    good, wrong = dict(answers), dict[str, Any]()
    for field in fields:
        if field.name not in given:
            continue
        try:
            good[field.name] = read(field, given[field.name], labels(field), meaning, language)
        except Wrong as reason:
            good.pop(field.name, None)
            wrong[field.name] = {"message": reason.message, "data": reason.data}
    return good, wrong


def open_fields(fields: Sequence[Field], answers: Mapping[str, str]) -> list[Field]:
    """What is still to be asked, in order."""
    return [field for field in fields if field.name not in answers]


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
