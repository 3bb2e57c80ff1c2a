"""How far a charter reaches: signatories on record by country. The list is partial, so no row never means "has not signed"."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.knowledge.library import Library
from bot.model.charters import EUROPEAN, Figure, Signature
from bot.model.knowledge import Words

EUROPE = (
    "AD AL AM AT AZ BA BE BG CH CY CZ DE DK EE ES FI FR GB GE GR HR HU IE"
    " IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS SE SI SK SM TR UA"
)
COUNCIL_OF_EUROPE = frozenset(EUROPE.split())
"""The 46 member states: what "European countries" means here, and what readers are told that it means."""


@dataclass(frozen=True, slots=True)
class Line:
    """What the list holds of one country: cities that signed, whose council adopted, and apart those that only took part."""

    country: str
    signed: int
    adopted: int
    participated: int

    @property
    def count(self) -> int:
        """The signatories: signed or adopted."""
        return self.signed + self.adopted


@dataclass(frozen=True, slots=True)
class Coverage:
    """A charter by country, most signatories first, beside the figures that public sources give."""

    charter: str
    names: Words
    lines: tuple[Line, ...]
    figures: tuple[Figure, ...]
    as_of: date

    @property
    def count(self) -> int:
        """All signatories on record."""
        return sum(line.count for line in self.lines)

    @property
    def countries(self) -> int:
        """How many countries have one."""
        return sum(1 for line in self.lines if line.count)

    @property
    def participated(self) -> int:
        """Cities that only took part."""
        return sum(line.participated for line in self.lines)


@dataclass(frozen=True, slots=True)
class Gaps:
    """The European countries without a signatory on record, apart those where a city took part; `asked` is how many were looked at."""

    countries: tuple[str, ...]
    took_part: tuple[str, ...]
    asked: int


def coverage(library: Library, charter: str = EUROPEAN) -> Coverage:
    """One charter by country."""
    about = library.charters[charter]
    lines = counted(row for row in library.signatures if row.charter == charter)
    return Coverage(charter, about.names, lines, about.figures, as_of(library))


def as_of(library: Library) -> date:
    """The day of the list: of its last import, else of the files."""
    return library.listed or library.compiled


def every(library: Library) -> tuple[Coverage, ...]:
    """All charters with a row, most signatories first."""
    held = dict.fromkeys(row.charter for row in library.signatures)
    return tuple(sorted((coverage(library, charter) for charter in held), key=lambda it: (-it.count, it.charter)))


def in_country(library: Library, country: str) -> tuple[tuple[Coverage, Line], ...]:
    """The charters with a row in this country, each with its line."""
    return tuple((it, line) for it in every(library) for line in it.lines if line.country == country)


def gaps(library: Library, charter: str = EUROPEAN) -> Gaps:
    """The European countries without a signatory of this charter on record."""
    lines = {line.country: line for line in coverage(library, charter).lines}
    took_part = tuple(sorted(c for c in COUNCIL_OF_EUROPE & lines.keys() if not lines[c].count))
    return Gaps(tuple(sorted(COUNCIL_OF_EUROPE - lines.keys())), took_part, len(COUNCIL_OF_EUROPE))


def counted(rows: Iterable[Signature]) -> tuple[Line, ...]:
    """Rows as lines by country, most signatories first; a city with two rows of one status counts once."""
    cities = {(row.country, row.status, row.city) for row in rows}
    by_status = Counter((country, status) for country, status, _ in cities)
    lines = [
        Line(country, *(by_status[country, status] for status in ("signed", "adopted", "participated")))
        for country in {country for country, _ in by_status}
    ]
    return tuple(sorted(lines, key=lambda line: (-line.count, -line.participated, line.country)))
