"""Invitation letters for a visa: what a person asks for, and what an organiser makes of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class LetterState(StrEnum):
    """How a request for a letter stands."""

    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Passport:
    """What a consulate compares: all of it as it stands in the passport."""

    full_name: str
    number: str
    nationality: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One request. `code` is that of the registration it is for; `language` is the one the consulate reads.

    What stands in the passport goes when the event is over."""

    id: int
    code: str
    person_id: int
    passport: Passport
    language: str
    state: LetterState
    asked_at: datetime
    decided_by: int | None = None
    decided_at: datetime | None = None
