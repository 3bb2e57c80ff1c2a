"""A look at the newest imported list in a SQLite file, for a command that answers once and ends.

Without SQLAlchemy on purpose: to import it would take such a command longer than to answer."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.model.charters import Signature

LIST = "SELECT id, at FROM signatory_list ORDER BY id DESC LIMIT 1"
ROWS = "SELECT charter, city, country, signed_on, status, aliases, url FROM signatory WHERE list_id = ? ORDER BY id"


def newest(path: Path) -> tuple[datetime, tuple[Signature, ...]] | None:
    """When the newest list was imported, and its rows; None when there is none, or no database (yet), or one of an older Plaza."""
    if not path.exists():
        return None
    try:
        with _opened(path) as database:
            found = database.execute(LIST).fetchone()
            rows = database.execute(ROWS, found[:1]).fetchall() if found else ()
    except sqlite3.Error:
        return None
    if found is None:
        return None
    return datetime.fromtimestamp(found[1] / 1_000_000, UTC), tuple(map(_signature, rows))


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
