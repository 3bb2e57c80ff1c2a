"""The inbox keeps each input once, hands it to one owner at a time, and lets no poison take its neighbours along."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.storage import inbox
from bot.storage.database import Connection, Database
from tests.clocks import START

HERE = ["paper"]


def fill(database: Database, *keys: str) -> None:
    """Inputs under these keys."""
    for key in keys:
        database.write(lambda tx, key=key: inbox.store(tx, "paper", key, f"raw {key}", START))  # type: ignore[misc]


def table(database: Database) -> list[tuple[str, str, int]]:
    """Key, state and attempts of each input."""
    rows = database.read(lambda tx: tx.execute(select(inbox.inbox).order_by(inbox.inbox.c.id)).all())
    return [(row.key, row.state, row.attempts) for row in rows]


def test_a_key_is_kept_once_in_its_channel(database: Database) -> None:
    fill(database, "a", "a", "b")
    database.write(lambda tx: inbox.store(tx, "sheet", "a", "raw", START))
    assert [key for key, *_ in table(database)] == ["a", "b", "a"]


def test_an_input_is_taken_by_one_owner_until_its_lease_runs_out(database: Database) -> None:
    fill(database, "a", "b")
    assert database.write(lambda tx: inbox.take(tx, "one", START, HERE)) == [1, 2]
    assert database.write(lambda tx: inbox.take(tx, "two", START, HERE)) == []
    later = START + inbox.LEASE + timedelta(seconds=1)
    assert database.write(lambda tx: inbox.take(tx, "two", later, HERE)) == [1]
    assert database.read(lambda tx: inbox.raw_of(tx, 1, "one")) is None
    assert database.read(lambda tx: inbox.raw_of(tx, 1, "two")) == "raw a"


def test_who_lost_an_input_can_neither_finish_nor_fail_it(database: Database) -> None:
    fill(database, "a")
    database.write(lambda tx: inbox.take(tx, "one", START, HERE))
    database.write(lambda tx: inbox.take(tx, "two", START + timedelta(minutes=1), HERE))
    with pytest.raises(inbox.TakenOver):
        database.write(lambda tx: inbox.finish(tx, 1, "one"))
    assert database.write(lambda tx: inbox.fail(tx, 1, "one", "late")) is False
    assert table(database) == [("a", "taken", 2)]
    database.write(lambda tx: inbox.finish(tx, 1, "two"))
    with pytest.raises(inbox.TakenOver):
        database.write(lambda tx: inbox.finish(tx, 1, "two"))
    assert table(database) == [("a", "done", 2)]


def test_an_input_that_kills_its_process_dies_after_three_attempts_and_its_neighbours_live(database: Database) -> None:
    fill(database, "a", "poison", "b")
    alive, now = True, START
    for _ in range(20):
        now += timedelta(minutes=1)
        for item in database.write(lambda tx, at=now: inbox.take(tx, "p", at, HERE)):  # type: ignore[misc]
            raw = database.read(lambda tx, item=item: inbox.raw_of(tx, item, "p"))  # type: ignore[misc]
            if raw == "raw poison":
                alive = False
                break
            database.write(lambda tx, item=item: inbox.finish(tx, item, "p"))  # type: ignore[misc]
        if not alive:
            database.write(inbox.take_back)
            alive = True
    assert table(database) == [("a", "done", 1), ("poison", "dead", 3), ("b", "done", 2)]


def test_a_handler_that_fails_three_times_ends_with_its_reason(database: Database) -> None:
    fill(database, "a")
    died = []
    for n in range(3):
        database.write(lambda tx: inbox.take(tx, "p", START, HERE))
        died.append(database.write(lambda tx, n=n: inbox.fail(tx, 1, "p", f"reason {n}")))  # type: ignore[misc]
    assert died == [False, False, True]
    assert database.read(lambda tx: inbox.dead_raw(tx, 1)) == "raw a"
    assert database.read(lambda tx: tx.execute(select(inbox.inbox.c.error)).scalar()) == "reason 2"
    with pytest.raises(LookupError):
        database.read(lambda tx: inbox.dead_raw(tx, 2))


def test_what_was_taken_and_not_begun_is_given_back_as_no_attempt(database: Database) -> None:
    fill(database, "a", "b", "c")
    database.write(lambda tx: inbox.take(tx, "p", START, HERE))
    database.write(lambda tx: inbox.finish(tx, 1, "p"))
    assert database.write(lambda tx: inbox.give_back(tx, "p", 2)) == 1
    assert database.write(lambda tx: inbox.give_back(tx, "p")) == 1
    assert table(database) == [("a", "done", 1), ("b", "new", 0), ("c", "new", 0)]


def test_other_processes_channels_are_left_alone(database: Database) -> None:
    fill(database, "a")
    assert database.write(lambda tx: inbox.take(tx, "p", START, ["slack", "clock"])) == []


def test_two_who_take_at_once_share_and_never_take_the_same(database: Database) -> None:
    fill(database, *"abcd")

    def one(tx: Connection) -> tuple[list[int], list[int]]:
        mine = inbox.take(tx, "one", START, HERE, most=2)
        if database.is_sqlite:
            return mine, []
        return mine, database.write(lambda other: inbox.take(other, "two", START, HERE))

    mine, theirs = database.write(one)
    assert not set(mine) & set(theirs)
    assert sorted([*mine, *theirs, *database.write(lambda tx: inbox.take(tx, "three", START, HERE))]) == [1, 2, 3, 4]


def test_handled_inputs_are_forgotten_after_a_while_and_others_kept(database: Database) -> None:
    fill(database, "a", "b")
    database.write(lambda tx: inbox.take(tx, "p", START, HERE, most=1))
    database.write(lambda tx: inbox.finish(tx, 1, "p"))
    assert database.write(lambda tx: inbox.forget(tx, START)) == 0
    assert database.write(lambda tx: inbox.forget(tx, START + timedelta(days=1))) == 1
    assert database.read(inbox.counts) == {"new": 1}


def test_a_key_that_is_too_long_keeps_its_identity(database: Database) -> None:
    fill(database, "x" * 5000 + "1", "x" * 5000 + "2", "x" * 5000 + "1", "x" * 300)
    assert len(table(database)) == 3
