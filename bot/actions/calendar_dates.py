"""The calendar as it stands: what the files say, with the dates that people set. Every reader of dates comes through here."""

import difflib
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from bot.knowledge import calendar, schedule
from bot.knowledge.dated import dated
from bot.knowledge.library import Library
from bot.model.alerts import Alert
from bot.model.knowledge import Anchor, DateChange
from bot.storage import alerts as storage
from bot.storage.database import Connection


def known(tx: Connection, library: Library) -> Library:
    """The library with the dates that people set; the same object until somebody sets another one."""
    return _known(library, storage.changes(tx))


def current(tx: Connection, library: Library) -> Sequence[Anchor]:
    """Every known day, with what people set, in order; then those whose day nobody knows."""
    return _anchors(known(tx, library))


def hanging(tx: Connection, library: Library) -> Sequence[Alert]:
    """Every alert that the rules make of the calendar as it stands."""
    return _alerts(known(tx, library))


@lru_cache(maxsize=8)
def _known(library: Library, made: tuple[DateChange, ...]) -> Library:
    return dated(library, made)


@lru_cache(maxsize=8)
def _anchors(library: Library) -> Sequence[Anchor]:
    return tuple(calendar.anchors(library))


@lru_cache(maxsize=8)
def _alerts(library: Library) -> Sequence[Alert]:
    return tuple(schedule.alerts(library.rules, _anchors(library)))


def coming(anchors: Iterable[Anchor], today: date) -> list[Anchor]:
    """The days that are not over, and those still to be set."""
    return [one for one in anchors if one.day is None or (one.latest or one.day) >= today]


def find(anchors: Sequence[Anchor], text: str) -> Anchor | None:
    """The anchor with this id, or the only one whose id ends so (`64:opens`)."""
    wanted = text.strip().lower()
    ends = [one for one in anchors if one.id == wanted] or [one for one in anchors if f":{one.id}".endswith(f":{wanted}")]
    return ends[0] if len(ends) == 1 else None


def like(anchors: Sequence[Anchor], text: str) -> list[str]:
    """Ids that look like this text, best first."""
    ids = [one.id for one in anchors]
    inside = [one for one in ids if text.strip().lower() in one]
    return inside[:5] or difflib.get_close_matches(text.strip().lower(), ids, 5, 0.4)


def inconsistent(anchors: Iterable[Anchor]) -> list[str]:
    """Sessions and reviews that close before they open, by the id of their record."""
    days = {one.id: one.day for one in anchors if one.day}
    found = []
    for opening in (one for one in days if one.endswith(":opens")):
        record = opening.removesuffix(":opens")
        closes = days.get(f"{record}:closes")
        if closes and closes < days[opening]:
            found.append(record)
    return found
