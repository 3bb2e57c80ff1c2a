"""The doctor at the database: reachable, writable, at the newest schema, on a sound SQLite; and what waits in it too long."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app.verdicts import Verdict, fail, ok, warn
from bot.config import Settings
from bot.model.person import Role
from bot.storage import copies, inbox, outbox, pace, people, schema
from bot.storage.database import Connection, Database, Unavailable

LATE = timedelta(minutes=15)
FIXED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))
SOUND_UP_TO = 256 << 20


class _Undone(Exception):
    """Takes a trial write back."""


def store(settings: Settings) -> Iterator[Verdict]:
    """Every check of the database; the later ones need the earlier ones."""
    if settings.database.startswith("sqlite"):
        yield engine(sqlite3.sqlite_version_info)
        path = Path(settings.database.removeprefix("sqlite:///"))
        if not path.exists():
            yield warn("database", f"{path} does not exist yet", "the first `plaza serve` makes it")
            return
    try:
        database = Database(settings.database)
    except Unavailable as problem:
        yield fail("database", str(problem), "mend PLAZA_DATABASE_URL")
        return
    try:
        with copies.readable():
            yield from inside(database)
    except copies.Damaged as problem:
        yield fail("file", str(problem), "restore a backup: plaza restore FILE --force")
    except Unavailable as problem:
        yield fail("database", str(problem), "check that it runs, that it may be opened and that the disk is not read-only")
    finally:
        database.close()


def engine(version: tuple[int, ...]) -> Verdict:
    """SQLite itself: https://www.sqlite.org/wal.html#walresetbug."""
    name = ".".join(map(str, version))
    mended = version >= FIXED[0] or any(version[:2] == good[:2] and version >= good for good in FIXED)
    if mended or version < (3, 7, 0):
        return ok("sqlite", name)
    return warn("sqlite", f"{name} can damage its log when two processes write at once", "use 3.51.3, 3.50.7 or 3.44.6, or PostgreSQL")


def inside(database: Database) -> Iterator[Verdict]:
    """What only an open database can tell."""
    try:
        database.write(_try_to_write)
    except _Undone:
        yield ok("database", "takes writes")
    stands, newest = database.read(schema.current), schema.head()
    if stands != newest:
        yield fail("migrations", f"at {stands or 'nothing'}, newest is {newest}", "start `plaza serve`, which brings it up")
        return
    yield ok("migrations", f"at {newest}")
    if database.is_sqlite and Path(database.url.removeprefix("sqlite:///")).stat().st_size < SOUND_UP_TO:
        said = database.read(copies.sound)
        yield ok("file", "whole") if said == "ok" else fail("file", said, "restore a backup: plaza restore FILE")
    yield from database.read(lambda tx: list(waiting(tx, datetime.now(UTC))))


def _try_to_write(tx: Connection) -> None:
    people.add(tx, name="", language="en", now=datetime.now(UTC)) if schema.current(tx) == schema.head() else None
    raise _Undone


def waiting(tx: Connection, now: datetime) -> Iterator[Verdict]:
    """What is due and not sent, dead, or shut out; and whether anybody can decide anything."""
    oldest = outbox.oldest_due(tx, now)
    if oldest and now - oldest > LATE:
        minutes = int((now - oldest).total_seconds() // 60)
        yield warn("delivery", f"a message has been due for {minutes} minutes", "is `plaza serve` running? See `plaza outbox --state due`")
    else:
        yield ok("delivery", "nothing is late")
    if dead := inbox.counts(tx).get("dead", 0):
        yield warn("inbox", f"{dead} inputs could not be handled", "the log names them; each sender has been told")
    for identity, reason in pace.closed(tx):
        yield fail("sender", f"{identity} was shut out: {reason}", "check its token, then restart `plaza serve`")
    newest = copies.newest(tx)
    if newest and newest > now + timedelta(minutes=5):
        yield fail("time", f"the database has seen {newest:%Y-%m-%d %H:%M} UTC already", "the clock went back: set it, switch on NTP")
    if not people.holders(tx, Role.ORGANISER, Role.ADMIN):
        yield warn("organisers", "there are none, so nobody answers the desk", "plaza person grant organiser ADDRESS")
