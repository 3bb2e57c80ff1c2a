"""Quotas as an organiser writes them, a line or a semicolon each: `Spain: 10`, `City official: 20`, `city Girona: 5`, in any language."""

import re
from collections.abc import Callable, Mapping

from bot.actions.homes import country_of, located
from bot.knowledge.library import Library
from bot.knowledge.text import fold
from bot.model.events import Details
from bot.model.person import LANGUAGES
from bot.model.terms import AttendsAs, Quota, Share
from bot.storage.database import Connection

Wording = Callable[[str, Mapping[str, object], str], str]
LINE = re.compile(r"^(.+?)\s*[:=]\s*(\d{1,6})$")


class BadQuota(Exception):
    """A line that says no quota."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line


def read(tx: Connection, library: Library, text: str, wording: Wording) -> tuple[Quota, ...]:
    """The quotas of a text; the last line about something counts. Raises BadQuota."""
    found: dict[tuple[Share, str], Quota] = {}
    for line in filter(None, (line.strip(" \t-•*") for line in re.split(r"[\n;]", text))):
        match = LINE.match(line)
        share, name = _meant(tx, library, match.group(1), wording) if match else (None, "")
        if match is None or share is None or not name:
            raise BadQuota(line)
        found[share, name] = Quota(share, name, int(match.group(2)))
    return tuple(found.values())


def _meant(tx: Connection, library: Library, text: str, wording: Wording) -> tuple[Share, str]:
    wanted = fold(text).strip()
    for role in AttendsAs:
        if wanted in {role.value, *(fold(role_name(role.value, wording, language)) for language in LANGUAGES)}:
            return Share.ROLE, role.value
    for language in LANGUAGES:
        word = fold(wording("terms.city_word", {}, language))
        if wanted.startswith(f"{word} "):
            return Share.DELEGATION, _city(tx, library, wanted.removeprefix(word))
    if country := country_of(library, text):
        return Share.COUNTRY, country
    return Share.DELEGATION, _city(tx, library, text)


def _city(tx: Connection, library: Library, text: str) -> str:
    return located(tx, library, Details("", text.strip(), "", "", "")).delegation


def role_name(role: str, wording: Wording, language: str) -> str:
    """A role as people choose it."""
    return wording(f"events.sign_up__role__{role}", {}, language)


def line(quota: Quota, wording: Wording, language: str) -> str:
    """A quota as `read` understands it."""
    match quota.share:
        case Share.ROLE:
            name = role_name(quota.name, wording, language)
        case Share.DELEGATION:
            name = f"{wording('terms.city_word', {}, language)} {quota.name.title()}"
        case Share.COUNTRY:
            name = quota.name
    return f"{name}: {quota.seats}"
