"""What happened, in no channel's dialect: somebody spoke, commanded, pressed or answered, or a timer rang."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Who spoke and where. `address` names the speaker (`telegram:42`), `chat` the room an answer goes to, as its channel writes it."""

    channel: str
    address: str
    chat: str = ""
    private: bool = True
    name: str = ""
    language: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A free text. `key` is unique within the channel and the same on every retry of the platform."""

    key: str
    origin: Origin
    text: str


@dataclass(frozen=True, slots=True)
class Commanded:
    """A word the platform itself marks as a command, as typed (`evenements`), without slash, and what followed it."""

    key: str
    origin: Origin
    word: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button. The token is untrusted: the engine looks up what it stands for and who may press it."""

    key: str
    origin: Origin
    token: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A form sent in one piece (a modal, a web form): the form's token and one text per question."""

    key: str
    origin: Origin
    token: str
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rang:
    """A timer. Its key is timer + due minute, so of several processes only one gets it through."""

    key: str
    timer: str
    due: datetime
    origin: Origin = Origin(channel="clock", address="clock:plaza")


Inbound = Said | Commanded | Pressed | Answered | Rang
