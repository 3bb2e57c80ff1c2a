"""Words: a message's name and its data become a tree in the reader's language, from messages/<language>/<feature>.j2."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_interval, format_time, get_timezone_gmt, get_timezone_location
from babel.lists import format_list
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, TemplateError, pass_context
from jinja2.runtime import Context

from bot.engine.markup import Marked, literal, parse
from bot.engine.texts_files import kept_in, reading
from bot.model.outgoing import Block, plain_blocks
from bot.model.person import zone_of


class MissingMessage(LookupError):
    """No such block in any language; the name says which file to look into."""


UNSAYABLE = (TemplateError, LookupError, TypeError, ValueError, AttributeError, ArithmeticError)
"""What saying a message raises when its words and its data do not fit: a block or a variable that is gone, data of another kind."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: language (two letters) and IANA zone."""

    language: str = "en"
    zone: str = "Europe/Zurich"


@lru_cache
def locale_of(language: str) -> Locale:
    """Babel's locale; English as the British write it, so that days come before months everywhere."""
    return Locale.parse("en_GB" if language == "en" else language)


def _reader(context: Context) -> Reader:
    reader = context["reader"]
    assert isinstance(reader, Reader)
    return reader


@pass_context
def day(context: Context, value: date | datetime | str, style: str = "long") -> str:
    """A date in words (`18 May 2000`); a moment is taken in the reader's zone; a year, a month or a phrase stays what it is."""
    reader = _reader(context)
    if isinstance(value, str):
        if month := re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", value):
            return str(format_date(date(int(month[1]), int(month[2]), 1), "LLLL y", locale_of(reader.language)))
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            return value
        value = date.fromisoformat(value)
    if isinstance(value, datetime):
        value = value.astimezone(zone_of(reader.zone)).date()
    return str(format_date(value, style, locale_of(reader.language)))


@pass_context
def days(context: Context, first: date, last: date | None) -> str:
    """A range of days (`26 Feb – 5 Apr 2024`)."""
    if last is None or first == last:
        return day(context, first)
    return str(format_interval(first, last, "yMMMMd", locale=locale_of(_reader(context).language)))


@pass_context
def moment(context: Context, value: datetime, zone: str = "") -> str:
    """A moment in words, in the reader's zone or the one given, with the zone named."""
    reader = _reader(context)
    there = value.astimezone(zone_of(zone or reader.zone))
    place = str(there.tzinfo).rpartition("/")[2].replace("_", " ")
    return f"{format_date(there, 'full', locale_of(reader.language))}, {there:%H:%M} ({place})"


@pass_context
def clock(context: Context, value: datetime | time, zone: str = "") -> str:
    """A time of day, in the reader's zone or the one given."""
    reader = _reader(context)
    if isinstance(value, datetime):
        value = value.astimezone(zone_of(zone or reader.zone)).timetz()
    return str(format_time(value, "HH:mm", locale=locale_of(reader.language)))


@pass_context
def span(context: Context, value: Mapping[str, Any]) -> str:
    """A range by the clocks of its own `zone`, from `start_day`, `start_time` to `end_day`, `end_time`, with the zone named."""
    locale, zone = locale_of(_reader(context).language), zone_of(value["zone"])
    place = get_timezone_location(zone, locale=locale, return_city=True)
    offset = get_timezone_gmt(datetime.combine(value["start_day"], value["start_time"], zone), "long", locale=locale)
    same = value["start_day"] == value["end_day"]
    last = "–" if same else f" – {format_date(value['end_day'], 'full', locale)}, "
    first = f"{format_date(value['start_day'], 'full', locale)}, {value['start_time']:%H:%M}"
    return f"{first}{last}{value['end_time']:%H:%M} ({place}, {offset})"


@pass_context
def number(context: Context, value: float) -> str:
    """A number with the reader's separators."""
    return str(format_decimal(value, locale=locale_of(_reader(context).language)))


@pass_context
def listed(context: Context, values: Iterable[object], style: str = "standard") -> str:
    """`a, b and c`; style `or` gives `a, b or c`."""
    return str(format_list([str(v) for v in values], style, locale_of(_reader(context).language)))  # type: ignore[arg-type]


