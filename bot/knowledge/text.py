"""Text as people type it, made comparable: no case, no accents, split into words, numbers and UN symbols."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

LONGEST = 2000
"""Characters of a question that are looked at; the rest of a very long text is ignored."""

_APOSTROPHES = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "`": "'",
        "´": "'",
        "ʼ": "'",
        "–": "-",
        "—": "-",
        "‐": "-",
        "‑": "-",
        "·": " ",
        "œ": "oe",
        "Œ": "oe",
        "æ": "ae",
        "Æ": "ae",
    }
)
_TOKEN = re.compile(
    r"a/hrc/[a-z]+/\d+/\d+|a/hrc/\d+/l\.?\d+(?:/rev\.\d)?|a/hrc/\d+/\d+"  # UN symbols
    r"|\bl\.\d+"
    r"|\d+/\d+(?:/\d+)?"
    r"|\d+(?:[.,]\d{3})+"
    r"|\d+(?:st|nd|rd|th|eme|ere|er|e|ª|º|o|a|\.[ªºoa])?(?![^\W_])"
    r"|\d+|[^\W\d_]+"
)
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|eme|ere|er|e|ª|º|o|a|\.[ªºoa])$")
_ROMAN = re.compile(r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})$")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


class Token(NamedTuple):
    """A word, number or symbol of a question: `text` folded, `number` its value when it is a number or an ordinal such as 61st or 7e."""

    text: str
    number: int | None


def fold(text: str) -> str:
    """The text without case, accents and typographic variants; the same length is not promised."""
    text = text[:LONGEST]
    if text.isascii():
        return text.lower().replace("`", "'")
    split = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES).casefold())
    return "".join(c for c in split if not unicodedata.combining(c))


def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a text, folded."""
    return tuple(Token(found, _number(found) if found[0].isdigit() else None) for found in _TOKEN.findall(fold(text)))


def _number(text: str) -> int | None:
    match = _ORDINAL.fullmatch(text)
    digits = match.group(1) if match else text
    return int(digits) if digits.isdigit() and len(digits) < 8 else None


@lru_cache(maxsize=20_000)
def words(text: str) -> tuple[str, ...]:
    """The folded words of a text that is looked at often."""
    return tuple(_TOKEN.findall(fold(text)))


def roman(text: str) -> int | None:
    """The value of a roman numeral in small letters, or None."""
    if not text or text[0] not in _ROMAN_VALUES or not _ROMAN.match(text):
        return None
    values = [_ROMAN_VALUES[c] for c in text]
    return sum(-v if v < max(values[n:]) else v for n, v in enumerate(values))


def to_roman(value: int) -> str:
    """1..399 as a roman numeral in capitals."""
    signs = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    out = ""
    for worth, sign in signs:
        count, value = divmod(value, worth)
        out += sign * count
    return out


def clauses(text: str, joints: Sequence[str]) -> list[str]:
    """The parts of a question between sentence ends, and between joining words when there are any: two needs in one line.

    A few words with a colon behind them (`UPR: when is the 49th round, and who may speak`) are what all the rest is about."""
    text = text[:LONGEST]
    title = _TITLE.match(text) if joints else None
    parts = _between(tuple(joints)).split(text[title.end() :] if title else text)
    return [f"{title[1]} {part.strip()}" if title else part.strip() for part in parts if part and part.strip()]


_TITLE = re.compile(r"\s*((?:[^\s:?!;.,]+\s+){0,4}[^\s:?!;.,]+)\s*:\s+")
"""At most five words before a colon at the beginning."""


@lru_cache(maxsize=8)
def _between(joints: tuple[str, ...]) -> re.Pattern[str]:
    joining = r"|,|\s[+&]\s|\b(?:" + "|".join(re.escape(j) for j in joints) + r")\b" if joints else ""
    return re.compile(r"[?!;\n]+|\.(?=\s)|:(?=\s)" + joining, re.IGNORECASE)
