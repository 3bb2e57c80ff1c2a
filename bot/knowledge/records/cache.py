"""Values kept from one start to the next, each under its name and only as long as its key is the same. Losing them costs time only."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

TABLE = "CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, key TEXT NOT NULL, value TEXT NOT NULL) WITHOUT ROWID"
PATIENCE = 5.0
"""Seconds to wait for another Plaza that is writing."""


class Cache:
    """A SQLite file of plain JSON values: only what is asked for is read, and nothing of it stays in memory.

    A file that cannot be read is made anew; one that cannot be written is no reason to fail. Without a path, values are kept in memory."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._memory: dict[str, tuple[str, Any]] = {}

    def get(self, name: str, key: str) -> Any:
        """The value under this name, None when there is none or it was kept for another key."""
        if self._path is None:
            known, value = self._memory.get(name, ("", None))
            return value if known == key else None
        try:
            with self._opened() as database:
                row = database.execute("SELECT value FROM kept WHERE name = ? AND key = ?", (name, key)).fetchone()
            return json.loads(row[0]) if row else None
        except (sqlite3.Error, OSError, ValueError) as problem:
            self._mend(problem)
            return None

    def put(self, name: str, key: str, value: Any) -> None:
        """Keep a value in the place of what this name held before; what is no JSON is not kept."""
        if self._path is None:
            self._memory[name] = (key, value)
            return
        try:
            with self._opened() as database, database:
                row = name, key, json.dumps(value, ensure_ascii=False, separators=(",", ":"))
                database.execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", row)
        except (sqlite3.Error, OSError, TypeError, ValueError) as problem:
            self._mend(problem)

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        assert self._path is not None
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # the database and the key will lie there too
        with closing(sqlite3.connect(self._path, timeout=PATIENCE)) as database:
            database.execute("PRAGMA synchronous = OFF")  # after a power cut it is made anew
            database.execute(TABLE)
            yield database

    def _mend(self, problem: Exception) -> None:
        """Take away what is no database (any more)."""
        if self._path and isinstance(problem, sqlite3.DatabaseError) and not isinstance(problem, sqlite3.OperationalError):
            try:
                self._path.unlink(missing_ok=True)
            except OSError:
                return