@pass_context
def own(context: Context, values: Mapping[str, str] | str) -> str:
    """The reader's language out of a text kept in several, else English, else the first there is."""
    if isinstance(values, str):
        return values
    return values.get(_reader(context).language) or values.get("en") or next((v for v in values.values() if v), "")


@pass_context
def country(context: Context, code: str) -> str:
    """A country's name from its two-letter code."""
    return str(locale_of(_reader(context).language).territories.get(code.upper(), code))


@pass_context
def tongue(context: Context, code: str) -> str:
    """A language's name in the reader's own, from its two-letter code."""
    return str(locale_of(_reader(context).language).languages.get(code, code))


def marked(value: str) -> Marked:
    """Let an organiser's own Markdown through; never for other people's text."""
    return Marked(value)


FILTERS: tuple[Callable[..., Any], ...] = (day, days, moment, clock, span, number, listed, own, country, tongue, marked)


def _finalize(value: object) -> object:
    return value if isinstance(value, Marked) else "" if value is None else literal(str(value))


class Texts:
    """All messages of all languages. Every printed value is literal unless marked; a misspelt variable is an error, not a gap.

    What is compiled is kept in the directory `cache`, if one is given."""

    def __init__(self, home: Path, cache: Path | None = None) -> None:
        kept = kept_in(cache) if cache else None
        self.home, self.cache = home, cache if kept else None
        self.environment = Environment(
            bytecode_cache=kept,
            loader=FileSystemLoader(home),
            undefined=StrictUndefined,
            finalize=_finalize,
            autoescape=False,
            auto_reload=False,  # what a message includes is as old as the message itself
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.filters |= {f.__name__: f for f in FILTERS}
        self._templates: dict[tuple[str, str], Template] = {}
        self._trees: dict[str, tuple[Block, ...]] = {}

    @property
    def languages(self) -> list[str]:
        """Languages that have a folder, English first."""
        found = sorted(p.name for p in self.home.iterdir() if p.is_dir() and _is_language(p.name))
        return ["en", *[one for one in found if one != "en"]]

    def has(self, name: str, language: str) -> bool:
        """Whether this language says this message itself."""
        feature, _, block = name.partition(".")
        known = (language, feature) in self._templates or (self.home / language / f"{feature}.j2").exists()
        return known and block in self._template(language, feature).blocks

    def text(self, name: str, data: Mapping[str, object], reader: Reader) -> str:
        """The message as our Markdown text; `lead` in its data names a message that is said before it.

        Raises MissingMessage, BadTemplate, and Jinja2's UndefinedError for a variable not in data."""
        if lead := data.get("lead"):
            after = {name: value for name, value in data.items() if name != "lead"}
            return f"{self.text(str(lead), {}, reader)}\n\n{self.text(name, after, reader)}"
        feature, _, block = name.partition(".")
        for language in dict.fromkeys((reader.language, "en")):
            if self.has(name, language):
                template = self._template(language, feature)
                context = template.new_context({**data, "reader": reader})
                return "".join(template.blocks[block](context)).strip()
        raise MissingMessage(f"no message {name}: add {{% block {block} %}} to messages/{reader.language}/{feature}.j2")

    def tree(self, name: str, data: Mapping[str, object], reader: Reader) -> tuple[Block, ...]:
        """The message, parsed; the same text is parsed once."""
        text = self.text(name, data, reader)
        found = self._trees.get(text)
        if found is None:
            if len(self._trees) > 2000:
                self._trees.clear()
            found = self._trees[text] = parse(text)
        return found

    def line(self, name: str, data: Mapping[str, object], reader: Reader) -> str:
        """The message as one line of plain text: a label."""
        blocks = self.tree(name, data, reader)
        return " ".join(plain_blocks(blocks).split())

    def _template(self, language: str, feature: str) -> Template:
        key = language, feature
        if key not in self._templates:
            name = f"{language}/{feature}.j2"
            with reading(name):
                self._templates[key] = self.environment.get_template(name)
        return self._templates[key]


def _is_language(name: str) -> bool:
    try:
        Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        return False
    return True
