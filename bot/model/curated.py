"""Answers that the secretariat has approved, and what people said of Plaza's own."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Curated:
    """One approved answer in one language: to which question, in whose role, since when. Those of one `entry` say the same thing."""

    entry: int
    language: str
    question: str
    answer: str
    role: str
    at: datetime


class Verdict(StrEnum):
    """What became of a question: Plaza had no answer, or somebody found the answer bad or good."""

    UNANSWERED = "unanswered"
    BAD = "bad"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class Draft:
    """A question that wants a curated answer: how many people asked it, the last one when, and how many found the answer bad."""

    id: int
    language: str
    question: str
    people: int
    bad: int
    last_at: datetime
