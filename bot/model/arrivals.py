"""Who has arrived at an event, and what came of reading a code at the door."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.events import Event, Registration


class Seen(StrEnum):
    """What a code at the door turned out to be."""

    EXPECTED = "expected"
    ARRIVED = "arrived"
    AGAIN = "again"
    UNKNOWN = "unknown"
    NO_SEAT = "no_seat"
    OTHER_TIME = "other_time"
    OTHER_EVENT = "other_event"
    CALLED_OFF = "called_off"


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A code that was read: `at` is when its holder arrived, `here` how many seats of the event are taken by people who have."""

    seen: Seen
    event: Event | None = None
    registration: Registration | None = None
    at: datetime | None = None
    here: int = 0
