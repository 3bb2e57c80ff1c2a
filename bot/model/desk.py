"""The desk: what people ask a human, and how far that is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Matter(StrEnum):
    """What a request to the desk is about."""

    QUESTION = "question"
    ASSESSMENT = "assessment"


class DeskState(StrEnum):
    """A request is open until an organiser takes it or is given it, and ends with one answer. Overdue is no state but a matter of time."""

    OPEN = "open"
    TAKEN = "taken"
    ANSWERED = "answered"


class Shelf(StrEnum):
    """Which of the waiting requests somebody looks at."""

    ALL = "all"
    MINE = "mine"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Exchange:
    """What somebody said and what they were answered, as both were read; `answered` is "" when nobody knows it any more."""

    asked: str
    answered: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """Something asked of the secretariat. `before` is what was said just before it, oldest first, by Plaza or by the secretariat.

    `city` is the one the person spoke for when they asked; `language` the one they asked in; `follows` the request it goes on
    from; `due_at` when it should be answered."""

    id: int
    matter: Matter
    person_id: int
    channel: str
    language: str
    city: str
    question: str
    before: tuple[Exchange, ...]
    state: DeskState
    asked_at: datetime
    due_at: datetime
    taken_by: int | None = None
    answered_by: int | None = None
    answered_at: datetime | None = None
    answer: str = ""
    follows: int | None = None

    def minutes(self, now: datetime) -> int:
        """How long it waits, or waited."""
        return int(((self.answered_at or now) - self.asked_at).total_seconds() // 60)

    def overdue(self, now: datetime) -> bool:
        """Whether it should have been answered by now and is not."""
        return self.state is not DeskState.ANSWERED and self.due_at <= now
