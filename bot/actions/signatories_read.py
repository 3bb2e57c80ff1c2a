"""The rows of a list of signatories, as `config/knowledge/signatories.csv` has them: every cell checked, every fault with its line."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from difflib import get_close_matches

from bot.actions.signatories_import import names_of
from bot.actions.tables import MOST_ROWS, BadTable, rows
from bot.knowledge.records.charters import mistake_in
from bot.knowledge.text import fold
from bot.model.charters import Charter, Signature
from bot.model.imports import Problem, Row

COLUMNS = ("charter_id", "city", "country_code", "country", "signed_on", "status", "aliases", "source_url")
NEEDED = ("charter_id", "city", "country_code", "status", "source_url")
LARGEST = 10_000_000
NOWHERE = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""Codes that have a name without being a country."""

Countries = Mapping[str, Mapping[str, str]]
"""Per language, the names of countries by their codes."""


class _Bad(Exception):
    """What is wrong with a row, and what to do."""


def signatures_in(content: bytes, charters: Mapping[str, Charter], countries: Countries, today: date) -> tuple[Signature, ...]:
    """The signatures of a table, in its order. Raises BadTable with every fault there is."""
    if len(content) > LARGEST or content.count(b"\n") > MOST_ROWS:
        raise BadTable(Problem(1, "this is far larger than a list of signatories can be; check that it is the right file"))
    good: list[Signature] = []
    problems: list[Problem] = []
    seen: dict[tuple[str, str, str], int] = {}
    check = _checker(charters, countries, today)
    for row in rows(content, COLUMNS, NEEDED):
        try:
            one = check(row)
            _once(one, row.line, seen)
            good.append(one)
        except _Bad as problem:
            problems.append(Problem(row.line, str(problem)))
    if not good and not problems:
        raise BadTable(Problem(1, "there is no row below the first line; nothing to import"))
    if problems:
        raise BadTable(*problems)
    return tuple(good)


def _checker(charters: Mapping[str, Charter], countries: Countries, today: date) -> Callable[[Row], Signature]:
    by_name = {fold(name): code for names in countries.values() for code, name in names.items()}

    def check(row: Row) -> Signature:
        cells = {name: _plain(name, cell) for name, cell in row.cells.items()}
        cells["country_code"], cells["status"] = cells["country_code"].upper(), cells["status"].casefold()
        _charter(cells["charter_id"], charters)
        _country(cells["country_code"], cells["country"], countries, by_name)
        _day(cells["signed_on"], today)
        if mistake := mistake_in(cells, charters):
            raise _Bad("; ".join(mistake))
        aliases = tuple(dict.fromkeys(alias.strip() for alias in cells["aliases"].split("|") if alias.strip()))
        return Signature(
            cells["charter_id"], cells["city"], cells["country_code"], cells["signed_on"], cells["status"], aliases, cells["source_url"]
        )

    return check


def _plain(name: str, cell: str) -> str:
    """The cell in composed letters, without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    text = unicodedata.normalize("NFC", cell)
    if hidden := next((c for c in text if not c.isprintable()), ""):
        raise _Bad(f"{name} holds an invisible character (U+{ord(hidden):04X}); type it again")
    return re.sub(r"^'(?=\s*[=+\-@])", "", text)


def _charter(identifier: str, charters: Mapping[str, Charter]) -> None:
    if identifier not in charters:
        near = get_close_matches(identifier, charters, n=1)
        raise _Bad(f"there is no charter {identifier!r}; " + (f"did you mean {near[0]}?" if near else f"use one of {', '.join(charters)}"))


def _country(code: str, name: str, countries: Countries, by_name: Mapping[str, str]) -> None:
    """A code that exists, and not another country than the one that is named."""
    if code in NOWHERE or not any(code in names for names in countries.values()):
        meant = by_name.get(fold(name)) if name else None
        raise _Bad(f"country_code {code!r} is no country; " + (f"for {name} use {meant}" if meant else "use the ISO 3166 code, such as ES"))
    other = by_name.get(fold(name), code)
    if other != code:
        raise _Bad(f"country_code is {code}, but {name} is {other}; correct one of them")


def _day(text: str, today: date) -> None:
    """A day, month or year that exists and is not to come."""
    if not text:
        return
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text):
        raise _Bad(f"signed_on {text!r} is not a date; write 2027, 2027-02 or 2027-02-22, or leave it empty")
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError as error:
        raise _Bad(f"signed_on {text} does not exist in the calendar; correct it or leave out the day") from error
    if text > today.isoformat()[: len(text)]:
        raise _Bad(f"signed_on {text} is in the future; list a city once it has signed")


def _once(one: Signature, line: int, seen: dict[tuple[str, str, str], int]) -> None:
    """Every city stands once per charter, under whichever of its names."""
    keys = [(one.charter, one.country, name) for name in names_of(one)]
    if before := next((seen[key] for key in keys if key in seen), 0):
        raise _Bad(f"{one.city} stands in line {before} already; keep one of them (two towns of one name need their province in brackets)")
    seen.update(dict.fromkeys(keys, line))
