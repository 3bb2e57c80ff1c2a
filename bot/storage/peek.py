"""A look at what people imported, set and approved in a SQLite file, for a command that answers once and ends.

Without SQLAlchemy on purpose: to import it would take such a command longer than to answer."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bot.model.charters import Signature
from bot.model.curated import Curated
from bot.model.knowledge import DateChange, DateState

LIST = "SELECT id, at FROM signatory_list ORDER BY id DESC LIMIT 1"
DATES = "SELECT anchor_id, day, state, source, set_by, set_at FROM date_change ORDER BY set_at, id"
ANSWERS = (
    "SELECT entry, language, question, answer, role, at FROM curated"
    " WHERE answer != '' AND id IN (SELECT MAX(id) FROM curated GROUP BY entry, language) ORDER BY entry, id"
)
ROWS = "SELECT charter, city, country, signed_on, status, aliases, url FROM signatory WHERE list_id = ? ORDER BY id"


def newest(path: Path) -> tuple[datetime, tuple[Signature, ...]] | None:
    """When the newest list was imported, and its rows; None when there is none, or no database (yet), or one of an older Plaza."""
    found = _all(path, LIST)
    return (_at(found[0][1]), tuple(map(_signature, _all(path, ROWS, found[0][:1])))) if found else None


def dates(path: Path) -> tuple[DateChange, ...]:
    """The dates that people set, oldest first; none where there is no such database."""
    return tuple(
        DateChange(anchor, date.fromisoformat(day) if day else None, DateState(state), source, by, _at(at))
        for anchor, day, state, source, by, at in _all(path, DATES)
    )


def answers(path: Path) -> tuple[Curated, ...]:
    """The answers that stand approved; none where there is no such database."""
    return tuple(Curated(entry, language, asked, said, role, _at(at)) for entry, language, asked, said, role, at in _all(path, ANSWERS))


def _at(microseconds: int) -> datetime:
    return datetime.fromtimestamp(microseconds / 1_000_000, UTC)


def _all(path: Path, query: str, given: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The rows, none where there is no file or no such table (yet)."""
    if not path.exists():
        return []
    try:
        with _opened(path) as database:
            return database.execute(query, given).fetchall()
    except sqlite3.Error:
        return []


def _signature(row: tuple[str, ...]) -> Signature:
    charter, city, country, signed_on, status, aliases, url = row
    return Signature(charter, city, country, signed_on, status, tuple(aliases.split("|")) if aliases else (), url)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5)
    try:
        yield database
    finally:
        database.close()
