"""Drawing for the page (pure): an Outgoing becomes HTML in which no text can become an element."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import escape

from bot.channels.web.incoming import clean, digest
from bot.channels.web.layouts import render
from bot.channels.web.sheets import draw_sheet
from bot.model.outgoing import Block, Break, Code, Emphasis, Heading, Inline, Link, Listing, Outgoing, Paragraph, Press, Quote, Strong, Text

_SAFE = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x20]+", re.IGNORECASE)
_SHOWN = {"image/png", "image/jpeg", "image/gif", "image/webp"}


@dataclass(frozen=True, slots=True)
class Frame:
    """What the page knows around one message: its place and state, the words of its language, and how its forms and files are addressed.

    `chosen` holds digests of pressed tokens; `hidden` the fields every plain form carries; `query` keeps a demo's role."""

    place: int
    delivery: int
    say: Callable[[str], str]
    file: Callable[[int], str]
    version: int = 1
    chosen: frozenset[str] = field(default_factory=frozenset)
    answered: bool = False
    hidden: tuple[tuple[str, str], ...] = ()
    query: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One button or file as the layout needs it."""

    label: str
    url: str = ""
    token: str = ""
    style: str = ""
    mark: str = ""
    chosen: bool = False
    picture: bool = False
    alt: str = ""


def draw(outgoing: Outgoing, frame: Frame) -> str:
    """One message as an HTML article with its files, form and buttons."""
    html = render(
        "message.html",
        frame=frame,
        hidden=frame.hidden,
        language=outgoing.language,
        body=draw_blocks(outgoing.blocks),
        buttons=[_button(press, frame) for press in outgoing.buttons],
        files=[_file(outgoing, n, frame) for n in range(len(outgoing.files))],
        sheet=draw_sheet(outgoing.form, frame.place, frame) if outgoing.form else "",
    )
    return clean(html)


def draw_blocks(blocks: Iterable[Block]) -> str:
    """Blocks as HTML; headings begin below the page's own two levels."""
    return clean("\n".join(_block(block) for block in blocks))


def draw_inline(inside: Iterable[Inline]) -> str:
    """Inlines as HTML; a link to anything but http, https or mailto keeps its words and loses its address."""
    return "".join(_inline(part) for part in inside)


def safe_url(url: str) -> str:
    """The address if a browser may follow it, else nothing."""
    return url if _SAFE.fullmatch(url) else ""


def _block(block: Block) -> str:
    match block:
        case Paragraph(inside):
            return f"<p>{draw_inline(inside)}</p>"
        case Heading(inside):
            return f"<h3>{draw_inline(inside)}</h3>"
        case Listing(items, numbered):
            tag = "ol" if numbered else "ul"
            return f"<{tag}>{''.join(f'<li>{draw_inline(item)}</li>' for item in items)}</{tag}>"
        case Quote(within):
            return f"<blockquote>{draw_blocks(within)}</blockquote>"


def _inline(part: Inline) -> str:
    match part:
        case Text(text):
            return escape(text)
        case Code(text):
            return f"<code>{escape(text)}</code>"
        case Strong(inside):
            return f"<strong>{draw_inline(inside)}</strong>"
        case Emphasis(inside):
            return f"<em>{draw_inline(inside)}</em>"
        case Link(inside, url):
            words = draw_inline(inside)
            return f'<a href="{escape(url)}" rel="noopener noreferrer">{words}</a>' if safe_url(url) else words
        case Break():
            return "<br>"


def _button(press: Press, frame: Frame) -> Drawn:
    mark = digest(press.token) if press.token else ""
    style = press.style if press.style in {"primary", "danger"} else ""
    return Drawn(press.label, safe_url(press.url), press.token, style, mark, mark in frame.chosen)


def _file(outgoing: Outgoing, n: int, frame: Frame) -> Drawn:
    file = outgoing.files[n]
    return Drawn(file.name, frame.file(n), picture=file.media_type in _SHOWN, alt=file.alt or file.name)
