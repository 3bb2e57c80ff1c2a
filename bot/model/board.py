"""What the web pages show to people without a conversation: events, and the calendar behind a secret address."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.model.outgoing import Block, File, Sheet
from bot.model.ports import Secrets

FOLDER = "/calendar"
_TOKEN = re.compile(r"([0-9a-f]{1,15})-([A-Za-z0-9_-]{12})")


@dataclass(frozen=True, slots=True)
class Feed:
    """A person's calendar as a file (RFC 5545); `tag` changes when it does."""

    content: bytes
    tag: str


class Standing(StrEnum):
    """How an event stands for who comes by."""

    OPEN = "open"
    FULL = "full"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Card:
    """An event in a reader's words. `when` is told by the clocks of the place, `begins` is the same moment in UTC (ISO 8601).

    `stands` says how it stands: seats left, full, closed, cancelled, over."""

    slug: str
    title: str
    when: str
    begins: str
    where: str
    standing: Standing
    stands: str


@dataclass(frozen=True, slots=True)
class EventPage:
    """One event: `about` is its own text, `form` asks for a registration where one is possible (its token is empty until the visitor
    has begun to answer), else `said` says what is the case.

    `held`: the visitor has a place, which `said` shows. `telegram` leads to the same event there; empty where Plaza is not."""

    card: Card
    about: tuple[Block, ...] = ()
    said: tuple[Block, ...] = ()
    form: Sheet | None = None
    held: bool = False
    telegram: str = ""


class Board(Protocol):
    """Where the pages get what they show. Drafts and events for the invited do not exist here."""

    async def events(self, language: str) -> Sequence[Card]:
        """The events to come in their order, then the last ones that are over."""

    async def event(self, slug: str, language: str, address: str = "") -> EventPage | None:
        """One event as whoever is reached at this address sees it."""

    async def file(self, slug: str, language: str) -> File | None:
        """The calendar file of an event."""

    async def feed(self, token: str) -> Feed | None:
        """The calendar behind a secret address; None for one that was never given or has ended."""


def calendar_token(secrets: Secrets, number: int) -> str:
    """The secret part of a calendar's address: nobody else can make it, and without the database it leads nowhere."""
    return f"{number:x}-{secrets.sign(_signed(number))}"


def calendar_url(secrets: Secrets, public_url: str, number: int) -> str:
    """The whole address, as calendars take it."""
    return f"{public_url}{FOLDER}/{calendar_token(secrets, number)}.ics"


def read_calendar_token(secrets: Secrets, token: str) -> int | None:
    """The number of a calendar's address; None when it is not ours, whatever it looks like."""
    found = _TOKEN.fullmatch(token)
    if found is None or not secrets.verify(_signed(int(found[1], 16)), found[2]):
        return None
    return int(found[1], 16)


def _signed(number: int) -> str:
    return f"calendar address {number}"
