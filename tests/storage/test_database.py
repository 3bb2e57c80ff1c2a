"""Transactions hold together on both databases, times keep their order, and an absent database says so in one line."""

import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from bot.storage import audit, people
from bot.storage.database import EPOCH, Database, Unavailable, insert_once, leave_no_trace, micros, opened
from bot.storage.outbox import campaign
from tests.clocks import START
from tests.crowd import crowd
from tests.databases import Files, Server


def lines(database: Database) -> int:
    """How many lines the audit trail has."""
    return database.read(lambda tx: tx.execute(select(func.count()).select_from(audit.audit)).scalar_one())


def test_what_raises_leaves_nothing_behind(database: Database) -> None:
    def work(tx: Connection) -> None:
        audit.note(tx, "a", "deed", "subject", START)
        raise RuntimeError("halfway")

    with pytest.raises(RuntimeError):
        database.write(work)
    assert lines(database) == 0


def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises((DBAPIError, Unavailable)):
        database.read(lambda tx: audit.note(tx, "a", "deed", "subject", START))
    assert lines(database) == 0


def test_a_reader_sees_one_moment_even_while_others_write(database: Database) -> None:
    def look(tx: Connection) -> tuple[int, int]:
        count = select(func.count()).select_from(audit.audit)
        before = tx.execute(count).scalar_one()
        writing = threading.Thread(target=lambda: database.write(lambda other: audit.note(other, "a", "deed", "subject", START)))
        writing.start()
        writing.join()
        return before, tx.execute(count).scalar_one()

    assert database.read(look) == (0, 0)
    assert lines(database) == 1


async def test_writers_from_the_event_loop_take_their_turns(database: Database) -> None:
    for n in range(20):
        await database.do(lambda tx, n=n: audit.note(tx, "a", "deed", f"{n}", START))  # type: ignore[misc]
    assert await database.look(lambda tx: tx.execute(select(func.count()).select_from(audit.audit)).scalar_one()) == 20


def test_a_moment_comes_back_in_utc_to_the_microsecond(database: Database) -> None:
    there = datetime(2026, 11, 23, 9, 0, 0, 123456, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    database.write(lambda tx: audit.note(tx, "a", "deed", "subject", there))
    ((at, *_),) = database.read(lambda tx: audit.lines(tx, "subject"))
    assert at == there
    assert at.tzinfo is UTC


MOMENTS = st.integers(-(10**15), 10**17).map(lambda n: EPOCH + timedelta(microseconds=n))


@given(MOMENTS, MOMENTS)
def test_stored_moments_keep_their_order(one: datetime, other: datetime) -> None:
    assert (one < other) == (micros(one) < micros(other))
    assert EPOCH + timedelta(microseconds=micros(one)) == one


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(TypeError):
        micros(datetime(2026, 1, 1))  # noqa: DTZ001


def test_a_second_row_that_a_unique_forbids_is_not_made(database: Database) -> None:
    about = {"kind": "alert", "name": "once", "reply": "{}", "created_at": START}
    assert database.write(lambda tx: insert_once(tx, campaign, **about)) is not None
    assert database.write(lambda tx: insert_once(tx, campaign, **about)) is None


def test_a_foreign_key_holds(database: Database) -> None:
    row = {"person_id": 999, "channel": "paper", "value": "paper:x", "identity": "paper", "created_at": START, "last_seen": START}
    with pytest.raises(DBAPIError):
        database.write(lambda tx: tx.execute(insert(people.address).values(row)))


@pytest.mark.parametrize("url", ["", "mysql://x/y", "sqlite://", "sqlite:///", "nonsense", "postgresql://host:port/x", "/tmp/file.db"])
def test_a_url_that_is_no_database_of_ours_is_refused_in_one_line(url: str) -> None:
    with pytest.raises(Unavailable, match="not a URL like sqlite"):
        Database(url)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable, match="file"):
        Database(f"sqlite:///{tmp_path / 'file' / 'plaza.db'}")


def test_a_server_that_is_not_there_is_unavailable() -> None:
    with opened("postgresql://nobody@127.0.0.1:9/nothing") as database, pytest.raises(Unavailable, match="connection"):
        database.read(lambda tx: None)


def test_a_locked_file_is_unavailable_and_nothing_is_half_written(tmp_path: Path, files: Files) -> None:
    with opened(files.fresh(tmp_path / "plaza.db")) as database:
        database.write(lambda tx: tx.exec_driver_sql("PRAGMA busy_timeout=20"))
        other = sqlite3.connect(tmp_path / "plaza.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match="locked"):
            database.write(lambda tx: audit.note(tx, "a", "deed", "subject", START))
        assert lines(database) == 0
        other.execute("ROLLBACK")
        other.close()


@pytest.mark.postgres
def test_of_two_transactions_that_block_each_other_both_end_well(postgres: Server) -> None:
    url = postgres.fresh()
    with opened(url) as database:
        one, two = database.write(lambda tx: crowd(tx, ["ana", "ben"], START))
        meet = threading.Barrier(2, timeout=10)

        def swap(first: int, second: int) -> Callable[[Connection], None]:
            tries: list[int] = []

            def work(tx: Connection) -> None:
                tries.append(1)
                tx.execute(update(people.person).where(people.person.c.id == first).values(city=f"{first}"))
                if len(tries) == 1:
                    meet.wait()
                tx.execute(update(people.person).where(people.person.c.id == second).values(name=f"{first}"))

            return work

        both = [threading.Thread(target=database.write, args=(swap(a, b),)) for a, b in ((one, two), (two, one))]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join(20)
        found = database.read(lambda tx: [people.by_id(tx, one), people.by_id(tx, two)])
    postgres.drop(url)
    assert [(who.name, who.city) for who in found if who] == [(f"{two}", f"{one}"), (f"{one}", f"{two}")]


def test_what_is_erased_is_not_left_in_the_log(tmp_path: Path, files: Files) -> None:
    with opened(files.fresh(tmp_path / "plaza.db")) as database:
        database.write(lambda tx: audit.note(tx, "a", "deed", "canary-of-ana", START))

        def erase(tx: Connection) -> None:
            tx.execute(audit.audit.delete())
            leave_no_trace(tx)

        database.write(erase)
        raw = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"canary-of-ana" not in raw


def test_eight_threads_that_write_at_once_lose_nothing(database: Database) -> None:
    def many(n: int) -> None:
        for m in range(10):
            database.write(lambda tx, m=m: audit.note(tx, "a", "deed", f"{n}-{m}", START))  # type: ignore[misc]

    threads = [threading.Thread(target=many, args=(n,)) for n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert lines(database) == 50
