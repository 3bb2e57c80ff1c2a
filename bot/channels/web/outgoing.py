"""Drawing for the page (pure): an Outgoing becomes HTML in which no text can become an element."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bot.channels.kit import html_blocks, safe_url
from bot.channels.web.incoming import clean, digest
from bot.channels.web.layouts import render
from bot.channels.web.sheets import draw_sheet
from bot.model.outgoing import Block, Outgoing, Press

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
    return clean(html_blocks(blocks))


def _button(press: Press, frame: Frame) -> Drawn:
    mark = digest(press.token) if press.token else ""
    style = press.style if press.style in {"primary", "danger"} else ""
    return Drawn(press.label, safe_url(press.url), press.token, style, mark, mark in frame.chosen)


def _file(outgoing: Outgoing, n: int, frame: Frame) -> Drawn:
    file = outgoing.files[n]
    return Drawn(file.name, frame.file(n), picture=file.media_type in _SHOWN, alt=file.alt or file.name)
