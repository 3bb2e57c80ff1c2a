"""Migrations and tables say the same, no step loses a row, and no process starts on a schema it does not know."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import MetaData, create_engine, func, insert, inspect, select, text

from bot.storage import audit, dialogs, outbox, people, schema
from bot.storage.database import Database, metadata, opened
from tests.clocks import START
from tests.crowd import crowd, tell
from tests.databases import Server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with nothing in it."""
    if request.param == "sqlite":
        with opened(f"sqlite:///{tmp_path / 'plaza.db'}") as database:
            yield database
        return
    server: Server = request.getfixturevalue("postgres")
    url = server.empty()
    with opened(url) as database:
        yield database
    server.drop(url)


def test_the_migrations_make_the_tables_that_the_code_uses(database: Database) -> None:
    assert database.read(schema.differences) == []
    assert database.read(schema.current) == schema.head()


def test_an_empty_database_stands_at_no_revision_and_migrating_twice_changes_nothing(empty: Database) -> None:
    assert empty.read(schema.current) is None
    schema.upgrade(empty)
    before = empty.read(lambda tx: sorted(inspect(tx).get_table_names()))
    schema.upgrade(empty)
    assert empty.read(lambda tx: sorted(inspect(tx).get_table_names())) == before
    assert set(metadata.tables) | {"alembic_version"} == set(before)


def step_to(database: Database, revision: str) -> None:
    """Migrate to one revision as `upgrade` does."""
    engine = create_engine(database.url)
    with engine.connect() as connection:
        if database.is_sqlite:
            connection.execute(text("PRAGMA foreign_keys=OFF"))
            connection.commit()
        settings = schema.config()
        settings.attributes["connection"] = connection
        command.upgrade(settings, revision)
        connection.commit()
    engine.dispose()


def test_no_step_from_the_first_schema_to_the_newest_loses_a_row(empty: Database) -> None:
    step_to(empty, "0001")
    empty.writer.dispose()
    reflected = MetaData()
    reflected.reflect(empty.writer)
    old = reflected.tables

    def fill(tx: object) -> None:
        for name, row in ROWS.items():
            tx.execute(insert(old[name]).values(row))  # type: ignore[attr-defined]

    empty.write(fill)
    schema.upgrade(empty)
    empty.writer.dispose()
    for name in ROWS:
        count = select(func.count()).select_from(metadata.tables[name])
        assert empty.read(lambda tx, count=count: tx.execute(count).scalar()) == 1, name  # type: ignore[misc]


MOMENT = 1_700_000_000_000_000
ROWS: dict[str, dict[str, object]] = {
    "person": {"id": 1, "name": "Ana", "language": "es", "zone": "UTC", "city": "", "created_at": MOMENT},
    "address": {"id": 1, "person_id": 1, "channel": "paper", "value": "paper:ana", "identity": "paper", "state": "active", "reason": ""}
    | {"created_at": MOMENT, "last_seen": MOMENT},
    "consent": {"id": 1, "person_id": 1, "purpose": "topic:hrc", "channel": "", "wording": "", "language": "es", "given_at": MOMENT},
    "role_grant": {"id": 1, "person_id": 1, "role": "organiser", "granted_by": "operator", "granted_at": MOMENT},
    "campaign": {
        "id": 1,
        "kind": "alert",
        "name": "n",
        "reply": "{}",
        "topic": "",
        "state": "running",
        "created_by": "",
        "created_at": MOMENT,
    },
    "outbox": {
        "id": 1,
        "purpose": "n",
        "recipient_id": 1,
        "campaign_id": 1,
        "channel": "paper",
        "identity": "paper",
        "address": "paper:ana",
    }
    | {"chat": "", "answers": "", "class": 2, "again": True, "due_at": MOMENT, "state": "due", "owner": "", "attempts": 0, "reason": ""}
    | {"created_at": MOMENT, "platform_id": ""},
    "attempt": {"id": 1, "outbox_id": 1, "owner": "w", "started_at": MOMENT, "outcome": "open", "detail": ""},
    "inbox": {
        "id": 1,
        "channel": "paper",
        "key": "k",
        "raw": "{}",
        "received_at": MOMENT,
        "state": "done",
        "attempts": 1,
        "owner": "",
        "error": "",
    },
    "dialog": {"id": 1, "person_id": 1, "channel": "paper", "chat": "", "form": "{}", "state": "{}", "opened_at": MOMENT},
    "audit": {"id": 1, "at": MOMENT, "actor": "operator", "deed": "x", "subject": "", "detail": "{}"},
}


def test_a_database_that_a_newer_plaza_wrote_is_left_alone(database: Database) -> None:
    database.write(lambda tx: tx.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    with pytest.raises(schema.Unreachable, match="newer Plaza"):
        schema.upgrade(database)


def test_a_file_that_is_no_database_is_named_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "plaza.db").write_bytes(b"no database at all" * 500)
    with opened(f"sqlite:///{tmp_path / 'plaza.db'}") as database, pytest.raises(schema.Unreachable, match="not a database"):
        schema.upgrade(database)


@pytest.mark.postgres
def test_processes_that_start_together_migrate_once(postgres: Server) -> None:
    url = postgres.empty()
    code = f"from bot.storage import schema; from bot.storage.database import Database; schema.upgrade(Database({url!r}))"
    both = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(2)]
    said = [process.communicate(timeout=60)[1].decode() for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    postgres.drop(url)


def test_erasing_by_hand_what_others_hang_on_is_forbidden(database: Database) -> None:
    new = database.write(lambda tx: crowd(tx, ["ana"], START))
    database.write(lambda tx: tell(tx, new, START))
    database.write(lambda tx: dialogs.start(tx, new[0], "paper", "", {}, START))
    for table in (people.person, outbox.campaign):
        with pytest.raises(Exception, match=r"(?i)foreign key"):
            database.write(lambda tx, table=table: tx.execute(table.delete()))  # type: ignore[misc]
    assert database.read(lambda tx: tx.execute(select(func.count()).select_from(audit.audit)).scalar()) == 0
