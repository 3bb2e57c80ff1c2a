"""A lease is granted to one, only for what may still be sent, and its outcome is written by nobody else."""

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from bot.model.person import Role
from bot.storage import leases, outbox, pace, people, recheck
from bot.storage.database import Database
from bot.storage.outbox import Result
from tests.clocks import START
from tests.crowd import crowd, tell

PAPER = "paper"


def lease(tx: Connection, owner: str = "w", now: datetime = START, most: int = 100) -> list[int]:
    """The ids of what is leased."""
    return [due.id for due in leases.lease(tx, owner, PAPER, now, answers=False, most=most)]


def state(database: Database, row: int) -> tuple[str, str, int]:
    """State, reason and attempts of a row."""
    found = database.read(lambda tx: tx.execute(select(outbox.outbox).where(outbox.outbox.c.id == row)).one())
    return found.state, found.reason, found.attempts


@pytest.fixture
def crowded(database: Database) -> Database:
    """Ten people and a message to all of them."""
    new = database.write(lambda tx: crowd(tx, [f"p{n}" for n in range(10)], START))
    database.write(lambda tx: tell(tx, new, START))
    return database


def test_each_row_is_leased_to_one(crowded: Database) -> None:
    assert crowded.write(lambda tx: lease(tx, "one", most=4)) == [1, 2, 3, 4]
    assert crowded.write(lambda tx: lease(tx, "two", most=4)) == [5, 6, 7, 8]
    assert crowded.write(lambda tx: leases.take(tx, [4, 9], "three", START))[0].id == 9


