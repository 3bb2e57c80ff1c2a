"""PDFs in the letters of the whole network: DejaVu Sans for Latin, Greek, Cyrillic, Arabic, Hebrew, Armenian and Georgian, Noto Sans for
Chinese, Japanese and Korean. A letter that none of them has is drawn as □, never left out without a trace."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from io import BytesIO

from bot.actions import qr
from bot.actions.late import folder, library

INK, QUIET, LINE = (26, 26, 26), (84, 84, 84), (138, 138, 138)
MISSING = "□"
OWN = "dejavu"
FURTHER = (("noto-sc", "pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf"), ("noto-kr", "pylopdf_fonts_ko", "NotoSansKR-Regular.otf"))
"""Fonts of millions of bytes: each is opened only for a text that needs it."""
SHAPED = "\u0300"
"""From here on letters may need shaping or run from the right; what comes before is drawn as it stands, which is quicker."""
LEADING = 1.28
PAGE = 210.0
POINT = 25.4 / 72
HAN = r"\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
PIECE = re.compile(rf"[{HAN}]|[^{HAN}]+")


class Paper:
    """An A4 document under way; millimetres from the upper left corner, sizes in points."""

    def __init__(self, title: str, language: str) -> None:
        self.pdf = library("fpdf").FPDF()
        self.pdf.set_auto_page_break(auto=False)
        self.pdf.set_margins(0, 0, 0)
        self.pdf.c_margin = 0
        self.pdf.set_title(title)
        self.pdf.set_lang(language)
        self.pdf.set_creator("Plaza")
        fonts = folder("matplotlib") / "mpl-data" / "fonts" / "ttf"
        for style, name in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
            self.pdf.add_font(OWN, style, fonts / name)
        self._widths: dict[tuple[str, bool], float] = {}

    def page(self) -> None:
        """Begin a new page."""
        self.pdf.add_page()

    def line(self, x: float, y: float, wide: float, text: str, size: float, *, bold: bool = False, quiet: bool = False) -> float:
        """A paragraph with this upper left corner and width; where the next may begin."""
        return self._written(x, y, self._broken(self.known(text), wide, size, bold=bold), size, bold=bold, quiet=quiet)

    def centred(self, y: float, wide: float, text: str, size: float, *, bold: bool = False, quiet: bool = False) -> float:
        """A paragraph of this width in the middle of the page; where the next may begin."""
        for line in self._broken(self.known(text), wide, size, bold=bold):
            left = (PAGE - self._width(line, bold=bold) * size) / 2
            y = self._written(left, y, [line], size, bold=bold, quiet=quiet)
        return y

    def fitted(
        self, x: float, y: float, wide: float, high: float, text: str, size: float, *, bold: bool = False, least: float = 6
    ) -> float:
        """The same, smaller until it fits into the box; what is too long even at the least size ends with an ellipsis."""
        text = self.known(text)
        lines = self._broken(text, wide, size, bold=bold)
        while size > least and not self._fits(lines, wide, high, size, bold=bold):
            size -= 0.5
            lines = self._broken(text, wide, size, bold=bold)
        most = max(1, int(high / (size * LEADING * POINT) + 0.01))
        if len(lines) > most:
            lines = [*lines[: most - 1], f"{lines[most - 1].rstrip()}…"]
        return self._written(x, y, lines, size, bold=bold)

    def squares(self, x: float, y: float, side: float, text: str) -> None:
        """A QR code of this size, with what must stay empty around it."""
        rows = qr.rows(text)
        module = side / (len(rows) + 2 * qr.QUIET)
        self.pdf.set_fill_color(0)
        for n, row in enumerate(rows):
            for start, length in row:
                left, top = x + (start + qr.QUIET) * module, y + (n + qr.QUIET) * module
                self.pdf.rect(left, top, length * module, module * 1.02, style="F")

    def frame(self, x: float, y: float, wide: float, high: float) -> None:
        """A thin dashed line to cut along."""
        self.pdf.set_draw_color(*LINE)
        self.pdf.set_line_width(0.1)
        self.pdf.set_dash_pattern(dash=1, gap=1)
        self.pdf.rect(x, y, wide, high)
        self.pdf.set_dash_pattern()

    def rule(self, x: float, y: float, wide: float) -> None:
        """A thin line across."""
        self.pdf.set_draw_color(*LINE)
        self.pdf.set_line_width(0.2)
        self.pdf.line(x, y, x + wide, y)

    def bytes(self) -> bytes:
        """The document as it stands."""
        out = BytesIO()
        self.pdf.output(out)
        return out.getvalue()

    def known(self, text: str) -> str:
        """The text with its letters composed and fonts found for them; □ for what no font has."""
        text = unicodedata.normalize("NFC", " ".join(text.split()))
        for font in FURTHER:
            if self._strange(text) and font[0] not in self.pdf.fonts:
                self._open(*font)
        strange = self._strange(text)
        return "".join(MISSING if letter in strange else letter for letter in text)

    def _strange(self, text: str) -> set[str]:
        """The letters that no open font has; marks that only shape others are left to the shaper."""
        shown = {letter for letter in text if unicodedata.category(letter) not in ("Cf", "Cc", "Mn", "Zs")}
        return {letter for letter in shown if not any(ord(letter) in font.cmap for font in self.pdf.fonts.values())}

    def _open(self, name: str, package: str, file: str) -> None:
        self.pdf.add_font(name, "", folder(package) / file)
        opened = [one for one, *_ in FURTHER if one in self.pdf.fonts]
        self.pdf.set_fallback_fonts(opened, exact_match=False)

    def _fits(self, lines: Sequence[str], wide: float, high: float, size: float, *, bold: bool) -> bool:
        widest = max((self._width(line, bold=bold) * size for line in lines), default=0)
        return widest <= wide and len(lines) * size * LEADING * POINT <= high

    def _broken(self, text: str, wide: float, size: float, *, bold: bool) -> list[str]:
        """The text in lines of at most this width; a word that is wider stands alone."""
        lines = [""]
        for gap, piece in _pieces(text):
            longer = f"{lines[-1]}{gap}{piece}" if lines[-1] else piece
            if lines[-1] and self._width(longer, bold=bold) * size > wide:
                lines.append(piece)
            else:
                lines[-1] = longer
        return lines

    def _width(self, text: str, *, bold: bool) -> float:
        """How wide a line is at one point: widths grow with the size, so each is measured once."""
        found = self._widths.get((text, bold))
        if found is None:
            self._font(text, 10, bold=bold)
            found = self._widths[text, bold] = float(self.pdf.get_string_width(text)) / 10 if text else 0.0
        return found

    def _written(self, x: float, y: float, lines: Sequence[str], size: float, *, bold: bool, quiet: bool = False) -> float:
        self.pdf.set_text_color(*(QUIET if quiet else INK))
        for line in lines:
            if line:
                self._font(line, size, bold=bold)
                self.pdf.set_xy(x, y)
                self.pdf.cell(text=line, h=size * LEADING * POINT)
            y += size * LEADING * POINT
        return y

    def _font(self, text: str, size: float, *, bold: bool) -> None:
        self.pdf.set_font(OWN, "B" if bold else "", size)
        self.pdf.set_text_shaping(any(letter >= SHAPED for letter in text))


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Where a line may break: between words, and between letters that are written without spaces; each piece with what joins it on."""
    for word in text.split():
        gap = " "
        for piece in PIECE.findall(word):
            yield gap, piece
            gap = ""
