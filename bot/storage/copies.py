"""What a copy of the database needs to be judged by, and what is done to it before anybody works with it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, func, select, text, update
from sqlalchemy.exc import DBAPIError

from bot.storage import privacy, schema
from bot.storage.audit import audit
from bot.storage.database import Database, Unavailable, opened
from bot.storage.inbox import inbox
from bot.storage.outbox import outbox
from bot.storage.people import person

WHY = "restored from a backup: may have happened since"


class Damaged(Exception):
    """This database cannot be read or brought to the newest schema; the first line of why."""


@contextmanager
def readable() -> Iterator[None]:
    """What SQLite or PostgreSQL says of a broken database becomes Damaged."""
    try:
        yield
    except DBAPIError as error:
        raise Damaged(str(error.orig).splitlines()[0]) from error


def judged(url: str) -> tuple[datetime | None, dict[str, datetime]]:
    """Bring a database nobody uses to the newest schema; when anything happened last in it, and who was erased. Raises Damaged."""
    try:
        with readable(), opened(url) as database:
            schema.upgrade(database)
            return database.read(lambda tx: (newest(tx), privacy.suppressions(tx)))
    except (Unavailable, schema.Unreachable) as error:
        raise Damaged(str(error).splitlines()[0]) from error


def newest(tx: Connection) -> datetime | None:
    """When anything happened last in this database; None when nothing ever did."""
    columns = (audit.c.at, inbox.c.received_at, outbox.c.created_at, person.c.created_at)
    moments = [tx.execute(select(func.max(column))).scalar() for column in columns]
    return max((moment for moment in moments if moment), default=None)


def people(tx: Connection) -> int:
    """How many people there are."""
    return int(tx.execute(select(func.count()).select_from(person)).scalar_one())


def sound(tx: Connection) -> str:
    """What SQLite says of its file: `ok`, or the first thing that is broken."""
    return str(tx.execute(text("PRAGMA integrity_check(1)")).scalar())


def others(tx: Connection) -> int:
    """How many other connections use this PostgreSQL database now."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    return int(tx.execute(text(query)).scalar_one())


def hold_back(tx: Connection, now: datetime) -> tuple[int, int]:
    """Keep what waited when the copy was made from happening twice: how many inputs are not handled, how many messages not sent."""
    waits = inbox.c.state.in_(["new", "taken"])
    inputs = tx.execute(update(inbox).where(waits).values(state="dead", error=WHY, lease_until=None)).rowcount
    late = (outbox.c.state.in_(["due", "leased"]), outbox.c.due_at <= now)
    values = {"state": "unknown", "reason": WHY, "owner": "", "lease_until": None, "settled_at": now}
    return inputs, tx.execute(update(outbox).where(*late).values(values)).rowcount


def rewrite(database: Database) -> None:
    """Build SQLite's file anew, so that nothing deleted is left between its rows; then empty the log."""
    with database.writer.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.execute("VACUUM")
    database.empty_log()