def test_leases_granted_at_the_same_time_do_not_overlap(crowded: Database) -> None:
    found: list[list[int]] = []
    begin = threading.Barrier(4, timeout=10)

    def grab(name: str) -> None:
        begin.wait()
        found.append(crowded.write(lambda tx: lease(tx, name, most=3)))

    threads = [threading.Thread(target=grab, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    leased = [row for rows in found for row in rows]
    assert len(leased) == len(set(leased))
    assert set(leased) <= set(range(1, 11))


def test_a_renewed_lease_is_not_taken_back(crowded: Database) -> None:
    crowded.write(lease)
    for seconds in (3, 6, 9, 12):
        at = START + timedelta(seconds=seconds)
        crowded.write(lambda tx, at=at: leases.renew(tx, "w", [1], at))  # type: ignore[misc]
    assert crowded.write(lambda tx: leases.recover(tx, START + timedelta(seconds=15))) == 9
    assert state(crowded, 1) == ("leased", "", 1)
    assert state(crowded, 2) == ("due", "interrupted", 1)


def test_what_its_own_process_is_sending_is_not_taken_back_however_late(crowded: Database) -> None:
    crowded.write(lambda tx: lease(tx, most=2))
    assert crowded.write(lambda tx: leases.recover(tx, START + timedelta(hours=1), but=[1])) == 1
    assert state(crowded, 1)[0] == "leased"


def test_outcomes_of_one_group_are_written_together(crowded: Database) -> None:
    crowded.write(lambda tx: lease(tx, most=4))
    later = START + timedelta(minutes=1)
    results = [
        Result(1, "sent", "sent", platform_id="m" * 500),
        Result(2, "failed", "refused", "person: " + "x" * 500),
        Result(3, "due", "busy", "busy", again_at=later, extra={"attempts": 0}),
        Result(4, "due", "moved", "moved", again_at=later, extra={"chat": "new"}),
        Result(9, "sent", "sent"),
    ]
    assert crowded.write(lambda tx: leases.record(tx, "w", results, START)) == [1, 2, 3, 4]
    assert [state(crowded, row)[0] for row in (1, 2, 3, 4, 9)] == ["sent", "failed", "due", "due", "due"]
    assert state(crowded, 3)[2] == 0
    attempts = crowded.read(lambda tx: tx.execute(select(outbox.attempt.c.outcome).order_by(outbox.attempt.c.id)).scalars().all())
    assert list(attempts) == ["sent", "refused", "busy", "moved"]


def test_what_was_leased_and_not_begun_goes_back_as_no_attempt(crowded: Database) -> None:
    crowded.write(lambda tx: lease(tx, most=2))
    crowded.write(lambda tx: leases.release(tx, "w", [1], START))
    crowded.write(lambda tx: leases.release(tx, "other", [2], START))
    crowded.write(lambda tx: leases.release(tx, "w", [], START))
    assert (state(crowded, 1), state(crowded, 2)) == (("due", "", 0), ("leased", "", 1))


@pytest.mark.parametrize(
    ("deed", "expected"),
    [
        ("nothing", ("leased", "")),
        ("expire", ("expired", "past its time")),
        ("opt out", ("cancelled", "opted out")),
        ("cancel", ("cancelled", "campaign cancelled")),
        ("block", ("failed", "address cannot be reached")),
        ("erase", ("cancelled", "person erased")),
        ("revoke", ("cancelled", "sender is no organiser any more")),
        ("pause", ("due", "")),
    ],
)
def test_each_reason_not_to_send_is_found_in_the_lease_itself(database: Database, deed: str, expected: tuple[str, str]) -> None:
    def prepare(tx: Connection) -> int:
        ana, boss = crowd(tx, ["ana", "boss"], START)
        people.grant(tx, boss, Role.ORGANISER, "test", START)
        people.agree(tx, ana, "topic:hrc", now=START)
        tell(tx, [ana], START, kind="broadcast", by=f"person:{boss}", topic="topic:hrc", expires_at=START + timedelta(hours=1))
        if deed == "opt out":
            people.withdraw(tx, ana, "topic:hrc", START)
        if deed in ("cancel", "pause"):
            outbox.cancel_campaign(tx, 1, "paused", START)
            tx.execute(outbox.campaign.update().values(state={"cancel": "cancelled", "pause": "paused"}[deed]))
        if deed == "block":
            people.lose(tx, "paper:ana", "blocked", "left")
        if deed == "erase":
            people.change(tx, ana, erased_at=START)
        if deed == "revoke":
            people.revoke(tx, boss, Role.ORGANISER, START)
        return ana

    database.write(prepare)
    now = START + timedelta(hours=2) if deed == "expire" else START
    database.write(lambda tx: lease(tx, now=now))
    assert state(database, 1)[:2] == expected


@pytest.mark.postgres
def test_a_consent_that_is_just_being_withdrawn_is_not_leased_on(postgres: object, database: Database) -> None:
    if database.is_sqlite:
        return
    (ana,) = database.write(lambda tx: crowd(tx, ["ana"], START))
    database.write(lambda tx: people.agree(tx, ana, "topic:hrc", now=START))
    database.write(lambda tx: tell(tx, [ana], START, topic="topic:hrc"))

    def leaving(tx: Connection) -> list[int]:
        people.withdraw(tx, ana, "topic:hrc", START)
        return database.write(lease)

    assert database.write(leaving) == []
    assert database.write(lease) == []
    assert state(database, 1)[:2] == ("cancelled", "opted out")


def test_an_identity_that_is_shut_or_held_does_not_speak(database: Database) -> None:

    def speaking(at: datetime = START) -> list[str]:
        return [one for one, _ in database.read(lambda tx: pace.identities(tx, ["slack"], at))]

    for name in ("slack:T1", "slack:T2"):
        for _ in range(2):
            database.write(lambda tx, name=name: pace.know_identity(tx, name, "slack"))  # type: ignore[misc]
    database.write(lambda tx: pace.hold(tx, "slack:T1", START + timedelta(seconds=30)))
    database.write(lambda tx: pace.hold(tx, "slack:T1", START + timedelta(seconds=1)))
    assert speaking() == ["slack:T2"]
    assert speaking(START + timedelta(seconds=31)) == ["slack:T1", "slack:T2"]
    database.write(lambda tx: pace.shut(tx, "slack:T2", "x" * 500))
    assert speaking(START + timedelta(seconds=31)) == ["slack:T1"]
    database.write(lambda tx: pace.reopen(tx, ["slack"]))
    assert speaking() == ["slack:T1", "slack:T2"]


def test_who_spoke_longest_ago_comes_first(database: Database) -> None:
    for name in ("slack:T1", "slack:T2"):
        database.write(lambda tx, name=name: pace.know_identity(tx, name, "slack"))  # type: ignore[misc]
    database.write(lambda tx: pace.spend(tx, "slack:T1", 1.0, 3, START))
    assert [one for one, _ in database.read(lambda tx: pace.identities(tx, ["slack"], START))] == ["slack:T2", "slack:T1"]


def test_recheck_leaves_the_order_of_what_stays(crowded: Database) -> None:
    assert crowded.write(lambda tx: recheck.recheck(tx, [3, 1, 2], START)) == [3, 1, 2]
