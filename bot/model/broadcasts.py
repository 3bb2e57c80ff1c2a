"""A broadcast: an organiser's own words to the subscribers of a topic or to the people registered for an event."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.model.person import LANGUAGES

LONGEST = 3000
"""Characters of one text: what every channel shows whole."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is meant: `topic:<id>` (needs consent) or `event:<slug>` (a service message), with its name per language.

    `event:<slug>|waiting` is for those of an event whose place stands so."""

    key: str
    names: Mapping[str, str]

    @property
    def topic(self) -> str:
        """The topic's id; empty for an event."""
        return self.key.removeprefix("topic:") if self.key.startswith("topic:") else ""

    @property
    def event(self) -> str:
        """The event's slug; empty for a topic."""
        return self.purpose.removeprefix("event:") if self.purpose.startswith("event:") else ""

    @property
    def state(self) -> str:
        """How the place stands of those who are meant; empty for everybody."""
        return self.key.partition("|")[2]

    @property
    def purpose(self) -> str:
        """What people agreed to or left, whichever of them are meant."""
        return self.key.partition("|")[0]


@dataclass(frozen=True, slots=True)
class Version:
    """One language of a broadcast: its text, and how many will read it; `borrowed` of them because theirs is missing, by language."""

    language: str
    text: str
    people: int
    borrowed: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Preview:
    """Exactly whom a broadcast would reach now, and how."""

    id: int
    audience: Audience
    people: int
    channels: Mapping[str, int]
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a broadcast stands: per channel the number of messages by state, and the attempts whose end nobody knows."""

    id: int
    audience: Audience
    state: str
    people: int
    channels: Mapping[str, Mapping[str, int]]


class BadBroadcast(Exception):
    """A broadcast that cannot be: `field` (audience, text, text_es, text_fr) and `reason` (unknown, empty, too_long)."""

    def __init__(self, field_name: str, reason: str, **data: object) -> None:
        super().__init__(f"{field_name}: {reason}")
        self.field_name, self.reason, self.data = field_name, reason, data


def texts(given: Mapping[str, str]) -> dict[str, str]:
    """The texts that were given, by language, without what no screen can show. Raises BadBroadcast."""
    found = {language: _clean(given.get(language) or "") for language in LANGUAGES}
    if not found["en"]:
        raise BadBroadcast("text", "empty")
    for language, text in found.items():
        if len(text) > LONGEST:
            raise BadBroadcast("text" if language == "en" else f"text_{language}", "too_long", length=len(text), longest=LONGEST)
    return {language: text for language, text in found.items() if text}


def _clean(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c == "\n" or c.isprintable() or c in "\u200d\ufe0f").strip()
