"""Backup and restore: a copy made while others write is whole, and the way back loses, repeats and revives nothing unasked."""

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.app.assemble import Plaza, assemble
from bot.app.serve import lock
from bot.config import read
from bot.model.reply import Reply
from bot.storage import outbox, people
from bot.storage.database import Connection, Database
from bot.storage.outbox import Place
from tests.app.commands import fine, refused
from tests.clocks import START
from tests.databases import Files, Server
from tests.paper import PaperChannel
from tests.talk import Talk


@pytest.fixture
def database(home: Path, files: Files, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The database that the commands work on."""
    monkeypatch.setenv("PLAZA_SECRET_KEY", "a key for tests")
    files.fresh(home / "var" / "plaza.db")
    return home / "var" / "plaza.db"


@pytest.fixture
def copy(database: Path, tmp_path: Path) -> Path:
    """A backup of a database that knows terminal:ana."""
    fine("person", "grant", "organiser", "terminal:ana")
    fine("backup", str(tmp_path / "copy.db"))
    return tmp_path / "copy.db"


def house() -> Plaza:
    """A Plaza on the same database, to talk with."""
    return assemble(read(), channels={"terminal": PaperChannel("terminal")})


def test_a_backup_is_whole_private_and_never_overwrites(copy: Path) -> None:
    assert copy.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT value FROM address").fetchall() == [("terminal:ana",)]
    before = copy.read_bytes()
    assert "exists already" in refused("backup", str(copy))
    assert copy.read_bytes() == before
    assert [file.name for file in copy.parent.glob("copy*")] == ["copy.db"]


def test_a_backup_taken_while_others_write_holds_one_moment(database: Path, tmp_path: Path) -> None:
    busy, done = Database(f"sqlite:///{database}"), threading.Event()

    def write() -> None:
        number = 0
        while not done.is_set():
            number += 1

            def pair(tx: Connection, number: int = number) -> None:
                for half in ("a", "b"):
                    people.add(tx, name=f"{number}{half}", language="en", now=START)

            busy.write(pair)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for n in range(3):
            fine("backup", str(tmp_path / f"{n}.db"))
    finally:
        done.set()
        writer.join()
        busy.close()
    for n in range(3):
        with closing(sqlite3.connect(tmp_path / f"{n}.db")) as connection:
            assert connection.execute("SELECT count(*) % 2 FROM person").fetchone() == (0,), "half a transaction is in the copy"


def test_what_was_kept_comes_back(database: Path, copy: Path) -> None:
    fine("person", "erase", "terminal:ana")
    database.unlink()
    out = fine("restore", str(copy))
    assert out.startswith(f"restored {copy}: 1 people")
    assert "terminal:ana" in fine("person", "list")
    assert not list(database.parent.glob("*.part*"))


def test_newer_data_is_not_lost_by_mistake(database: Path, copy: Path) -> None:
    fine("person", "grant", "organiser", "terminal:eva")
    assert "holds newer data" in refused("restore", str(copy))
    assert "terminal:eva" in fine("person", "list")
    fine("restore", str(copy), "--force")
    assert "terminal:eva" not in fine("person", "list")


def test_nothing_is_restored_under_a_running_server(database: Path, copy: Path, home: Path) -> None:
    with lock(home / "var" / "plaza.lock"):
        assert "stop it first" in refused("restore", str(copy), "--force")
        fine("backup", str(copy.with_name("second.db")))


async def test_who_was_erased_since_stays_erased(database: Path, tmp_path: Path, talk: Callable[..., Talk]) -> None:
    plaza = house()
    await talk(plaza, "terminal:canary-8f3a1c", name="Canaria Zyx").say("secretariat is there a fee?")
    plaza.close()
    fine("backup", str(tmp_path / "copy.db"))
    fine("person", "erase", "terminal:canary-8f3a1c")
    out = fine("restore", str(tmp_path / "copy.db"), "--force")
    assert "1 of them had been erased since, and are erased again" in out
    assert all(b"8f3a1c" not in file.read_bytes() for file in database.parent.glob("plaza.db*"))


def waits(tx: Connection) -> None:
    """One message that is due."""
    who = people.by_address(tx, "terminal:ana")
    assert who is not None
    outbox.post(tx, "p", who.id, Reply("start.welcome"), Place("terminal", "terminal", "terminal:ana"), START)


def test_what_waited_then_is_held_back_until_somebody_says_so(database: Path, tmp_path: Path) -> None:
    fine("person", "grant", "organiser", "terminal:ana")
    busy = Database(f"sqlite:///{database}")
    busy.write(waits)
    busy.close()
    fine("backup", str(tmp_path / "copy.db"))
    out = fine("restore", str(tmp_path / "copy.db"))
    assert "held back, because they may have happened since: 0 inputs, 1 messages" in out
    assert "start.welcome (restored from a backup: may have happened since)" in fine("outbox", "--state", "unknown")
    out = fine("restore", str(tmp_path / "copy.db"), "--force", "--resend")
    assert "held back" not in out
    assert "start.welcome" in fine("outbox", "--state", "due")


def damaged(copy: Path) -> None:
    """Break a page in the middle."""
    content = bytearray(copy.read_bytes())
    content[4096 * 3 : 4096 * 3 + 200] = b"\xff" * 200
    copy.write_bytes(content)


def foreign(copy: Path) -> None:
    """Another program's database."""
    copy.unlink()
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
        connection.commit()


def newer(copy: Path) -> None:
    """A schema this Plaza does not know."""
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()


def text(copy: Path) -> None:
    """No database at all."""
    copy.write_text("Dear Plaza,", encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [(damaged, "is damaged"), (foreign, "no backup of Plaza"), (newer, "made by a newer Plaza"), (text, "not a backup of Plaza")],
)
def test_a_bad_copy_is_refused_and_the_database_stays(database: Path, copy: Path, spoil: Callable[[Path], None], said: str) -> None:
    spoil(copy)
    assert said in refused("restore", str(copy), "--force")
    assert "terminal:ana" in fine("person", "list")
    assert not list(database.parent.glob("*.part*"))


def test_a_database_beyond_reading_is_replaced_only_by_force(database: Path, copy: Path) -> None:
    for file in database.parent.glob("plaza.db-*"):
        file.unlink()
    database.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    assert "add --force" in refused("restore", str(copy))
    fine("restore", str(copy), "--force")
    assert "terminal:ana" in fine("person", "list")


def test_there_is_nothing_to_keep_or_to_restore(home: Path, tmp_path: Path) -> None:
    assert "nothing to keep yet" in refused("backup", str(tmp_path / "copy.db"))
    assert "is not a file" in refused("restore", str(tmp_path / "none.db"))
    assert list(tmp_path.glob("*.part")) == []


@pytest.fixture
def server_url(postgres: Server, monkeypatch: pytest.MonkeyPatch, home: Path) -> Iterator[str]:
    """A PostgreSQL database that the commands work on."""
    url = postgres.fresh()
    monkeypatch.setenv("PLAZA_DATABASE_URL", url)
    monkeypatch.setenv("PLAZA_SECRET_KEY", "a key for tests")
    yield url
    postgres.drop(url)


@pytest.mark.postgres
@pytest.mark.skipif(shutil.which("pg_dump") is None, reason="pg_dump is not installed")
def test_on_postgresql_its_own_tools_do_the_same(server_url: str, tmp_path: Path) -> None:
    fine("person", "grant", "organiser", "terminal:ana")
    fine("backup", str(tmp_path / "copy.dump"))
    assert (tmp_path / "copy.dump").stat().st_mode & 0o077 == 0
    fine("person", "grant", "organiser", "terminal:eva")
    assert "holds data" in refused("restore", str(tmp_path / "copy.dump"))
    fine("restore", str(tmp_path / "copy.dump"), "--force")
    listed = fine("person", "list")
    assert "terminal:ana" in listed
    assert "terminal:eva" not in listed
    (tmp_path / "no.dump").write_text("Dear Plaza,", encoding="utf-8")
    assert "pg_restore" in refused("restore", str(tmp_path / "no.dump"), "--force")


@pytest.mark.postgres
def test_without_postgresqls_tools_it_says_what_is_missing(server_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "pg_dump is not installed" in refused("backup", str(tmp_path / "copy.dump"))
