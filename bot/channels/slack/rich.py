"""Plaza's small Markdown as Slack's rich text, where characters stay characters and only our own marks are marks."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.channels.slack.wording import clean, cut
from bot.model.outgoing import Block, Break, Code, Emphasis, Heading, Inline, Link, Listing, Paragraph, Quote, Strong, Text, plain_inline

Element = dict[str, Any]
Style = dict[str, bool]
LONGEST_LINK = 3_000


@dataclass(slots=True)
class Writer:
    """Turns blocks into rich text elements and stops, with an ellipsis, after `left` characters: Slack refuses a message
    whose blocks hold more than about 13,200 (`msg_blocks_too_long`)."""

    left: int = 12_000

    def elements(self, block: Block) -> list[Element]:
        """One block as rich text elements, in reading order; none when there is no room or nothing to say."""
        match block:
            case Paragraph(inside):
                return self._filled("rich_text_section", self._parts(inside))
            case Heading(inside):
                return self._filled("rich_text_section", self._parts(inside, {"bold": True}))
            case Listing(items, numbered):
                return self._list(items, numbered)
            case Quote(blocks):
                return self._filled("rich_text_quote", self._quoted(blocks))

    def _list(self, items: Iterable[tuple[Inline, ...]], numbered: bool) -> list[Element]:
        lines = [line for item in items for line in self._filled("rich_text_section", self._parts(item))]
        style = "ordered" if numbered else "bullet"
        return [{"type": "rich_text_list", "style": style, "elements": lines}] if lines else []

    def _quoted(self, blocks: tuple[Block, ...]) -> list[Element]:
        """A quote holds text only, so blocks inside it become lines."""
        parts: list[Element] = []
        for block in blocks:
            for line in _lines(block):
                found = self._parts(line)
                parts += ([{"type": "text", "text": "\n"}] if parts and found else []) + found
        return parts

    def _filled(self, kind: str, parts: list[Element]) -> list[Element]:
        return [{"type": kind, "elements": parts}] if parts else []

    def _parts(self, inside: tuple[Inline, ...], style: Style | None = None) -> list[Element]:
        style = style or {}
        parts: list[Element] = []
        for part in inside:
            match part:
                case Text(text):
                    parts += self._text(text, style)
                case Code(text):
                    parts += self._text(text, {**style, "code": True})
                case Strong(within):
                    parts += self._parts(within, {**style, "bold": True})
                case Emphasis(within):
                    parts += self._parts(within, {**style, "italic": True})
                case Break():
                    parts += self._text("\n", {})
                case Link(within, url):
                    parts += self._link(plain_inline(within), url, style)
        return parts

    def _text(self, text: str, style: Style) -> list[Element]:
        kept = self._take(text)
        return [_styled({"type": "text", "text": kept}, style)] if kept else []

    def _link(self, label: str, url: str, style: Style) -> list[Element]:
        if not url.startswith(("https://", "http://", "mailto:")) or len(url) > LONGEST_LINK or len(url) > self.left:
            return self._text(label if label == url else f"{label} ({url})", style)
        self.left -= len(url)
        kept = self._take(label)
        return [_styled({"type": "link", "url": url, "text": kept or url}, style)]

    def _take(self, text: str) -> str:
        said = clean(text)
        kept = cut(said, self.left) if self.left > 0 else ""
        self.left -= len(said)
        return kept


def _styled(part: Element, style: Style) -> Element:
    return {**part, "style": style} if style else part


def _lines(block: Block) -> list[tuple[Inline, ...]]:
    match block:
        case Paragraph(inside) | Heading(inside):
            return [inside]
        case Listing(items, numbered):
            return [(Text(f"{n}. " if numbered else "• "), *item) for n, item in enumerate(items, 1)]
        case Quote(blocks):
            return [line for inner in blocks for line in _lines(inner)]
