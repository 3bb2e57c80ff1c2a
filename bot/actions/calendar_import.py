"""Dates from a file, all or none: our own YAML, or an iCalendar file with the Council's sessions in it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from bot.actions import calendar_dates
from bot.knowledge.library import Library
from bot.knowledge.records.fields import Document, Fields, Texts
from bot.knowledge.records.files import BadKnowledge, Files
from bot.knowledge.text import fold
from bot.model.knowledge import Anchor, DateChange, DateState

GENEVA = ZoneInfo("Europe/Zurich")
REVIEW = ("upr", "universal periodic review", "examen periodico universal", "examen periodique universel")
COUNCIL = ("hrc", "human rights council", "consejo de derechos humanos", "conseil des droits de l'homme")
OTHER = ("special", "extraordinari", "extraordinaire", "advisory", "asesor", "consultatif", "forum", "foro")
STATES = {"CONFIRMED": DateState.CONFIRMED, "TENTATIVE": DateState.PROVISIONAL, "CANCELLED": DateState.PROVISIONAL}


@dataclass(frozen=True, slots=True)
class Found:
    """What a file says: dates to set, and what of it Plaza does not know how to place."""

    changes: tuple[DateChange, ...]
    unknown: tuple[str, ...] = ()


def read(path: Path, library: Library, anchors: Sequence[Anchor], by: str, now: datetime) -> Found:
    """The dates in a .yaml or .ics file. Raises BadKnowledge with the line of the first mistake."""
    if path.suffix.lower() in (".yaml", ".yml"):
        return Found(tuple(_from_yaml(path, anchors, by, now)))
    if path.suffix.lower() == ".ics":
        return _from_ics(path, library, {one.id for one in anchors}, by, now)
    raise BadKnowledge(path, 0, "is neither .yaml nor .ics", "give it the ending of what it holds")


def _from_yaml(path: Path, anchors: Sequence[Anchor], by: str, now: datetime) -> Iterator[DateChange]:
    document = Document(Files(path.parent), path.name, Texts({}))
    if not isinstance(document.raw, Mapping) or not document.raw.keys() & {"dates", "sessions"}:
        raise BadKnowledge(path, 1, "holds neither `dates` nor `sessions`", "write a list under one of them")
    if "dates" in document.raw:
        yield from document.each(lambda at: _date(at, anchors, by, now), "dates", "dates")
    if "sessions" in document.raw:
        for pair in document.each(lambda at: _session(at, anchors, by, now), "sessions", "sessions"):
            yield from pair


def _date(at: Fields, anchors: Sequence[Anchor], by: str, now: datetime) -> DateChange:
    name = at.text("anchor")
    anchor = calendar_dates.find(anchors, name)
    if anchor is None:
        near = ", ".join(calendar_dates.like(anchors, name)) or "`plaza calendar list` shows them"
        raise at.bad("anchor", f"there is no day {name!r}", f"perhaps one of: {near}")
    return DateChange(anchor.id, at.day("day"), _state(at, "state"), at.link("source"), by, now)


def _session(at: Fields, anchors: Sequence[Anchor], by: str, now: datetime) -> list[DateChange]:
    record = f"hrc:session:{at.number('number')}"
    if calendar_dates.find(anchors, f"{record}:opens") is None:
        raise at.bad("number", f"there is no session {at.number('number')}", "add it to config/knowledge/hrc.yaml first")
    days = {end: at.day(end) for end in ("opens", "closes")}
    if days["opens"] and days["closes"] and days["closes"] < days["opens"]:
        raise at.bad("closes", f"session {at.number('number')} closes before it opens", "swap or correct the two days")
    return [DateChange(f"{record}:{end}", day, _state(at, "status"), at.link("url"), by, now) for end, day in days.items() if day]


def _state(at: Fields, name: str) -> DateState:
    text = at.text(name, default="provisional")
    if text not in ("provisional", "confirmed", "held"):
        raise at.bad(name, f"unknown state {text!r}", "use provisional, confirmed or held")
    return DateState(text)


def _from_ics(path: Path, library: Library, ids: set[str], by: str, now: datetime) -> Found:
    try:
        events = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    except ValueError as error:
        raise BadKnowledge(path, 0, f"is no iCalendar file ({error})", "export it again as .ics") from error
    except OSError as error:
        raise BadKnowledge(path, 0, f"cannot be read ({error.strerror})", "check the path") from error
    changes, unknown = list[DateChange](), list[str]()
    for event in events:
        placed = list(_placed(event, library, ids, by, now))
        changes += placed
        unknown += [] if placed else [str(event.get("SUMMARY", "")) or str(event.get("UID", "?"))]
    return Found(tuple(changes), tuple(unknown))


def _placed(event: Any, library: Library, ids: set[str], by: str, now: datetime) -> Iterator[DateChange]:
    """The dates of one entry: by our own id in X-PLAZA-ANCHOR or UID, else by what its title says."""
    first, last = _days(event)
    status = str(event.get("STATUS", "")).upper()
    state, source = STATES.get(status, DateState.PROVISIONAL), str(event.get("URL", ""))[:500]
    for anchor in _anchors(event, library):
        if anchor in ids and first is not None:
            day = None if status == "CANCELLED" else last if anchor.endswith(":closes") else first
            yield DateChange(anchor, day, state, source, by, now)


def _anchors(event: Any, library: Library) -> list[str]:
    own = str(event.get("X-PLAZA-ANCHOR") or event.get("UID") or "")
    if own.startswith(("hrc:", "event:")):
        return [own]
    title = fold(str(event.get("SUMMARY", "")))
    number = re.search(r"\d{2,3}", title)
    if number is None or any(word in title for word in OTHER):
        return []
    if any(word in title for word in REVIEW):
        return [f"hrc:upr:{number[0]}:opens", f"hrc:upr:{number[0]}:closes"]
    if not any(word in title for word in COUNCIL):
        return []
    for deadline in library.deadlines.values():
        if any(fold(name) in title for name in deadline.names.values()):
            return [f"hrc:session:{number[0]}:{deadline.id}"]
    return [f"hrc:session:{number[0]}:opens", f"hrc:session:{number[0]}:closes"]


def _days(event: Any) -> tuple[date | None, date | None]:
    """First and last day in Geneva; the end of an all-day entry is the day after its last (RFC 5545)."""
    starts, ends = event.get("DTSTART"), event.get("DTEND")
    first = _day(starts.dt) if starts else None
    if ends is None:
        return first, first
    whole = not isinstance(ends.dt, datetime)
    return first, _day(ends.dt) - timedelta(days=1) if whole else _day(ends.dt)


def _day(value: date | datetime) -> date:
    if not isinstance(value, datetime):
        return value
    return (value.astimezone(GENEVA) if value.tzinfo else value).date()
