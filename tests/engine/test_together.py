"""Writes committed together: everybody hears of their own outcome, and nobody is lost through a neighbour."""

import asyncio
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event, text

from bot.engine.together import MOST, Together, Work
from bot.storage import inbox
from bot.storage.database import Connection, Database, Trouble, Unavailable, opened
from tests.databases import Files

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def store(key: str) -> Work:
    """Work that keeps one input."""
    return lambda tx: inbox.store(tx, "paper", key, "{}", NOW)


def kept(database: Database) -> list[str]:
    """The keys in the inbox, in their order."""
    return database.read(lambda tx: list(tx.execute(text("SELECT key FROM inbox ORDER BY id")).scalars()))


async def test_many_at_once_are_all_kept_in_their_order_with_few_commits(database: Database) -> None:
    commits: list[object] = []
    event.listen(database.writer, "commit", commits.append)
    together, keys = Together(database), [f"k{n:03}" for n in range(3 * MOST)]
    await asyncio.gather(*(together.do(store(key)) for key in keys))
    assert kept(database) == keys
    assert len(commits) <= 4


async def test_one_that_cannot_be_kept_hears_of_it_and_its_neighbours_are_kept_once(database: Database) -> None:
    def wrong(tx: Connection) -> None:
        tx.execute(text("INSERT INTO audit (at) VALUES (1)"))

    together = Together(database)
    outcomes = await asyncio.gather(together.do(store("a")), together.do(wrong), together.do(store("b")), return_exceptions=True)
    assert [isinstance(one, Exception) for one in outcomes] == [False, True, False]
    assert kept(database) == ["a", "b"]


async def test_a_single_failure_is_raised_where_it_belongs_and_the_next_one_works(database: Database) -> None:
    together = Together(database)
    with pytest.raises((Trouble, Unavailable), match="nowhere"):
        await together.do(lambda tx: tx.execute(text("DELETE FROM nowhere")))
    await together.do(store("after"))
    assert kept(database) == ["after"]


async def test_who_no_longer_waits_takes_nobody_with_them(database: Database) -> None:
    together = Together(database)
    gone, stays = asyncio.ensure_future(together.do(store("gone"))), asyncio.ensure_future(together.do(store("stays")))
    await asyncio.sleep(0)
    gone.cancel()
    await stays
    assert "stays" in kept(database)


async def test_an_absent_database_is_waited_for_once_and_everybody_hears_of_it(tmp_path: Path, files: Files) -> None:
    with opened(files.fresh(tmp_path / "plaza.db")) as database:
        database.write(lambda tx: tx.exec_driver_sql("PRAGMA busy_timeout=200"))
        other = sqlite3.connect(tmp_path / "plaza.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        together, begun = Together(database), time.monotonic()
        outcomes = await asyncio.gather(*(together.do(store(f"k{n}")) for n in range(40)), return_exceptions=True)
        assert all(isinstance(one, Unavailable) for one in outcomes)
        assert time.monotonic() - begun < 4
        other.execute("ROLLBACK")
        other.close()
        await together.do(store("after"))
        assert kept(database) == ["after"]
