"""The rows of a secretariat's tables: every cell checked, every fault said with its line and a remedy."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import available_timezones

from bot.actions.tables import BadTable, rows
from bot.model.imports import CityRow, PersonRow, Problem, Row
from bot.model.person import LANGUAGES, Address, Role, parse_address

PEOPLE = (
    "name",
    "city",
    "country",
    "role",
    "language",
    "zone",
    "address",
    "general_address",
    "consent_basis",
    "consent_date",
    "topics",
)
CITIES = ("name", "country", "language", "general_address")
ROLES = (Role.MEMBER, Role.FOCAL_POINT, Role.ORGANISER)
EMAIL = re.compile(r"[^@\s,;<>()\"]+@[^@\s,;<>()\"]+\.[^@\s,;<>()\"]+")
SHAPES = {"telegram": re.compile(r"telegram:\d+"), "slack": re.compile(r"slack:[A-Z0-9]+:[A-Z0-9]+")}


class _Bad(Exception):
    """What is wrong with a cell, and what to do."""


def people_in(content: bytes, topics: Sequence[str], today: date) -> list[PersonRow]:
    """The people of a table. Raises BadTable with every fault there is."""
    good, seen = list[PersonRow](), dict[str, int]()
    problems: list[Problem] = []
    for row in rows(content, PEOPLE, ("address",)):
        try:
            one = _person(row, topics, today)
            if one.address and (line := seen.setdefault(one.address.value, row.line)) != row.line:
                raise _Bad(f"address {one.address.value} stands in line {line} already; keep one of them")
            good.append(one)
        except _Bad as problem:
            problems.append(Problem(row.line, str(problem)))
    if problems:
        raise BadTable(*problems)
    return good


def cities_in(content: bytes) -> list[CityRow]:
    """The cities of a table. Raises BadTable with every fault there is."""
    good: list[CityRow] = []
    problems: list[Problem] = []
    for row in rows(content, CITIES, ("name",)):
        cells = row.cells
        try:
            if not cells["name"]:
                raise _Bad("name is empty; write the city's name")
            general = _mail(cells["general_address"])
            good.append(CityRow(row.line, cells["name"][:200], _country(cells["country"]), _language(cells["language"]), general))
        except _Bad as problem:
            problems.append(Problem(row.line, str(problem)))
    if problems:
        raise BadTable(*problems)
    return good


def _person(row: Row, topics: Sequence[str], today: date) -> PersonRow:
    cells = row.cells
    role = cells["role"].casefold().replace(" ", "_").replace("-", "_") or Role.MEMBER.value
    if role not in [one.value for one in ROLES]:
        raise _Bad(f"unknown role {cells['role']!r}; use {', '.join(one.value for one in ROLES)}")
    if role == Role.FOCAL_POINT.value and not cells["city"]:
        raise _Bad("a focal point needs a city; fill in city")
    one = PersonRow(
        row.line,
        cells["name"][:200],
        cells["city"][:200],
        _country(cells["country"]),
        _language(cells["language"]),
        _zone(cells["zone"]),
        Role(role),
        _address(cells["address"]),
        _mail(cells["general_address"]),
        cells["consent_basis"],
        _day(cells["consent_date"], today),
        _topics(cells["topics"], topics),
    )
    _whole(one)
    return one


def _whole(one: PersonRow) -> None:
    """What only makes sense together."""
    if one.address is None and not (one.city and one.general_address):
        raise _Bad("nobody can be reached; fill in address, or city and general_address")
    if one.address is None and one.consent_basis:
        raise _Bad("consent is a person's; fill in address, or empty consent_basis")
    if bool(one.consent_basis) != bool(one.consented_at):
        raise _Bad("consent_basis and consent_date go together; fill in both, or empty both to invite the person")
    if one.consent_basis and not one.topics:
        raise _Bad("consent to what? fill in topics")
    if one.topics and not one.consent_basis:
        raise _Bad("topics without proof of consent; fill in consent_basis and consent_date, or empty topics to invite the person")


def _address(text: str) -> Address | None:
    if not text:
        return None
    if EMAIL.fullmatch(text):
        text = f"email:{text}"
    channel, colon, rest = text.partition(":")
    try:
        found = parse_address(f"{channel.casefold()}{colon}{rest}")
    except ValueError as error:
        raise _Bad(str(error)) from error
    if found.channel == "email":
        return replace(found, value=_mail(found.value))
    if (shape := SHAPES.get(found.channel)) and not shape.fullmatch(found.value):
        raise _Bad(f"{text!r} is not an address; Telegram has numbers (telegram:42), Slack a team and a user (slack:T1:U7)")
    return found


def _mail(text: str) -> str:
    plain = text.removeprefix("email:").casefold()
    if plain and not EMAIL.fullmatch(plain):
        raise _Bad(f"{text!r} is not a mail address; write it like rights@city.example")
    return f"email:{plain}" if plain else ""


def _country(text: str) -> str:
    if text and not re.fullmatch(r"[A-Za-z]{2}", text):
        raise _Bad(f"country {text!r}; use two letters like ES")
    return text.upper()


def _language(text: str) -> str:
    if text and text.casefold() not in LANGUAGES:
        raise _Bad(f"language {text!r}; use {', '.join(LANGUAGES)}")
    return text.casefold()


def _zone(text: str) -> str:
    if text and text not in available_timezones():
        raise _Bad(f"zone {text!r}; use a name like Europe/Madrid")
    return text


def _day(text: str, today: date) -> datetime | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise _Bad(f"consent_date {text!r}; write it like 2026-03-02") from error
    if day > today:
        raise _Bad(f"consent_date {text} is in the future; write the day the person agreed")
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _topics(text: str, known: Sequence[str]) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(part.strip() for part in text.split("|") if part.strip()))
    for topic in wanted:
        if topic not in known:
            raise _Bad(f"unknown topic {topic!r}; use {' | '.join(known)}")
    return wanted
