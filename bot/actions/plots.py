"""Pictures of figures: horizontal bars with every number written beside its bar, in colours that the colour-blind tell apart."""

import importlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from io import BytesIO
from typing import Any

from bot.model.codec import dumps, loads

WIDTH, DPI = 6.0, 200
ROW, BAR, THIN, GAP = 0.33, 0.21, 0.13, 0.05
"""Inches: a picture of 1200 pixels, narrow enough to be read on a phone, which shows it at a third."""

INK, QUIET, LINE, PAPER = "#1a1a1a", "#545454", "#8a8a8a", "#ffffff"
FILLS = (("#0b4f8a", ""), ("#b04a00", ""), (PAPER, "/////"))
"""Dark blue, burnt orange, and hatching for what is told apart; they differ in lightness and pattern, not only in hue."""

_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its name and its numbers, one per kind; the last kind is told apart and not part of the sum."""

    label: str
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture in words, already in the reader's language. `alt` tells the figures to who cannot see it."""

    name: str
    title: str
    note: str
    kinds: tuple[str, ...]
    bars: tuple[Bar, ...]
    foot: str
    alt: str


def packed(chart: Chart) -> str:
    """The chart as a short text, to go where only text goes."""
    return dumps(chart)


def unpacked(text: str) -> Chart:
    """The inverse of `packed`."""
    kept = loads(text)
    bars = tuple(Bar(bar["label"], tuple(bar["parts"])) for bar in kept.pop("bars"))
    return Chart(**{**kept, "kinds": tuple(kept["kinds"]), "bars": bars})


@lru_cache(maxsize=32)
def png(text: str) -> bytes:
    """A packed chart as a PNG. Kept, because a page with a transcript asks for its pictures again and again."""
    return _drawn(unpacked(text), "png")


@lru_cache(maxsize=32)
def svg(text: str) -> bytes:
    """A packed chart as an SVG that needs no font and names itself to screen readers."""
    chart = unpacked(text)
    drawing = _drawn(chart, "svg").decode()
    start = drawing.index("<svg")
    head, body = drawing[start:].split(">", 1)
    words = f"<title>{escape(chart.title)}</title><desc>{escape(chart.alt)}</desc>"
    return f'{drawing[:start]}{head} role="img">{words}{body}'.encode()


@cache
def _library() -> Any:
    """Matplotlib, loaded at the first picture and not before: it takes a second and 60 MB that a Plaza nobody asks for pictures never
    spends. This is the only such import; nothing else may load it, and pyplot with its global state is never loaded."""
    for module in ("figure", "patches", "font_manager", "backends.backend_agg", "backends.backend_svg"):
        importlib.import_module(f"matplotlib.{module}")
    found = importlib.import_module("matplotlib")
    found.rcParams.update({"svg.fonttype": "path", "svg.hashsalt": "plaza", "hatch.linewidth": 0.8, "hatch.color": QUIET})
    return found


def _drawn(chart: Chart, form: str) -> bytes:
    """The chart as bytes; the same chart gives the same bytes. Matplotlib draws for one thread at a time."""
    with _ONE_AT_A_TIME:
        sheet = _Sheet(_library(), chart)
        sheet.draw()
        out = BytesIO()
        sheet.figure.savefig(out, format=form, dpi=DPI, metadata={"Date": None} if form == "svg" else {"Software": None})
        return out.getvalue()


