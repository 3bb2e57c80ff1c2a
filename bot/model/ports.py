"""What rooms hand each other: the doors a channel knocks on, and what the engine expects of a channel."""

from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, Protocol, runtime_checkable

from bot.model.inbound import Inbound
from bot.model.outgoing import Outgoing

Scope = MutableMapping[str, Any]
Asgi = Callable[[Scope, Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Awaitable[None]]


class Stream(StrEnum):
    """Why somebody is written to: for what they did themselves, or because they agreed to be (and may leave)."""

    PERSONAL = "personal"
    ALERTS = "alerts"
    BROADCASTS = "broadcasts"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message on its way to one person. `chat` is empty when Plaza speaks first: the channel then opens a private chat with
    `address`. `answers` is the key of the input it answers, empty when there is none. `topic` is what they agreed to
    (`topic:hrc`, `event:forum`), `address_id` the number of their address: together what a way out must name."""

    id: int
    address: str
    chat: str
    outgoing: Outgoing
    answers: str = ""
    stream: Stream = Stream.PERSONAL
    topic: str = ""
    address_id: int = 0


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform took responsibility; `platform_id` is its own name for the message, if it gave one."""

    platform_id: str = ""


class Busy(Exception):
    """The platform asks to wait `after` seconds before this sending identity speaks again.

    With `alone` only this person must wait (a full mailbox): the identity goes on, and the attempts for them are counted."""

    def __init__(self, after: float, *, alone: str = "") -> None:
        super().__init__(alone or f"busy for {after:g} s")
        self.after = after
        self.alone = alone


class Refused(Exception):
    """The platform said no for good. `whom`: this `person` cannot be reached, this `payload` is our bug, our `sender` is shut out."""

    def __init__(self, whom: Literal["person", "payload", "sender"], reason: str) -> None:
        super().__init__(reason)
        self.whom = whom
        self.reason = reason


class Unknown(Exception):
    """The request went out and no answer came back: the message may have arrived or not."""


class Moved(Exception):
    """The chat has a new id; send once more to `chat`."""

    def __init__(self, chat: str) -> None:
        super().__init__(f"moved to {chat}")
        self.chat = chat


Outcome = Sent | Busy | Refused | Unknown | Moved


class Inlet(Protocol):
    """Where a channel brings what happened."""

    async def accept(self, inbound: Inbound) -> None:
        """Return once the input is committed; it is handled after that and answered through the outbox.

        A key seen before changes nothing."""

    async def converse(self, inbound: Inbound, within: float = 2.0) -> Sequence[Delivery]:
        """Commit, handle now, and lease the answers for the speaker to the caller, who draws them as the wire's own
        answer and calls `settle`.

        Empty when nothing was said, when the key was seen before, or when `within` seconds were not enough: then the
        outbox sends. Answers to other people never come back here."""

    async def settle(self, delivery: int, outcome: Outcome) -> None:
        """Record what became of a delivery that `converse` returned. Whatever is not settled within 10 s is sent by the outbox."""


class Mailbox(Protocol):
    """What was delivered to people of a channel that keeps its own screen (web, terminal)."""

    async def read(self, address: str, after: int = 0, most: int = 50) -> Sequence[Delivery]:
        """Deliveries to this address in the order they were delivered: later than the one with id `after`, or the last `most`.

        Ids are a cursor, not an order: an alert planned long ago may arrive after today's answer."""

    async def changed(self, address: str, within: float) -> bool:
        """Wait until something new was delivered to this address, at most `within` seconds; False when nothing was."""


class Secrets(Protocol):
    """Signatures and sealed values under the operator's secret key."""

    def sign(self, text: str) -> str:
        """Twelve URL-safe characters that only this key makes of this text."""

    def verify(self, text: str, signature: str) -> bool:
        """Whether `sign(text)` gave this signature; constant time, any input."""


class Clock(Protocol):
    """The one source of the present."""

    def now(self) -> datetime:
        """The present, aware, in UTC."""


@dataclass(frozen=True, slots=True)
class Organizer:
    """Who invites: a mail address and the name that stands before it."""

    address: str
    name: str


@runtime_checkable
class Invites(Protocol):
    """A channel that can carry invitations to events: mail. Calendars show `organizer` as who invites."""

    organizer: Organizer


@runtime_checkable
class Named(Protocol):
    """A channel whose platform knows us by a name that links can lead to (`PlazaBot` on Telegram); empty until it is known."""

    @property
    def bot_name(self) -> str: ...


class Channel(Protocol):
    """What the engine and the app expect of every channel's client."""

    name: str
    batch: int
    pace: float

    async def open(self, inlet: Inlet, mailbox: Mailbox) -> None:
        """Start listening; returns when the channel is ready to send."""

    async def close(self) -> None:
        """Stop taking input; returns when no request of this channel is under way."""

    async def send(self, delivery: Delivery) -> Sent:
        """Hand one message to the platform. Raises Busy, Refused, Moved or Unknown, and nothing else."""

    def identity(self, address: str) -> str:
        """The sending identity whose pace this address shares (a bot token, a workspace)."""

    def web(self) -> tuple[str, Asgi] | None:
        """The path prefix and ASGI callable of this channel's pages, or None."""
