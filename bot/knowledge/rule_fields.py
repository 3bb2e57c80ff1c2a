"""The fields that rules of `config/alerts.yaml` share, read with the line and the remedy of whatever is wrong."""

import re
from collections.abc import Collection
from datetime import time, timedelta

from bot.knowledge.records.fields import Document, Fields

LATE = re.compile(r"(\d{1,3}) (day|hour|minute)s?")
NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
BLOCK = re.compile(r"[a-z][a-z0-9_]{0,39}")


def once(document: Document, trail: tuple[str, ...], ids: list[str]) -> None:
    """Each id stands in this list only once. Raises BadKnowledge."""
    for number, one in enumerate(ids):
        if one in ids[:number]:
            raise document.fail((*trail, number, "id"), f"{one!r} stands in {trail[-1]} twice", "give one of them another id")


def known(at: Fields, names: Collection[str]) -> None:
    """The record has no other fields than these. Raises BadKnowledge."""
    for name in at.names():
        if name not in names:
            raise at.bad(name, f"{at.key}: unknown field {name!r}", f"use {', '.join(sorted(names))}")


def named(at: Fields, name: str, pattern: re.Pattern[str], remedy: str) -> str:
    """A text of this shape. Raises BadKnowledge."""
    text = at.text(name)
    if not pattern.fullmatch(text):
        raise at.bad(name, f"{text!r} cannot be used as `{name}`", remedy)
    return text


def identifier(at: Fields) -> str:
    """The id of a rule. Raises BadKnowledge."""
    return named(at, "id", NAME, "use at most 40 small letters, digits and hyphens")


def hour(at: Fields, name: str, default: str) -> time:
    """A time of day. Raises BadKnowledge."""
    text = at.text(name, default=default)
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise at.bad(name, f"{at.key}: {text!r} is no time of day", 'write it as "09:00", in quotes') from error


def late(at: Fields, default: str) -> timedelta:
    """How long something may still be sent. Raises BadKnowledge."""
    text = at.text("late", default=default)
    match = LATE.fullmatch(text)
    if not match or not int(match[1]):
        raise at.bad("late", f"{at.key}: {text!r} is no span", "write `2 days` or `12 hours`")
    return timedelta(**{f"{match[2]}s": int(match[1])})
