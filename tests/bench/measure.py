"""What every line is made of: a figure, another to hold it against, and medians of sides that take turns."""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

CHECKOUT = Path(__file__).parent.parent.parent
ROUNDS = 5
MEGABYTE = 1024.0  # in kB, as the kernel counts


@dataclass(frozen=True, slots=True)
class Line:
    """Name, our figure, the other's, the ratio ours / theirs. Goals: `most` or `least` for the ratio, `limit` for our figure."""

    name: str
    ours: float
    unit: str
    against: str = ""
    theirs: float = 0.0
    most: float = 0.0
    least: float = 0.0
    limit: float = 0.0

    @property
    def ratio(self) -> float:
        """Ours / theirs."""
        return self.ours / self.theirs

    def __str__(self) -> str:
        figures = [f"{self.name:26}", f"{self.ours:9.4g} {self.unit:12}"]
        if self.theirs:
            figures += [f"{self.against}: {self.theirs:.4g} {self.unit}", f"{self.ratio:.3g}x"]
        return " | ".join([*figures, *self._goals()])

    def _goals(self) -> Iterator[str]:
        goals = (
            (self.most, f"< {self.most:g}x", self.theirs and self.ratio < self.most),
            (self.least, f">= {self.least:g}x", self.theirs and self.ratio >= self.least),
            (self.limit, f"< {self.limit:g} {self.unit}", self.ours < self.limit),
        )
        yield from (f"goal {text}: {'met' if met else 'MISSED'}" for goal, text, met in goals if goal)


def in_turn(sides: Mapping[str, Callable[[], float]], rounds: int = ROUNDS) -> dict[str, float]:
    """The median of each side's figure. They take turns, so that a busy moment hits all; a first round that fills caches is not counted."""
    figures: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds + 1):
        for name, side in sides.items():
            figures[name].append(side())
    return {name: median(found[1:]) for name, found in figures.items()}


def percentile(figures: Sequence[float], share: float) -> float:
    """The smallest figure that this share (0..1) of all does not exceed."""
    ordered = sorted(figures)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def resident(pid: int) -> float:
    """Memory of a process in MB, as Linux counts what is in use."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return float(next(line for line in status.splitlines() if line.startswith("VmRSS:")).split()[1]) / MEGABYTE


@contextmanager
def own_home() -> Iterator[Path]:
    """A PLAZA_HOME with the checkout's config and messages, an empty var/, and no setting from outside."""
    for name in [name for name in os.environ if name.startswith("PLAZA_")]:
        del os.environ[name]
    with tempfile.TemporaryDirectory(prefix="plaza-bench-") as folder:
        home = Path(folder)
        (home / "var").mkdir()
        for name in ("config", "messages"):
            (home / name).symlink_to(CHECKOUT / name)
        os.environ["PLAZA_HOME"] = str(home)
        yield home
