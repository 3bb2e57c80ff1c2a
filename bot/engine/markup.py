"""Our small Markdown: text to a tree of `outgoing` dataclasses, and values made literal before they enter it."""

import re
from collections.abc import Iterator, Sequence
from string import punctuation

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.model.outgoing import Block, Break, Code, Emphasis, Heading, Inline, Link, Listing, Paragraph, Quote, Strong, Text

PARSER = MarkdownIt("zero", {"html": False, "linkify": False}).enable(
    ["paragraph", "list", "blockquote", "heading", "emphasis", "link", "backticks", "escape", "newline"]
)
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
LITERAL = {ord(sign): f"\\{sign}" for sign in punctuation} | {
    code: "" for code in (*range(0x80), *range(0x2028, 0x206A)) if CONTROL.match(chr(code))
}
"""What becomes of a sign in a literal text: as a table it is many times quicker than as two expressions."""


class Marked(str):
    """Text that is Markdown on purpose (an organiser's own words); it enters a template as it is."""

    __slots__ = ()


def literal(value: str) -> str:
    """The value so that our Markdown shows it as it is: punctuation escaped, line breaks kept, control characters dropped."""
    clean = value.replace("\r\n", "\n").replace("\r", "\n").translate(LITERAL).strip()
    return clean if "\n" not in clean else "\\\n".join(line.strip() for line in clean.split("\n"))


def parse(text: str) -> tuple[Block, ...]:
    """The tree of a text. HTML and images do not exist in it, and links only go to http, https and mailto."""
    return tuple(_blocks(iter(PARSER.parse(text))))


def _blocks(tokens: Iterator[Token]) -> Iterator[Block]:
    for token in tokens:
        match token.type:
            case "paragraph_open":
                yield Paragraph(_inline(next(tokens).children or []))
            case "heading_open":
                yield Heading(_inline(next(tokens).children or []))
            case "bullet_list_open" | "ordered_list_open":
                yield Listing(tuple(_items(tokens, token.type.replace("open", "close"))), token.type.startswith("ordered"))
            case "blockquote_open":
                yield Quote(tuple(_blocks(_until(tokens, "blockquote_close"))))


def _until(tokens: Iterator[Token], end: str) -> Iterator[Token]:
    depth = 0
    opening = end.replace("close", "open")
    for token in tokens:
        depth += (token.type == opening) - (token.type == end)
        if depth < 0:
            return
        yield token


def _items(tokens: Iterator[Token], end: str) -> Iterator[tuple[Inline, ...]]:
    # An item is one line here: what a nested list says is joined to its parent.
    depth, line = 0, list[Inline]()
    for token in _until(tokens, end):
        depth += (token.type == "list_item_open") - (token.type == "list_item_close")
        if token.type == "inline":
            line += [Break()] * bool(line) + list(_inline(token.children or []))
        if token.type == "list_item_close" and depth == 0:
            yield tuple(line)
            line = []


def _inline(tokens: Sequence[Token]) -> tuple[Inline, ...]:
    return tuple(_walk(iter(tokens), ""))


def _walk(tokens: Iterator[Token], end: str) -> Iterator[Inline]:
    for token in tokens:
        match token.type:
            case "text" | "text_special" if token.content:
                yield Text(token.content)
            case "softbreak" | "hardbreak":
                yield Break()
            case "code_inline":
                yield Code(token.content)
            case "strong_open":
                yield Strong(tuple(_walk(tokens, "strong_close")))
            case "em_open":
                yield Emphasis(tuple(_walk(tokens, "em_close")))
            case "link_open":
                yield _link(token, tuple(_walk(tokens, "link_close")))
            case closed if closed == end:
                return


def _link(token: Token, inside: tuple[Inline, ...]) -> Inline:
    url = str(token.attrs.get("href", ""))
    return Link(inside, url) if url.startswith(("https://", "http://", "mailto:")) else Strong(inside)
