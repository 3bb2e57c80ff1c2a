"""Telegram's HTML, read as strictly as its server reads it: one wrong tag refuses the whole message."""

import re
from dataclasses import dataclass

TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote",
}  # fmt: skip
MARK = re.compile(r"<(?P<end>/?)(?P<name>[a-z][a-z0-9-]*)(?P<attributes>(?:\s+[a-z-]+(?:=\"[^\"<>]*\")?)*)\s*>|<", re.IGNORECASE)
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot));", re.IGNORECASE)


class Unparsable(ValueError):
    """The words Telegram refuses a text with."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of formatted text, in UTF-16 units."""

    type: str
    offset: int
    length: int
    url: str = ""


def units(text: str) -> int:
    """Length in UTF-16 units, as all of Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


def parse(source: str) -> tuple[str, list[Entity]]:
    """The text people see and its entities. Raises Unparsable."""
    text, at = "", 0
    entities: list[Entity] = []
    standing: list[tuple[str, int, str]] = []
    for mark in MARK.finditer(source):
        text += unescape(source[at : mark.start()])
        at = mark.end()
        name = (mark["name"] or "").lower()
        if name not in TAGS:
            raise Unparsable(f'can\'t parse entities: Unsupported start tag "{name}" at byte offset {len(source[: mark.start()].encode())}')
        if not mark["end"]:
            standing.append((name, units(text), _href(mark["attributes"])))
            continue
        if not standing or standing[-1][0] != name:
            raise Unparsable(f'can\'t parse entities: Unmatched end tag at byte offset {mark.start()}, found "</{name}>"')
        _, offset, url = standing.pop()
        if units(text) > offset:
            entities.append(Entity(TAGS[name], offset, units(text) - offset, url))
    if standing:
        raise Unparsable(f"can't parse entities: Can't find end tag corresponding to start tag \"{standing[-1][0]}\"")
    return text + unescape(source[at:]), sorted(entities, key=lambda e: (e.offset, -e.length))


def unescape(text: str) -> str:
    """The four names and the numbers Telegram knows; every other ampersand stays one."""
    return REFERENCE.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    if found[3]:
        return NAMED[found[3].lower()]
    code = int(found[1], 16) if found[1] else int(found[2])
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else found[0]


def _href(attributes: str) -> str:
    found = re.search(r'href="([^"]*)"', attributes or "", re.IGNORECASE)
    return unescape(found[1]) if found else ""
