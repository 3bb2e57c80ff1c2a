"""The desk: what people ask a human, and how far that is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Matter(StrEnum):
    """What a request to the desk is about."""

    QUESTION = "question"
    ASSESSMENT = "assessment"


class DeskState(StrEnum):
    """A request is open until an organiser takes it, and ends with one answer."""

    OPEN = "open"
    TAKEN = "taken"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Request:
    """Something asked of the secretariat. `context` is what the person had asked Plaza before, "" when nothing is known.

    `city` is the one the person spoke for when they asked; `language` the one they asked in."""

    id: int
    matter: Matter
    person_id: int
    channel: str
    language: str
    city: str
    question: str
    context: str
    state: DeskState
    asked_at: datetime
    taken_by: int | None = None
    answered_by: int | None = None
    answered_at: datetime | None = None
    answer: str = ""

    def age(self, now: datetime) -> timedelta:
        """How long it waits, or waited."""
        return (self.answered_at or now) - self.asked_at
