"""Badges to print: eight to an A4 sheet, cut along the dashed lines, each with a QR code that is read at the door."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.actions.pdf import Paper

WIDE, HIGH = 90.0, 65.0
ACROSS, DOWN = 2, 4
LEFT, TOP = 15.0, 18.5
MARGIN, SQUARE = 5.0, 27.0
MOST = 240
"""Badges in one file: 30 sheets, two seconds of work."""


@dataclass(frozen=True, slots=True)
class Badge:
    """What stands on one badge; `code` below the QR code, which says `link`."""

    name: str
    city: str
    role: str
    code: str
    link: str


@dataclass(frozen=True, slots=True)
class Badges:
    """A file of badges for one event, in words already; `foot` stands small at the lower left of each."""

    title: str
    foot: str
    language: str
    badges: tuple[Badge, ...]


@lru_cache(maxsize=4)
def drawn(it: Badges) -> bytes:
    """The PDF. Kept, because a page with a transcript asks for its files again and again."""
    paper = Paper(it.title, it.language)
    if not it.badges:
        paper.page()
    for sheet in _sheets(it.badges):
        paper.page()
        for n, badge in enumerate(sheet):
            _draw(paper, LEFT + n % ACROSS * WIDE, TOP + n // ACROSS * HIGH, it, badge)
    return paper.bytes()


def parts(count: int) -> Sequence[tuple[int, int]]:
    """So many badges as files of at most MOST: from which (from 1) to which."""
    return [(first, min(first + MOST - 1, count)) for first in range(1, count + 1, MOST)]


def _sheets(badges: Sequence[Badge]) -> Iterator[Sequence[Badge]]:
    whole = ACROSS * DOWN
    return (badges[start : start + whole] for start in range(0, len(badges), whole))


def _draw(paper: Paper, x: float, y: float, it: Badges, badge: Badge) -> None:
    inner, beside = WIDE - 2 * MARGIN, WIDE - 2 * MARGIN - SQUARE - 2
    left, below = x + MARGIN, y + HIGH - MARGIN
    paper.frame(x, y, WIDE, HIGH)
    paper.fitted(left, y + MARGIN, inner, 9, it.title, 9)
    paper.fitted(left, y + 15.5, inner, 17, badge.name, 22, bold=True)
    paper.fitted(left, y + 34, beside, 11, badge.city, 12)
    paper.fitted(left, y + 46, beside, 6, badge.role, 9)
    paper.fitted(left, below - 4, beside, 5, it.foot, 7)
    paper.squares(x + WIDE - SQUARE - 2, y + 32, SQUARE, badge.link)
    paper.fitted(x + WIDE - SQUARE + 0.6, y + 58, SQUARE - 5, 4, badge.code, 8)
