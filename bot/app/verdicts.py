"""What a check found: fine, worth a look, or broken, and what to do."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Verdict:
    """One line of the doctor."""

    level: Literal["ok", "warn", "fail"]
    name: str
    text: str
    remedy: str = ""

    @property
    def line(self) -> str:
        """`ok|warn|fail name: text; remedy`, on one line."""
        return " ".join(f"{self.level} {self.name}: {self.text}{f'; {self.remedy}' if self.remedy else ''}".split())


def ok(name: str, text: str) -> Verdict:
    """Fine."""
    return Verdict("ok", name, text)


def warn(name: str, text: str, remedy: str) -> Verdict:
    """It works, and somebody should look."""
    return Verdict("warn", name, text, remedy)


def fail(name: str, text: str, remedy: str) -> Verdict:
    """It does not work."""
    return Verdict("fail", name, text, remedy)
