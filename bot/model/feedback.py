"""What people say of an event once it is over, without who said it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

MARKS = (1, 2, 3, 4, 5)
"""From worst to best."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One person's mark and comment, and when they gave it."""

    rating: int
    comment: str
    at: datetime


def average(answers: Sequence[Answer]) -> float | None:
    """The mean mark, to one decimal; None when there is none."""
    return round(sum(one.rating for one in answers) / len(answers), 1) if answers else None


def marks(answers: Sequence[Answer]) -> dict[int, int]:
    """How often each mark was given, best first."""
    return {mark: sum(one.rating == mark for one in answers) for mark in reversed(MARKS)}
