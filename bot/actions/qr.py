"""QR codes of registrations: what a phone reads at the door, as a picture or as squares to draw."""

from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any

from bot.actions.late import library

QUIET = 4
"""Empty modules around a code, as ISO/IEC 18004 asks; without them readers fail on dark badges."""
SCALE = 10
PATH = "/check-in/"


def held(code: str, public_url: str) -> str:
    """What the QR code of a registration says: the address where organisers check it in, or the bare code where there is none."""
    return f"{public_url.rstrip('/')}{PATH}{code}" if public_url.startswith(("http://", "https://")) else code


@lru_cache(maxsize=64)
def png(text: str) -> bytes:
    """The code as a black and white PNG. Kept, because a page with a transcript asks for its pictures again and again."""
    out = BytesIO()
    _made(text).save(out, kind="png", scale=SCALE, border=QUIET)
    return out.getvalue()


def rows(text: str) -> Sequence[Sequence[tuple[int, int]]]:
    """The dark runs of each row of modules: where they begin and how long they are."""
    return [_runs(row) for row in _made(text).matrix]


def _made(text: str) -> Any:
    """Error correction M: 15 % of a crumpled or badly printed badge may be lost."""
    return library("segno").make(text, error="m", micro=False, boost_error=False)


def _runs(row: Sequence[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if dark and found and sum(found[-1]) == x:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        elif dark:
            found.append((x, 1))
    return found