class _Sheet:
    """One drawing, in inches from the upper left corner."""

    def __init__(self, library: Any, chart: Chart) -> None:
        self.library, self.chart = library, chart
        folder = f"{library.get_data_path()}/fonts/ttf"
        self.fonts = {weight: f"{folder}/DejaVuSans{weight}.ttf" for weight in ("", "-Bold")}
        self.figure = library.figure.Figure(figsize=(WIDTH, 4), dpi=DPI, facecolor=PAPER)
        self.renderer = library.backends.backend_agg.FigureCanvasAgg(self.figure).get_renderer()
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.axes.set_xlim(0, WIDTH)
        self.axes.set_ylim(4, 0)

    def draw(self) -> None:
        """Title, legend, bars, foot; then the sheet is cut to what it holds."""
        y = self.lines(self.chart.title, 0.34, size=13, weight="-Bold")
        y = self.lines(self.chart.note, y, size=10, colour=QUIET)
        y = self.bars(self.legend(y + 0.14) + 0.42)
        y = self.lines(self.chart.foot, y + 0.12, size=9, colour=QUIET)
        self.figure.set_size_inches(WIDTH, y + 0.08)
        self.axes.set_ylim(y + 0.08, 0)

    def lines(self, text: str, y: float, *, size: float, weight: str = "", colour: str = INK) -> float:
        """A paragraph in as few lines as it needs, all about as long; where the next line may begin."""
        full = self.broken(text, WIDTH - 0.5, size, weight)
        narrower = (self.broken(text, (WIDTH - 0.5) * share / 20, size, weight) for share in range(10, 20))
        for line in next((lines for lines in narrower if len(lines) == len(full)), full):
            self.write(0.25, y, line, size, weight, colour)
            y += size * 1.45 / 72
        return y

    def broken(self, text: str, most: float, size: float, weight: str) -> list[str]:
        """The words in lines of at most this width; a word that is wider stands alone."""
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and self.width(longer, size, weight) > most:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def legend(self, y: float) -> float:
        """A square and a name per kind, side by side as far as they fit."""
        x = 0.25
        for kind, (fill, hatch) in zip(self.chart.kinds, FILLS, strict=False):
            wide = 0.24 + self.width(kind, 10) + 0.3
            if x > 0.25 and x + wide > WIDTH:
                x, y = 0.25, y + 0.26
            self.box(x, y, 0.16, 0.16, fill, hatch)
            self.write(x + 0.24, y, kind, 10)
            x += wide
        return y

    def bars(self, y: float) -> float:
        """A row per bar, all to one scale; the numbers stand behind it."""
        left = 0.4 + max(self.width(bar.label, 10.5) for bar in self.chart.bars)
        right = 0.35 + GAP + max(self.numbers(0, 0, bar.parts, draw=False) for bar in self.chart.bars)
        unit = (WIDTH - left - right) / max(1, *(sum(bar.parts) for bar in self.chart.bars))
        top = y - ROW / 2
        for bar in self.chart.bars:
            self.write(left - 0.1, y, bar.label, 10.5, align="right")
            self.numbers(self.bar(left, y, bar.parts, unit) + 0.08, y, bar.parts)
            y += ROW
        self.axes.plot([left, left], [top, y - ROW / 2], color=LINE, linewidth=1, solid_capstyle="butt")
        return y

    def bar(self, x: float, y: float, parts: Sequence[int], unit: float) -> float:
        """What is counted in one piece; what is told apart stands off and is thinner. Where it ends."""
        *counted, apart = parts
        for part, (fill, hatch) in zip(counted, FILLS, strict=False):
            x = self.box(x, y, part * unit, BAR, fill, hatch)
        return self.box(x + GAP, y, apart * unit, THIN, *FILLS[-1]) if apart else x

    def numbers(self, x: float, y: float, parts: Sequence[int], *, draw: bool = True) -> float:
        """The sum, and after a plus what is told apart; their width."""
        *counted, apart = parts
        wide = self.width(str(sum(counted)), 10.5, "-Bold")
        if draw:
            self.write(x, y, str(sum(counted)), 10.5, "-Bold")
        if apart and draw:
            self.write(x + wide + 0.06, y, f"+ {apart}", 10.5, colour=QUIET)
        return wide + (0.06 + self.width(f"+ {apart}", 10.5) if apart else 0)

    def box(self, x: float, y: float, wide: float, high: float, fill: str, hatch: str) -> float:
        """A filled rectangle around the line `y`, wide enough to be seen; where it ends. Its rim is white, a hatched one's dark."""
        if not wide:
            return x
        wide, rim = max(wide, 0.05), QUIET if hatch else PAPER
        shape = self.library.patches.Rectangle(
            (x, y - high / 2), wide, high, facecolor=fill, edgecolor=rim, linewidth=0.8, hatch=hatch or None
        )
        self.axes.add_patch(shape)
        return x + wide

    def write(self, x: float, y: float, text: str, size: float, weight: str = "", colour: str = INK, *, align: str = "left") -> None:
        """A line of text whose middle is at `y`; nothing in it is markup."""
        font = self.font(size, weight)
        self.axes.text(x, y, text, fontproperties=font, color=colour, ha=align, va="center_baseline", parse_math=False)

    def width(self, text: str, size: float, weight: str = "") -> float:
        """How wide a line will be."""
        wide, _, _ = self.renderer.get_text_width_height_descent(text, self.font(size, weight), ismath=False)
        return float(wide) / DPI

    def font(self, size: float, weight: str) -> Any:
        """The DejaVu Sans that comes with the library, whatever fonts the machine has."""
        return self.library.font_manager.FontProperties(fname=self.fonts[weight], size=size)
