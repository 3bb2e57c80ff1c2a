"""The people Plaza talks with: who they are, what they may do, and where they can be reached."""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

LANGUAGES = ("en", "es", "fr")
ZONE = "Europe/Zurich"
"""The zone of whoever has said nothing of theirs."""


@lru_cache
def zone_of(name: str) -> ZoneInfo:
    """The zone of this IANA name; Zurich's for a name that no zone has (any more), so that a wrong one costs nobody a message."""
    try:
        return ZoneInfo(name)
    except (ValueError, LookupError, OSError):
        return ZoneInfo(ZONE)


class Role(StrEnum):
    """What a person may do. An admin may do all an organiser may; a focal point speaks for one city."""

    MEMBER = "member"
    FOCAL_POINT = "focal_point"
    ORGANISER = "organiser"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Address:
    """One way to reach a person, written `<channel>:<rest>` as in `telegram:42` or `slack:T1:U7`."""

    channel: str
    value: str
    chat: str = ""
    state: str = "active"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Person:
    """One human being, whatever channel they speak on. `zone` is an IANA name; `city` the one they speak for.

    `erased`: they asked to be forgotten, and the last traces are being removed."""

    id: int
    name: str = ""
    language: str = "en"
    zone: str = ZONE
    roles: frozenset[Role] = field(default_factory=frozenset)
    city: str = ""
    erased: bool = False

    def may(self, role: Role) -> bool:
        """Whether this person holds the role or one that includes it."""
        if role is Role.MEMBER or role in self.roles:
            return True
        return role is Role.ORGANISER and Role.ADMIN in self.roles


def parse_address(text: str) -> Address:
    """Read `slack:<team>:<user>`, `telegram:<id>`, `email:<address>`, `web:<id>` or `terminal:<name>`.

    Raises ValueError when the channel or what follows it is missing."""
    channel, colon, rest = text.strip().partition(":")
    if not colon or not rest or channel not in {"slack", "telegram", "email", "web", "terminal"}:
        raise ValueError(f"{text!r} is not an address: write it like telegram:42, slack:T1:U7 or terminal:ana")
    return Address(channel, f"{channel}:{rest}")
