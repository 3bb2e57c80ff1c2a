"""What the web pages show to people without a conversation: the calendar behind a secret address."""

import re
from dataclasses import dataclass
from typing import Protocol

from bot.model.ports import Secrets

FOLDER = "/calendar"
_TOKEN = re.compile(r"([0-9a-f]{1,15})-([A-Za-z0-9_-]{12})")


@dataclass(frozen=True, slots=True)
class Feed:
    """A person's calendar as a file (RFC 5545); `tag` changes when it does."""

    content: bytes
    tag: str


class Board(Protocol):
    """Where the pages get what they show."""

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
