"""What a person answered to one question, read into its stored form; or the reason why it cannot be."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, time
from functools import lru_cache
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import parse_date
from rapidfuzz import fuzz, process, utils

from bot.engine.words import folded
from bot.model.form import Field, Kind
from bot.model.reply import Wrong

Meanings = Callable[[str], Collection[str]]
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
SHORT = 300  # more than any answer that is not a text can need


def read(field: Field, text: str, labels: Mapping[str, str], meanings: Meanings, language: str) -> str:
    """The answer in its stored form ("" for none). Raises Wrong with the reason in a message's name."""
    clean = CONTROL.sub("", text).strip()
    if not clean or _left_out(field, clean, labels, meanings):
        if field.required:
            raise Wrong(field.name, "dialog.required")
        return ""
    if field.kind is Kind.TEXT:
        return _text(field, " ".join(clean.split()))
    if field.kind is Kind.LONG_TEXT:
        return _text(field, clean)
    return _short(field, clean[:SHORT], labels, meanings, language)


def _left_out(field: Field, text: str, labels: Mapping[str, str], meanings: Meanings) -> bool:
    """Whether an optional question is skipped in words: not where "no" is one of the answers."""
    said = meanings(text)
    if field.required or "skip" not in said:
        return False
    if field.kind is Kind.YES_NO:
        return not {"yes", "no"} & set(said)
    return folded(text) not in {folded(known) for pair in labels.items() for known in pair}


def _text(field: Field, text: str) -> str:
    if len(text) > field.longest:
        raise Wrong(field.name, "dialog.too_long", longest=field.longest, length=len(text))
    return text


def _short(field: Field, text: str, labels: Mapping[str, str], meanings: Meanings, language: str) -> str:
    match field.kind:
        case Kind.CHOICE:
            return _choice(field, text, labels)
        case Kind.YES_NO:
            return _yes_no(field, text, labels, meanings)
        case Kind.NUMBER:
            return _number(field, text)
        case Kind.DATE:
            return _date(field, text, language)
        case Kind.TIME:
            return _time(field, text)
    return _zone(field, text, language)


def _choice(field: Field, text: str, labels: Mapping[str, str]) -> str:
    if text in labels:
        return text
    if text.isascii() and text.isdigit() and 1 <= int(text) <= len(labels):
        return list(labels)[int(text) - 1]
    exact = [value for value, label in labels.items() if folded(text) in (folded(label), folded(value))]
    found = exact[0] if exact else _likely(text, labels)
    if found is None:
        raise Wrong(field.name, "dialog.not_a_choice", choices=list(labels.values()))
    return found


def _likely(text: str, labels: Mapping[str, str]) -> str | None:
    """The one choice that was meant, typing mistakes and missing words aside; None when two are as likely."""
    best = process.extract(text, labels, scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=86, limit=2)
    clear = best and (len(best) == 1 or best[0][1] - best[1][1] > 4)
    return str(best[0][2]) if clear else None


def _yes_no(field: Field, text: str, labels: Mapping[str, str], meanings: Meanings) -> str:
    said = {text} | set(meanings(text)) | {{"1": "yes", "2": "no"}.get(text, "")}
    if len(both := said & {"yes", "no"}) != 1:
        raise Wrong(field.name, "dialog.not_yes_or_no", choices=list(labels.values()))
    return both.pop()


def _number(field: Field, text: str) -> str:
    digits = re.sub(r"(?<=\d)[ \u00a0\u202f.,'](?=\d{3}\b)", "", text)
    if not re.fullmatch(r"-?[0-9]{1,9}", digits):
        raise Wrong(field.name, "dialog.not_a_number")
    if field.least is not None and int(digits) < field.least:
        raise Wrong(field.name, "dialog.too_small", least=field.least)
    if field.most is not None and int(digits) > field.most:
        raise Wrong(field.name, "dialog.too_big", most=field.most)
    return str(int(digits))


def _date(field: Field, text: str, language: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    try:
        spelt = _spelt(text, language)
        return (spelt or parse_date(text, locale="en_GB" if language == "en" else language)).isoformat()
    except (ValueError, IndexError) as error:
        raise Wrong(field.name, "dialog.not_a_date") from error


def _spelt(text: str, language: str) -> date | None:
    """A date with the month in words (`18 May 2027`, `18 de mayo de 2027`, `May 18, 2027`)."""
    months = _months(language)
    named = [months[word] for word in re.findall(r"[a-z]+", folded(text)) if word in months]
    numbers = [int(number) for number in re.findall(r"[0-9]+", text)]
    if len(named) != 1 or len(numbers) != 2:
        return None
    first, second = numbers
    if first > 31:
        return date(first, named[0], second)
    return date(second if second > 99 else 2000 + second, named[0], first)


@lru_cache
def _months(language: str) -> Mapping[str, int]:
    """Names of months in this language and in English, long and short."""
    widths = [Locale.parse(one).months["format"][width] for one in ("en", language) for width in ("wide", "abbreviated")]
    return {folded(name).strip("."): number for names in widths for number, name in names.items()}


def _time(field: Field, text: str) -> str:
    match = re.fullmatch(r"([01]?\d|2[0-3])\s*[:h.]\s*([0-5]\d)?", text.lower()) or re.fullmatch(r"([01]?\d|2[0-3])()", text)
    if not match:
        raise Wrong(field.name, "dialog.not_a_time")
    return time(int(match[1]), int(match[2] or 0)).isoformat("minutes")


def _zone(field: Field, text: str, language: str) -> str:
    found = _zones(language).get(folded(text).replace("_", " "))
    if found is None:
        raise Wrong(field.name, "dialog.not_a_zone")
    return found


@lru_cache
def _zones(language: str) -> Mapping[str, str]:
    """Zones by their IANA name, their city (in English and this language) and, where a country has one zone only, the country."""
    names = {"utc": "UTC"}
    zones = sorted(z for z in available_timezones() if "/" in z and not z.startswith(("Etc/", "SystemV/", "posix/", "right/")))
    for locale in (Locale.parse(language), Locale.parse("en")):
        single = {code: found[0] for code, found in get_global("territory_zones").items() if len(found) == 1}
        names |= {folded(locale.territories[code]): zone for code, zone in single.items() if code in locale.territories}
        names |= {folded(about["city"]): zone for zone, about in locale.time_zones.items() if "city" in about and zone in zones}
    for zone in reversed(zones):
        plain = folded(zone).replace("_", " ")
        names |= {plain.rpartition("/")[2]: zone, plain: zone}
    return names
