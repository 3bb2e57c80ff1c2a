"""What a question needs, as plain data: an intent with what it is about, and how sure Plaza is of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Slots = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Need:
    """One thing a person wants: `intent` names the kind of answer, `slots` what it is about, `score` (0..1) how sure that is."""

    intent: str
    score: float
    slots: Slots = field(default_factory=dict)

    def all(self, slot: str) -> tuple[str, ...]:
        """The values of a slot, none when it is not filled."""
        return self.slots.get(slot, ())

    def one(self, slot: str) -> str:
        """The first value of a slot, empty when it is not filled."""
        return next(iter(self.all(slot)), "")

    def asks(self, *values: str) -> bool:
        """Whether one of these things is asked for."""
        return any(value in self.all("asks") for value in values)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a question was understood: its language and its needs, the first one first.

    `follows`: what it left out was taken from the question before, which the answer says."""

    language: str
    needs: tuple[Need, ...]
    follows: bool = False

    @classmethod
    def restored(cls, kept: Any) -> "Reading | None":
        """A reading out of what was kept of it (plain JSON values), None when that is not one."""
        try:
            needs = tuple(
                Need(str(n["intent"]), float(n["score"]), {str(k): tuple(map(str, v)) for k, v in n["slots"].items()})
                for n in kept["needs"]
            )
            return cls(str(kept["language"]), needs)
        except (TypeError, KeyError, ValueError, AttributeError):
            return None


def need(intent: str, score: float, **slots: str | int | tuple[str, ...] | tuple[int, ...]) -> Need:
    """A need with its slots; numbers become text and empty slots are left out."""
    filled = {name: value if isinstance(value, tuple) else (value,) for name, value in slots.items()}
    return Need(
        intent, max(0.0, min(1.0, score)), {name: tuple(map(str, values)) for name, values in filled.items() if values and values != ("",)}
    )
