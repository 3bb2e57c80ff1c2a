"""`plaza backup` and `plaza restore`: a consistent copy while Plaza runs, and the way back that repeats nothing by itself."""

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from bot.actions import erasure
from bot.app import keep_postgres as postgres
from bot.app.opened import opened
from bot.app.run import locked, mendable
from bot.config import BadSettings, Settings, read
from bot.storage import audit, copies, schema

HEAD = b"SQLite format 3\0"


def backup(target: str) -> None:
    """Write a copy to a new file that only its owner may read."""
    settings, path = read(), Path(target).absolute()
    if path.exists():
        raise BadSettings(f"{target} exists already; choose another name")
    part = path.with_name(path.name + ".part")
    with mendable():
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        try:
            if settings.database.startswith("sqlite"):
                _copy_sqlite(_file(settings), part)
            else:
                postgres.dump(settings.database, part)
            _to_disk(part)
            part.rename(path)
        finally:
            part.unlink(missing_ok=True)
    print(f"{target}: {path.stat().st_size:,} bytes; keep {settings.home / 'var' / 'secret.key'} (or PLAZA_SECRET_KEY) beside it")


def _file(settings: Settings) -> Path:
    return Path(settings.database.removeprefix("sqlite:///"))


def _copy_sqlite(source: Path, target: Path) -> None:
    """VACUUM INTO reads one consistent state, whoever writes meanwhile, and leaves out what was deleted."""
    if not source.exists():
        raise BadSettings(f"{source} does not exist; there is nothing to keep yet")
    try:
        with closing(sqlite3.connect(source, timeout=10, isolation_level=None)) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
        with closing(sqlite3.connect(target)) as copy:
            said = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        raise BadSettings(f"{source} cannot be copied: {error}") from error
    if said != "ok":
        raise BadSettings(f"{source} is damaged: {said}")


def _to_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def restore(source: str, *, force: bool, resend: bool) -> None:
    """Put a backup in the place of the database. Refused while a server runs, and when newer data would be lost without `force`."""
    settings, path = read(), Path(source).absolute()
    if not path.is_file():
        raise BadSettings(f"{source} is not a file")
    if settings.database.startswith("sqlite"):
        with locked(settings), mendable():
            _settled(source, _put_back(path, _file(settings), force=force), resend=resend)
    else:
        _settled(source, postgres.restore(settings.database, path, force=force), resend=resend)


def _settled(source: str, erased: dict[str, datetime], *, resend: bool) -> None:
    """Before anybody works with the copy: whoever was erased since is erased again, and what may have happened does not happen twice."""
    with opened() as plaza:
        now = plaza.clock.now()
        back = plaza.database.write(lambda tx: erasure.erase_again(tx, plaza.secrets, erased, now))
        held = (0, 0) if resend else plaza.database.write(lambda tx: copies.hold_back(tx, now))
        plaza.database.write(lambda tx: audit.note(tx, "operator", "restore", "database", now, file=source[-200:], held=held, erased=back))
        people = plaza.database.read(copies.people)
    print(f"restored {source}: {people} people")
    if back:
        print(f"{back} of them had been erased since, and are erased again")
    if any(held):
        print(f"held back, because they may have happened since: {held[0]} inputs, {held[1]} messages (`plaza outbox --state unknown`)")


def _put_back(source: Path, target: Path, *, force: bool) -> dict[str, datetime]:
    """Swap the files once the copy has proved sound; the marks of who was erased since are handed back."""
    part = target.with_name(target.name + ".part")
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        part.touch(mode=0o600)
        shutil.copyfile(source, part)
        then = _proved(source, part)
        erased = _compared(target, then, force=force) if target.exists() else {}
        for leftover in ("-wal", "-shm"):
            Path(f"{target}{leftover}").unlink(missing_ok=True)
        _to_disk(part)
        part.replace(target)
    finally:
        for leftover in ("", "-wal", "-shm"):
            Path(f"{part}{leftover}").unlink(missing_ok=True)
    return erased


def _proved(source: Path, copy: Path) -> datetime | None:
    """When anything last happened in this copy. Raises BadSettings when it is damaged, foreign or from a newer Plaza."""
    with copy.open("rb") as file:
        if file.read(len(HEAD)) != HEAD:
            raise BadSettings(f"{source} is not a backup of Plaza; choose a file that `plaza backup` wrote")
    try:
        with closing(sqlite3.connect(copy)) as connection:
            said = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            stands = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise BadSettings(f"{source} is damaged or no backup of Plaza: {error}") from error
    if said != "ok":
        raise BadSettings(f"{source} is damaged: {said}; choose another backup")
    if stands is None or stands[0] not in schema.revisions():
        raise BadSettings(f"{source} was made by a newer Plaza (schema {stands[0] if stands else 'unknown'}); update Plaza first")
    try:
        return copies.judged(f"sqlite:///{copy}")[0]
    except copies.Damaged as problem:
        raise BadSettings(f"{source} cannot be used: {problem}; choose another backup") from problem


def _compared(target: Path, then: datetime | None, *, force: bool) -> dict[str, datetime]:
    """The marks of erased people in the database that is to be replaced. Raises BadSettings when it knows of later things."""
    try:
        now, erased = copies.judged(f"sqlite:///{target}")
    except copies.Damaged as problem:
        if force:
            return {}
        raise BadSettings(f"{target} cannot be read ({problem}), so nobody knows what it holds; add --force to replace it") from problem
    if now and (then is None or now > then) and not force:
        raise BadSettings(f"{target} holds newer data (up to {now:%Y-%m-%d %H:%M:%S} UTC); add --force to lose it")
    return erased
