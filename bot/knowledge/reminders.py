"""The section `events` of `config/alerts.yaml`: quiet hours, what everybody confirmed is told around an event, statutory meetings."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from fractions import Fraction

from bot.knowledge.records.fields import Document, Fields
from bot.knowledge.rule_fields import BLOCK, hour, identifier, known, late, named, once
from bot.model.quorum import USUAL, Statutory
from bot.model.reminders import AT_NIGHT, Quiet, Reminder

SECTION_FIELDS = {"quiet", "reminders", "statutory"}
STATUTORY_FIELDS = {"more_than", "proxies"}
QUIET_FIELDS = {"since", "until"}
FIELDS = {"id", "when", "message", "at", "late", "urgent"}
SHARE = re.compile(r"([1-9]\d?)/([1-9]\d?)")
WHEN = re.compile(r"(\d{1,3}) (day|hour|minute)s? (before|after)")
HOUR = "10:00"


@dataclass(frozen=True, slots=True)
class Around:
    """What the section says; without it nobody is reminded."""

    quiet: Quiet = AT_NIGHT
    reminders: tuple[Reminder, ...] = ()
    statutory: Statutory = USUAL


def read(document: Document, says: Callable[[str], bool]) -> Around:
    """The section; `says` tells whether messages/en/reminders.j2 has such a block. Raises BadKnowledge at the first mistake."""
    if "events" not in document.raw:
        return Around()
    at = document.record("events", "events")
    known(at, SECTION_FIELDS)
    found = tuple(_reminder(one, says) for one in at.inner("reminders"))
    once(document, ("events", "reminders"), [one.id for one in found])
    quiet = _quiet(at.inside("quiet")) if at.has("quiet") else AT_NIGHT
    return Around(quiet, found, _statutory(at.inside("statutory")) if at.has("statutory") else USUAL)


def _statutory(at: Fields) -> Statutory:
    known(at, STATUTORY_FIELDS)
    text = at.text("more_than", default=str(USUAL.share))
    match = SHARE.fullmatch(text)
    if not match or int(match[1]) >= int(match[2]):
        raise at.bad("more_than", f"statutory: {text!r} is no part of a whole", 'write "1/2" or "2/3", in quotes')
    proxies = at.number("proxies") if at.has("proxies") else USUAL.proxies
    if proxies < 0:
        raise at.bad("proxies", f"statutory: {proxies} proxies are too few", "write 0 to allow none")
    return Statutory(Fraction(text), proxies)


def _quiet(at: Fields) -> Quiet:
    known(at, QUIET_FIELDS)
    return Quiet(hour(at, "since", "21:00"), hour(at, "until", "08:00"))


def _reminder(at: Fields, says: Callable[[str], bool]) -> Reminder:
    known(at, FIELDS)
    offset, by_day = _offset(at)
    return Reminder(
        identifier(at), offset, _message(at, says), _at(at, by_day=by_day), late(at, "1 day"), at.flag("urgent", default=not by_day)
    )


def _offset(at: Fields) -> tuple[timedelta, bool]:
    text = at.text("when")
    match = WHEN.fullmatch(text)
    if not match or not int(match[1]):
        raise at.bad("when", f"{at.key}: {text!r} is no offset", "write `7 days before`, `1 hour before` or `1 day after`")
    span = timedelta(**{f"{match[2]}s": int(match[1])})
    return -span if match[3] == "before" else span, match[2] == "day"


def _at(at: Fields, *, by_day: bool) -> time | None:
    if by_day:
        return hour(at, "at", HOUR)
    if at.has("at"):
        raise at.bad("at", f"{at.key}: an offset in hours or minutes is exact", "leave `at` out, or count in days")
    return None


def _message(at: Fields, says: Callable[[str], bool]) -> str:
    block = named(at, "message", BLOCK, "use the name of a block in messages/en/reminders.j2")
    if not says(block):
        raise at.bad("message", f"{at.key}: there is no message {block!r}", f"add {{% block {block} %}} to messages/*/reminders.j2")
    return block
