"""What the drawers of several channels share (pure): the small Markdown's tree as HTML in which no text can become an element."""

import re
from collections.abc import Iterable
from html import escape

from bot.model.outgoing import Block, Break, Code, Emphasis, Heading, Inline, Link, Listing, Paragraph, Quote, Strong, Text

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SAFE = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x20]+", re.IGNORECASE)


def safe_url(url: str) -> str:
    """The address if a browser may follow it, else nothing."""
    return url if _SAFE.fullmatch(url) else ""


def clean(text: str) -> str:
    """Text without control characters or halves of characters."""
    return _CONTROL.sub("", text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def html_blocks(blocks: Iterable[Block], heading: str = "h3") -> str:
    """Blocks as HTML; headings become the element named."""
    return "\n".join(_block(block, heading) for block in blocks)


def html_inline(inside: Iterable[Inline]) -> str:
    """Inlines as HTML; a link to anything but http, https or mailto keeps its words and loses its address."""
    return "".join(_inline(part) for part in inside)


def _block(block: Block, heading: str) -> str:
    match block:
        case Paragraph(inside):
            return f"<p>{html_inline(inside)}</p>"
        case Heading(inside):
            return f"<{heading}>{html_inline(inside)}</{heading}>"
        case Listing(items, numbered):
            tag = "ol" if numbered else "ul"
            return f"<{tag}>{''.join(f'<li>{html_inline(item)}</li>' for item in items)}</{tag}>"
        case Quote(within):
            return f"<blockquote>{html_blocks(within, heading)}</blockquote>"


def _inline(part: Inline) -> str:
    match part:
        case Text(text):
            return escape(text)
        case Code(text):
            return f"<code>{escape(text)}</code>"
        case Strong(inside):
            return f"<strong>{html_inline(inside)}</strong>"
        case Emphasis(inside):
            return f"<em>{html_inline(inside)}</em>"
        case Link(inside, url):
            words = html_inline(inside)
            return f'<a href="{escape(url)}" rel="noopener noreferrer">{words}</a>' if safe_url(url) else words
        case Break():
            return "<br>"
