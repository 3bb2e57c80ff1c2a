"""The coverage of a charter as a picture in the reader's language; the words come from whoever asks for it."""

from collections.abc import Callable, Mapping, Sequence

from bot.actions.coverage import Coverage, Line
from bot.actions.plots import Bar, Chart

KINDS = ("signed", "adopted", "participated")
BARS = 20
"""Rows of the picture; what does not fit is summed up in the last one."""

Say = Callable[[str, Mapping[str, object]], str]


def chart(it: Coverage, lines: Sequence[Line], say: Say) -> Chart:
    """These lines as bars, in their order. `say` gives a message of the coverage feature as one line."""
    shown, left = (lines, ()) if len(lines) <= BARS else (lines[: BARS - 1], lines[BARS - 1 :])
    about = heading(it)
    rest = {**sums(left), "places": len(left)} if left else {}
    bars = [Bar(say("country", {"code": line.country}), (line.signed, line.adopted, line.participated)) for line in shown]
    if left:
        bars.append(Bar(say("picture_others", {"count": len(left)}), tuple(sums(left).values())))
    return Chart(
        name=f"{it.charter}-{it.as_of}",
        title=say("picture_title", about),
        note=say("picture_note", about),
        kinds=tuple(say(f"picture_{kind}", {}) for kind in KINDS),
        bars=tuple(bars),
        foot=say("picture_foot", {}),
        alt=say("picture_alt", {**about, "rows": shown, "more": rest}),
    )


def heading(it: Coverage) -> Mapping[str, object]:
    """What every message about a charter tells first."""
    return {"charter": it.names, "count": it.count, "countries": it.countries, "as_of": it.as_of}


def sums(lines: Sequence[Line]) -> Mapping[str, int]:
    """Several countries together."""
    return {kind: sum(getattr(line, kind) for line in lines) for kind in KINDS}
