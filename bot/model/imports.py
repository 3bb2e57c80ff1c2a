"""What a secretariat brings along: people and cities from a table, row by row, and what came of it."""

from dataclasses import dataclass
from datetime import datetime

from bot.model.person import Address, Role


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its number in the file, and its cells by column, trimmed."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a line cannot be taken, and what to do about it."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person to import. Without `consented_at` nobody can prove that they agreed to `topics`."""

    line: int
    name: str
    city: str
    country: str
    language: str
    zone: str
    role: Role
    address: Address | None
    general_address: str
    consent_basis: str
    consented_at: datetime | None
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CityRow:
    """A city to import."""

    line: int
    name: str
    country: str
    language: str
    general_address: str


@dataclass(slots=True)
class Tally:
    """What an import did, or would do. `unmet` people can only be reached once they have written themselves."""

    people: int = 0
    known: int = 0
    roles: int = 0
    cities: int = 0
    consents: int = 0
    invited: int = 0
    unmet: int = 0
    suppressed: int = 0
