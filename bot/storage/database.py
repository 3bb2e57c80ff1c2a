"""The database: one writer and many readers on SQLite, a pool on PostgreSQL; times as microseconds in UTC."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import BigInteger, Dialect, Engine, Integer, MetaData, create_engine, event, make_url
from sqlalchemy import Connection as Connection
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.sql import Executable
from sqlalchemy.types import TypeDecorator

T = TypeVar("T")
Trouble = DBAPIError  # whatever a database can say, to those who may not know SQLAlchemy
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
TRACES = "plaza.traces"
CROSSED = ("40P01", "40001")  # deadlock, serialisation: the server chose this transaction to give way
TRIES = 3

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")


class Instant(TypeDecorator[datetime]):
    """An aware moment, kept as whole microseconds since 1970 in UTC: the same order and arithmetic on both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else EPOCH + timedelta(microseconds=value)


def micros(moment: datetime) -> int:
    """Whole microseconds since 1970. Raises TypeError for a naive time."""
    return (moment - EPOCH) // MICROSECOND


def leave_no_trace(tx: Connection) -> None:
    """What this transaction deletes shall be gone from the write-ahead log too, once it is committed."""
    tx.info[TRACES] = True


def insert_once(tx: Connection, table: Any, **values: object) -> int | None:
    """Insert a row unless a UNIQUE forbids it; the new id, or None when it was there already."""
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    statement: Executable = dialect.insert(table).values(**values).on_conflict_do_nothing().returning(table.c.id)
    return tx.execute(statement).scalar()


class Unavailable(Exception):
    """The database cannot be reached or is locked; nothing of the transaction was kept. The first line of what it said."""


@contextmanager
def _reachable() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise Unavailable(str(error.orig).splitlines()[0]) from error


def _known(url: str) -> str:
    """The URL with its driver. Raises Unavailable for one that is no SQLite file and no PostgreSQL."""
    if url.startswith("sqlite:///") and url != "sqlite:///":
        return url
    try:
        if url.startswith(("postgresql://", "postgresql+psycopg://")):
            return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    except (ArgumentError, ValueError):
        pass
    raise Unavailable("this is not a URL like sqlite:///var/plaza.db or postgresql://user@host/name")


def _make_room(path: Path) -> None:
    """A folder and a file that only their owner may read, where there are none; SQLite gives its log the file's mode."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)
    except OSError as error:
        raise Unavailable(f"{error.filename or path}: {error.strerror}") from error


def _crossed(error: DBAPIError) -> bool:
    """Whether two transactions stood in each other's way, so that the same work may simply be done again."""
    return getattr(error.orig, "sqlstate", "") in CROSSED


def _dress_sqlite(engine: Engine, begin: str, read_only: bool) -> None:
    """Pragmas per connection, and our own BEGIN: the driver's deferred one lets two writers oversell."""

    @event.listens_for(engine, "connect")
    def connect(raw: sqlite3.Connection, _record: object) -> None:
        raw.isolation_level = None
        wishes = ["busy_timeout=5000", "foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "cache_size=-16000"]
        for pragma in [*wishes, "query_only=ON"] if read_only else wishes:
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


class Database:
    """Transactions, from threads (`write`, `read`) or from the event loop (`do`, `look`)."""

    def __init__(self, url: str) -> None:
        self.url = _known(url)
        self.is_sqlite = self.url.startswith("sqlite")
        if self.is_sqlite:
            _make_room(Path(self.url.removeprefix("sqlite:///")))
            self.writer = create_engine(self.url, pool_size=1, max_overflow=4, hide_parameters=True)
            self.reader = create_engine(self.url, pool_size=4, hide_parameters=True)
            _dress_sqlite(self.writer, "BEGIN IMMEDIATE", read_only=False)
            _dress_sqlite(self.reader, "BEGIN", read_only=True)
        else:
            self.writer = create_engine(self.url, pool_size=8, max_overflow=4, hide_parameters=True, pool_pre_ping=True)
            self.reader = self.writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._writers = ThreadPoolExecutor(1 if self.is_sqlite else 8, thread_name_prefix="writer")
        self._readers = ThreadPoolExecutor(4, thread_name_prefix="reader")

    def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one writing transaction: committed when it returns, undone when it raises. Raises Unavailable.

        Where PostgreSQL has it give way to another transaction it is done again, so it must do nothing but write here.
        Work that called `leave_no_trace` has the log emptied after the commit."""
        with _reachable():
            for _ in range(TRIES - 1):
                try:
                    return self._write(work)
                except DBAPIError as error:
                    if not _crossed(error):
                        raise
            return self._write(work)

    def _write(self, work: Callable[[Connection], T]) -> T:
        with self.writer.begin() as tx:
            tx.info.pop(TRACES, None)
            done = work(tx)
            traces = tx.info.pop(TRACES, False)
        if traces:
            self.empty_log()
        return done

    def empty_log(self) -> bool:
        """Copy SQLite's write-ahead log into the file and cut it to nothing; False when a reader stood in the way."""
        if not self.is_sqlite:
            return True
        with self.writer.connect() as connection:
            raw = connection.connection.dbapi_connection
            assert isinstance(raw, sqlite3.Connection)
            return bool(raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)

    def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on one consistent view; the database lets it write nothing. Raises Unavailable."""
        with _reachable(), self.reader.connect() as tx:
            return work(tx)

    async def do(self, work: Callable[[Connection], T]) -> T:
        """`write`, on the writer thread; on SQLite all of them take turns there."""
        return await asyncio.get_running_loop().run_in_executor(self._writers, self.write, work)

    async def look(self, work: Callable[[Connection], T]) -> T:
        """`read`, on a reader thread."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self.read, work)

    def close(self) -> None:
        """Wait for running transactions and let go of every connection."""
        self._writers.shutdown(wait=True)
        self._readers.shutdown(wait=True)
        self.writer.dispose()
        self.reader.dispose()


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """A database for one piece of work."""
    database = Database(url)
    try:
        yield database
    finally:
        database.close()
