"""Whatever a platform pushed is committed first, handled once, answered once, and never lost to a crash."""

import asyncio
import sqlite3
from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from bot.app.assemble import Plaza
from bot.engine.receive import from_raw, to_raw
from bot.model.inbound import Answered, Commanded, Inbound, Origin, Pressed, Rang, Said
from bot.model.person import Role
from bot.model.ports import Sent
from bot.storage import audit, inbox, outbox, people
from bot.storage.database import Unavailable
from tests.clocks import START, PaperClock
from tests.talk import Talk

ANA = Origin(channel="paper", address="paper:ana", chat="paper:ana", name="Ana", language="en", zone="Europe/Madrid")
Words = Callable[[Plaza], list[str]]


def states(plaza: Plaza) -> list[tuple[str, int]]:
    """State and attempts of every input."""
    rows = plaza.database.read(lambda tx: tx.execute(select(inbox.inbox.c.state, inbox.inbox.c.attempts).order_by(inbox.inbox.c.id)).all())
    return [(row.state, row.attempts) for row in rows]


@pytest.mark.parametrize(
    "inbound",
    [
        Said("k", ANA, "señor \u2028 🎉"),
        Commanded("k", ANA, "events", "x"),
        Pressed("k", ANA, "b1.0.x"),
        Answered("k", ANA, "f1.x", {"name": "Ana", "days": ""}),
        Rang("t:1", "t", START),
    ],
)
def test_an_input_comes_back_from_the_inbox_as_it_went_in(inbound: Inbound) -> None:
    assert from_raw(to_raw(inbound)) == inbound


async def test_an_accepted_input_is_handled_and_answered_through_the_outbox(small_on: Plaza, paper_of: Words) -> None:
    await small_on.receiver.accept(Said("1", ANA, "good"))
    assert states(small_on) == [("new", 0)]
    await small_on.receiver.drain()
    await small_on.deliverer.flush()
    assert states(small_on) == [("done", 1)]
    assert paper_of(small_on) == ["I heard: good"]


async def test_a_key_seen_before_changes_nothing_however_it_comes_back(small_on: Plaza, paper_of: Words) -> None:
    for _ in range(3):
        await small_on.receiver.accept(Said("1", ANA, "good"))
    assert await small_on.receiver.converse(Said("1", ANA, "good")) == ()
    await small_on.receiver.drain()
    await small_on.receiver.accept(Said("1", ANA, "good"))
    await small_on.receiver.drain()
    await small_on.deliverer.flush()
    assert paper_of(small_on) == ["I heard: good"]


async def test_keys_count_within_their_channel_and_long_ones_are_not_mixed_up(small: Plaza, paper_of: Words) -> None:
    for n in range(2):
        await small.receiver.accept(Said("x" * 400 + str(n), ANA, f"{n}"))
        await small.receiver.accept(Said(f"{n}", Origin(channel="sheet", address="sheet:ben", chat="c"), f"{n}"))
    await small.receiver.drain()
    await small.deliverer.flush()
    assert len(paper_of(small)) == 4


async def test_ten_pushes_of_one_key_at_once_are_one_input(small_on: Plaza, paper_of: Words) -> None:
    pushes = [small_on.receiver.converse(Said("1", ANA, "good")) for _ in range(10)]
    answers = [said for found in await asyncio.gather(*pushes) for said in found]
    assert [said.outgoing.plain for said in answers] == ["I heard: good"]


async def test_a_handler_that_breaks_is_tried_three_times_then_the_person_is_told_and_nothing_of_it_stays(
    small_on: Plaza, paper_of: Words
) -> None:
    ana = Talk(small_on, "paper:ana")
    assert await ana.say("crash") == []
    await small_on.receiver.accept(Said("2", ANA, "good"))
    await small_on.receiver.drain()
    await small_on.deliverer.flush()
    assert states(small_on) == [("dead", 3), ("done", 1)]
    said = paper_of(small_on)
    assert sorted("Something went wrong on our side (number 1)" in text for text in said) == [False, True]
    assert "I heard: good" in said
    assert small_on.database.read(lambda tx: audit.lines(tx, "crash")) == []


async def test_a_timer_that_breaks_dies_quietly_and_rings_again_the_next_minute(small: Plaza, paper_of: Words) -> None:
    await Talk(small, "paper:eva").say("hello")
    eva = small.database.read(lambda tx: people.by_address(tx, "paper:eva"))
    assert eva
    small.database.write(lambda tx: people.grant(tx, eva.id, Role.ORGANISER, "test", small.clock.now()))
    small.router.timers["t.broken"] = small.router.presses["t.pick"]
    for timer in ("t.broken", "t.tick", "t.tick"):
        await small.receiver.accept(Rang(f"{timer}:9", timer, small.clock.now()))
    await small.receiver.accept(Rang("t.tick:10", "t.tick", small.clock.now()))
    await small.receiver.drain()
    await small.deliverer.flush()
    assert paper_of(small) == ["I heard: 09:00", "I heard: 09:00"]


async def test_an_answer_that_comes_too_late_for_the_wire_is_sent_once_by_the_outbox(small_on: Plaza, paper_of: Words) -> None:
    ana = Talk(small_on, "paper:ana", within=0.05)
    assert await ana.say("slow") == []
    await asyncio.sleep(0.8)
    await small_on.deliverer.flush()
    assert paper_of(small_on) == ["I heard: slow"]
    await small_on.deliverer.flush()
    assert paper_of(small_on) == ["I heard: slow"]


