"""Our tree as Telegram's HTML: flattened to runs, cut to size, and only then escaped, so that nothing is cut in two."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from bot.model.outgoing import Block, Break, Code, Emphasis, Heading, Inline, Link, Listing, Paragraph, Quote, Strong, Text

LONGEST = 4096  # UTF-16 units of a message, after parsing (Bot API, sendMessage)
CAPTION = 1024  # the same for the words under a file
MOST_ENTITIES = 100  # Telegram ignores the ones after that
MOST_BYTES = 30_000  # the server refuses sources above 32 KiB before it parses them
LONGEST_LINK = 2048
SMALLEST = 64  # a piece this short is never cut again


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that share their tags, outermost first; a tag is what stands between `<` and `>`, escaped."""

    text: str
    tags: tuple[str, ...] = ()


def flatten(blocks: Iterable[Block], tags: tuple[str, ...] = ()) -> list[Run]:
    """The blocks as runs, an empty line between them."""
    runs: list[Run] = []
    for block in blocks:
        drawn = [run for run in _block(block, tags) if run.text]
        if runs and drawn:
            runs.append(Run("\n\n", tags))
        runs += drawn
    return runs


def split(runs: Sequence[Run], limit: int = LONGEST) -> list[list[Run]]:
    """Pieces of at most `limit` UTF-16 units each, cut between paragraphs, else lines, else words; invisible ones are dropped."""
    text, at = plain(runs), 0
    pieces: list[list[Run]] = []
    while at < len(text):
        end = at + _cut(text[at:], limit)
        piece = _trim(_slice(runs, at, end))
        if visible(plain(piece)):
            pieces += [piece] if limit <= SMALLEST or _light(piece) else split(piece, limit // 2)
        at = end
    return pieces


def html(runs: Iterable[Run]) -> str:
    """Valid HTML for Telegram's parser: every tag closed, every value escaped."""
    out: list[str] = []
    standing: tuple[str, ...] = ()
    for run in runs:
        shared = _shared(standing, run.tags)
        out += [f"</{tag.partition(' ')[0]}>" for tag in reversed(standing[shared:])]
        out += [f"<{tag}>" for tag in run.tags[shared:]]
        out.append(escape(run.text, quote=False))
        standing = run.tags
    return "".join(out) + "".join(f"</{tag.partition(' ')[0]}>" for tag in reversed(standing))


def plain(runs: Iterable[Run]) -> str:
    """The characters alone, as they count against the limit."""
    return "".join(run.text for run in runs)


def units(text: str) -> int:
    """Length as Telegram counts it: UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def tidy(text: str) -> str:
    """Without control characters and halves of surrogate pairs, which Telegram refuses or drops."""
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")
    return kept.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def visible(text: str) -> bool:
    """Whether anything is left when blanks and formatting marks are taken away; Telegram refuses the rest as empty."""
    return any(not c.isspace() and unicodedata.category(c) not in {"Cf", "Cc", "Mn"} for c in text)


def _block(block: Block, tags: tuple[str, ...]) -> list[Run]:
    match block:
        case Paragraph(inside):
            return _inlines(inside, tags)
        case Heading(inside):
            return _inlines(inside, _with(tags, "b"))
        case Quote(blocks):
            return flatten(blocks, _with(tags, "blockquote"))
        case Listing(items, numbered):
            lines = [[Run(f"{n}. " if numbered else "• ", tags), *_inlines(item, tags)] for n, item in enumerate(items, 1)]
            return [run for n, line in enumerate(lines) for run in ([Run("\n", tags), *line] if n else line)]


def _inlines(inside: Iterable[Inline], tags: tuple[str, ...]) -> list[Run]:
    return [run for part in inside for run in _inline(part, tags)]


def _inline(part: Inline, tags: tuple[str, ...]) -> list[Run]:
    match part:
        case Text(text):
            return [Run(tidy(text), tags)]
        case Strong(inside):
            return _inlines(inside, _with(tags, "b"))
        case Emphasis(inside):
            return _inlines(inside, _with(tags, "i"))
        case Code(text):
            return [Run(tidy(text), _with(tags, "code"))]
        case Link(inside, url):
            return _link(inside, tidy(url), tags)
        case Break():
            return [Run("\n", tags)]


def _link(inside: tuple[Inline, ...], url: str, tags: tuple[str, ...]) -> list[Run]:
    """A link where Telegram knows the scheme; mail addresses stand in the text, where every client finds them."""
    if url.lower().startswith(("http://", "https://")) and len(url) <= LONGEST_LINK and not any(t.startswith("a ") for t in tags):
        return _inlines(inside, (*tags, f'a href="{escape(url)}"'))
    label = _inlines(inside, tags)
    address = url[len("mailto:") :] if url.lower().startswith("mailto:") else ""
    return label if not address or address in plain(label) else [*label, Run(f" ({address})", tags)]


def _with(tags: tuple[str, ...], tag: str) -> tuple[str, ...]:
    return tags if tag in tags else (*tags, tag)


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """How many of the outer tags both have in common."""
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    return same


def _cut(text: str, limit: int) -> int:
    """Where to end a piece, in characters: never inside a surrogate pair, and not in its first quarter if that can be helped."""
    head = text.encode("utf-16-le")[: limit * 2].decode("utf-16-le", "ignore")
    if len(head) == len(text):
        return len(text)
    for mark in ("\n\n", "\n", " "):
        at = head.rfind(mark)
        if at > len(head) // 4:
            return at
    return len(head)


def _slice(runs: Iterable[Run], start: int, end: int) -> list[Run]:
    """The runs between two positions, in characters."""
    kept, at = [], 0
    for run in runs:
        text = run.text[max(start - at, 0) : max(end - at, 0)]
        if text:
            kept.append(Run(text, run.tags))
        at += len(run.text)
    return kept


def _trim(runs: list[Run]) -> list[Run]:
    text = plain(runs)
    return _slice(runs, len(text) - len(text.lstrip()), len(text.rstrip()))


def _light(runs: list[Run]) -> bool:
    """Whether the server takes the piece whole: not too many bytes, not too many tags."""
    source = html(runs)
    return len(source.encode()) <= MOST_BYTES and source.count("</") <= MOST_ENTITIES
