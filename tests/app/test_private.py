"""What people told Plaza, and its key, are nobody else's on the machine: from the first moment on, whichever command comes first."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import health
from bot.app.serve import lock
from bot.config import read
from bot.engine.texts import Texts
from bot.storage import schema
from bot.storage.database import opened
from tests.app.commands import fine


@pytest.fixture
def bare(home: Path) -> Path:
    """A home without a var/."""
    shutil.rmtree(home / "var")
    return home


def modes(folder: Path) -> Iterator[tuple[str, str]]:
    """The folder and what lies in it, with their modes."""
    for path in (folder, *sorted(folder.iterdir())):
        yield path.name, f"{path.stat().st_mode & 0o777:o}"


@pytest.mark.parametrize("key", ["", "a key for tests of sixteen signs or more"])
def test_a_first_command_makes_a_folder_and_a_database_for_their_owner_only(bare: Path, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("PLAZA_SECRET_KEY", key)
    fine("person", "list")
    found = dict(modes(bare / "var"))
    assert (found["var"], found["plaza.db"], found["templates"]) == ("700", "600", "700")


def test_a_first_question_makes_a_folder_for_its_owner_only(bare: Path) -> None:
    fine("ask", "Has Genoa signed?")
    assert dict(modes(bare / "var"))["var"] == "700"


def test_the_lock_and_the_messages_make_such_a_folder_too(bare: Path) -> None:
    with lock(bare / "var" / "plaza.lock"):
        assert dict(modes(bare / "var"))["var"] == "700"
    shutil.rmtree(bare / "var")
    Texts(bare / "messages", bare / "var" / "templates")
    assert dict(modes(bare / "var"))["var"] == "700"


def test_the_log_of_the_database_is_as_private_as_the_file(bare: Path) -> None:
    fine("person", "grant", "organiser", "terminal:olga")
    with opened(read().database) as database:
        database.read(schema.current)
        found = dict(modes(bare / "var"))
    assert {found[name] for name in ("plaza.db", "plaza.db-wal", "plaza.db-shm")} == {"600"}


def test_the_doctor_says_what_others_may_open(bare: Path) -> None:
    assert health.private(read()).level == "ok"
    fine("person", "list")
    assert health.private(read()).level == "ok"
    (bare / "var" / "plaza.db").chmod(0o640)
    assert health.private(read()).line.endswith(f"chmod 600 {bare / 'var' / 'plaza.db'}")
    (bare / "var").chmod(0o755)
    assert health.private(read()).line.endswith(f"chmod 700 {bare / 'var'}")
    assert health.private(read()).level == "warn"