async def test_a_request_that_is_torn_down_leaves_its_answer_to_the_outbox(small: Plaza, paper_of: Words) -> None:
    torn = asyncio.create_task(small.receiver.converse(Said("1", ANA, "slow")))
    await asyncio.sleep(0.1)
    torn.cancel()
    await asyncio.gather(torn, return_exceptions=True)
    await asyncio.sleep(0.8)
    await small.deliverer.flush()
    assert paper_of(small) == ["I heard: slow"]


async def test_an_answer_the_channel_never_settled_is_sent_when_its_lease_has_run_out(
    small_on: Plaza, clock: PaperClock, paper_of: Words
) -> None:
    (said,) = await small_on.receiver.converse(Said("1", ANA, "good"))
    await small_on.deliverer.flush()
    assert paper_of(small_on) == []
    clock.forward(seconds=11)
    await small_on.deliverer.flush()
    assert paper_of(small_on) == ["I heard: good"]
    await small_on.receiver.settle(said.id, Sent("late"))
    row = small_on.database.read(lambda tx: tx.execute(select(outbox.outbox)).one())
    assert (row.state, row.platform_id) == ("sent", "paper-1"), "who settles late does not overwrite"


async def test_a_settled_answer_is_not_sent_again(small: Plaza, clock: PaperClock, paper_of: Words) -> None:
    await Talk(small, "paper:ana").say("good")
    clock.forward(minutes=5)
    await small.deliverer.flush()
    assert paper_of(small) == []


async def test_words_that_cannot_be_made_are_answered_with_sorry(small_on: Plaza, paper_of: Words) -> None:
    assert await Talk(small_on, "paper:ana").say("gap") == []
    await small_on.deliverer.flush()
    assert ["Something went wrong" in text for text in paper_of(small_on)] == [True]


async def test_an_input_whose_process_died_is_taken_over_when_its_lease_has_run_out(
    small: Plaza, clock: PaperClock, paper_of: Words
) -> None:
    await small.receiver.accept(Said("1", ANA, "good"))
    small.database.write(lambda tx: inbox.take(tx, "dead process", clock.now(), ["paper"]))
    await small.receiver.drain()
    assert states(small) == [("taken", 1)]
    clock.forward(seconds=31)
    await small.receiver.drain()
    await small.deliverer.flush()
    assert (states(small), paper_of(small)) == ([("done", 2)], ["I heard: good"])


async def test_a_handler_that_finishes_after_its_input_was_taken_over_has_done_nothing(small: Plaza, paper_of: Words) -> None:
    def stolen(turn: object, text: str) -> None:
        turn.tx.execute(update(inbox.inbox).values(owner="somebody else"))  # type: ignore[attr-defined]
        audit.note(turn.tx, "nobody", "stolen", "effect", small.clock.now())  # type: ignore[attr-defined]

    small.router.otherwise = stolen
    assert not await small.receiver.converse(Said("1", ANA, "good"))
    assert small.database.read(lambda tx: audit.lines(tx, "effect")) == []


async def test_inputs_of_channels_this_process_does_not_hold_are_left_to_who_does(small: Plaza) -> None:
    await small.receiver.accept(Said("1", Origin(channel="slack", address="slack:T:U"), "good"))
    await small.receiver.drain()
    assert states(small) == [("new", 0)]


async def test_running_it_handles_what_comes_and_gives_back_what_it_did_not_begin(small: Plaza, paper_of: Words) -> None:
    running = asyncio.create_task(small.receiver.run())
    await small.receiver.accept(Said("0", ANA, "first"))
    while states(small) != [("done", 1)]:
        await asyncio.sleep(0.01)
    for n in range(1, 6):
        await small.receiver.accept(Said(f"{n}", ANA, "slow"))
    await asyncio.sleep(0.2)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert {state for state, _ in states(small)} <= {"done", "new"}
    assert all(attempts <= 1 for _, attempts in states(small))
    await small.receiver.drain()
    assert {state for state, _ in states(small)} == {"done"}


@pytest.fixture
def locked(small: Plaza) -> sqlite3.Connection:
    """Another process holds the database; ours is impatient."""
    small.database.write(lambda tx: tx.exec_driver_sql("PRAGMA busy_timeout=20"))
    other = sqlite3.connect(small.database.url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


async def test_what_cannot_be_committed_is_not_acknowledged(small: Plaza, locked: sqlite3.Connection) -> None:
    with pytest.raises(Unavailable):
        await small.receiver.accept(Said("1", ANA, "good"))
    with pytest.raises(Unavailable):
        await small.receiver.converse(Said("1", ANA, "good"))
    locked.execute("ROLLBACK")
    locked.close()
    assert await small.receiver.converse(Said("1", ANA, "good"))


async def test_a_database_that_goes_away_costs_no_input_its_attempts(small: Plaza, locked: sqlite3.Connection, paper_of: Words) -> None:
    running = asyncio.create_task(small.receiver.run())
    await asyncio.sleep(0.1)
    locked.execute("ROLLBACK")
    locked.close()
    await small.receiver.accept(Said("1", ANA, "good"))
    while states(small) != [("done", 1)]:
        await asyncio.sleep(0.05)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
