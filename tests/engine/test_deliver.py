"""Whatever a platform answers, every message ends where it should; answers overtake, and no late word overwrites a newer one."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.app.assemble import Plaza
from bot.engine.deliver import Deliverer
from bot.model.inbound import Origin, Said
from bot.model.ports import Busy, Delivery, Moved, Refused, Sent, Unknown
from bot.model.reply import Reply
from bot.storage import leases, outbox, pace, people
from bot.storage.outbox import Place
from tests.clocks import PaperClock
from tests.crowd import crowd, tell
from tests.databases import Files
from tests.engine.conftest import with_our_feature
from tests.paper import ActingChannel, PaperChannel
from tests.talk import Talk


def rows(plaza: Plaza) -> list[Any]:
    """Every row of the outbox."""
    return list(plaza.database.read(lambda tx: tx.execute(select(outbox.outbox).order_by(outbox.outbox.c.id)).all()))


def outcomes(plaza: Plaza) -> list[str]:
    """The outcome of every attempt."""
    return list(plaza.database.read(lambda tx: tx.execute(select(outbox.attempt.c.outcome).order_by(outbox.attempt.c.id)).scalars()))


def tell_all(plaza: Plaza, *names: str, **more: object) -> list[int]:
    """A message to new people of these names; their ids."""

    def write(tx: Any) -> list[int]:
        new = crowd(tx, names, plaza.clock.now())
        tell(tx, new, plaza.clock.now(), **more)  # type: ignore[arg-type]
        return new

    return plaza.database.write(write)


@pytest.fixture
def wire(small_on: Plaza) -> PaperChannel:
    """The `paper` channel of `small_on`."""
    channel = small_on.channels["paper"]
    assert isinstance(channel, PaperChannel)
    return channel


async def test_a_sent_message_keeps_the_platform_s_own_name_for_it(small_on: Plaza, wire: PaperChannel) -> None:
    tell_all(small_on, "ana")
    assert await small_on.deliverer.flush() == 1
    (row,) = rows(small_on)
    assert (row.state, row.platform_id, row.settled_at, row.owner, row.attempts) == ("sent", "paper-1", small_on.clock.now(), "", 1)
    assert outcomes(small_on) == ["sent"]
    assert [(d.address, d.chat, d.outgoing.plain) for d in wire.said] == [("paper:ana", "", "I heard: news")]


async def test_a_busy_platform_holds_the_whole_identity_and_costs_no_attempt(
    small_on: Plaza, wire: PaperChannel, clock: PaperClock
) -> None:
    wire.failures = [Busy(30)]
    tell_all(small_on, "ana")
    await small_on.deliverer.flush()
    tell_all(small_on, "ben", name="more")
    clock.forward(seconds=29)
    assert await small_on.deliverer.flush() == 0
    clock.forward(seconds=2)
    await small_on.deliverer.flush()
    assert [d.address for d in wire.said] == ["paper:ana", "paper:ben"]
    assert [(row.state, row.attempts) for row in rows(small_on)] == [("sent", 1), ("sent", 1)]
    assert outcomes(small_on) == ["busy", "sent", "sent"]


async def test_a_longer_hold_is_not_shortened_by_a_later_and_milder_one(small_on: Plaza, wire: PaperChannel, clock: PaperClock) -> None:
    wire.failures = [Busy(60), Busy(1)]
    tell_all(small_on, "ana", "ben")
    await small_on.deliverer.flush()
    clock.forward(seconds=30)
    assert await small_on.deliverer.flush() == 0


async def test_who_blocks_us_is_left_in_peace_until_they_speak_again(small_on: Plaza, wire: PaperChannel) -> None:
    wire.failures = [Refused("person", "bot was blocked by the user")]
    (ana,) = tell_all(small_on, "ana")
    await small_on.deliverer.flush()
    small_on.database.write(
        lambda tx: outbox.post(tx, "x", ana, Reply("t.list"), Place("paper", "paper", "paper:ana"), small_on.clock.now())
    )
    await small_on.deliverer.flush()
    assert [(row.state, row.reason) for row in rows(small_on)] == [
        ("failed", "person: bot was blocked by the user"),
        ("failed", "address cannot be reached"),
    ]
    assert small_on.database.read(lambda tx: people.addresses(tx, ana))[0].state == "blocked"
    assert (await Talk(small_on, "paper:ana").say("good")).text == "I heard: good"
    assert small_on.database.read(lambda tx: people.addresses(tx, ana))[0].state == "active"


async def test_a_room_that_throws_us_out_loses_nobody(small_on: Plaza, wire: PaperChannel) -> None:
    await small_on.receiver.accept(_said("1", "paper:ana", "events", chat="room"))
    await small_on.receiver.drain()
    wire.failures = [Refused("person", "bot was kicked from the group chat")]
    await small_on.deliverer.flush()
    ana = small_on.database.read(lambda tx: people.by_address(tx, "paper:ana"))
    assert ana
    assert small_on.database.read(lambda tx: people.addresses(tx, ana.id))[0].state == "active"


async def test_who_asks_in_a_room_for_what_is_personal_and_cannot_be_written_to_is_told_there(small_on: Plaza, wire: PaperChannel) -> None:
    await small_on.receiver.accept(_said("1", "paper:ana", "register", chat="room"))
    await small_on.receiver.drain()
    wire.failures = [Refused("person", "bot can't initiate conversation with a user")]
    await small_on.deliverer.flush()
    assert [(d.chat, "open a chat with me" in d.outgoing.plain) for d in wire.said] == [("room", True)]


async def test_a_refused_message_fails_alone_and_an_answer_is_not_met_with_silence(small_on: Plaza, wire: PaperChannel) -> None:
    tell_all(small_on, "ana", "ben")
    wire.failures = [Refused("payload", "message is too long"), RuntimeError("a bug in the channel")]
    await small_on.deliverer.flush()
    assert [row.reason for row in rows(small_on)] == ["payload: message is too long", "payload: RuntimeError: a bug in the channel"]
    wire.failures = [Refused("payload", "can't parse entities")]
    await small_on.receiver.accept(_said("1", "paper:ana", "good"))
    await small_on.receiver.drain()
    await small_on.deliverer.flush()
    assert ["Something went wrong" in d.outgoing.plain for d in wire.said] == [True]


async def test_sorry_that_cannot_be_said_either_is_the_end_of_it(small_on: Plaza, wire: PaperChannel) -> None:
    wire.failures = [Refused("payload", "no"), Refused("payload", "no")]
    await small_on.receiver.accept(_said("1", "paper:ana", "good"))
    await small_on.receiver.drain()
    await small_on.deliverer.flush()
    assert [row.state for row in rows(small_on)] == ["failed", "failed"]


async def test_a_token_that_is_refused_shuts_the_identity_and_loses_no_message(small_on: Plaza, wire: PaperChannel) -> None:
    wire.failures = [Refused("sender", "invalid_auth"), Refused("sender", "invalid_auth")]
    tell_all(small_on, "ana", "ben")
    await small_on.deliverer.flush()
    assert [(row.state, row.attempts) for row in rows(small_on)] == [("due", 0), ("due", 0)]
    assert await small_on.deliverer.flush() == 0
    small_on.database.write(lambda tx: pace.reopen(tx, ["paper"]))
    assert await small_on.deliverer.flush() == 2


async def test_a_lost_reply_is_tried_again_with_growing_patience_and_then_left_unknown(
    small_on: Plaza, wire: PaperChannel, clock: PaperClock
) -> None:
    wire.failures = [Unknown("read timeout") for _ in range(9)]
    tell_all(small_on, "ana")
    waited = []
    for _ in range(5):
        assert await small_on.deliverer.flush() == 1
        (row,) = rows(small_on)
        waited.append((row.due_at - clock.now()).total_seconds() if row.state == "due" else row.state)
        clock.set(row.due_at + timedelta(seconds=1))
    assert waited == [10, 60, 300, 1800, "unknown"]
    assert await small_on.deliverer.flush() == 0
    assert outcomes(small_on) == ["unknown"] * 5


async def test_a_message_that_must_not_come_twice_is_not_tried_again(small_on: Plaza, wire: PaperChannel, clock: PaperClock) -> None:
    wire.failures = [Unknown("read timeout")]
    tell_all(small_on, "ana", again=False)
    await small_on.deliverer.flush()
    clock.forward(days=1)
    assert await small_on.deliverer.flush() == 0
    assert [row.state for row in rows(small_on)] == ["unknown"]


async def test_a_chat_that_moved_is_followed_at_once_but_not_in_circles(small_on: Plaza, wire: PaperChannel) -> None:
    wire.failures = [Moved("new room")]
    tell_all(small_on, "ana")
    await small_on.deliverer.flush()
    assert [d.chat for d in wire.said] == ["new room"]
    wire.failures = [Moved(f"room {n}") for n in range(20)]
    tell_all(small_on, "ben", name="more")
    await small_on.deliverer.flush()
    assert [row.state for row in rows(small_on)] == ["sent", "failed"]
    assert len(wire.failures) == 15


async def test_what_is_past_its_time_is_not_sent(small_on: Plaza, wire: PaperChannel, clock: PaperClock) -> None:
    tell_all(small_on, "ana", expires_at=clock.now() + timedelta(minutes=10), due_at=clock.now() + timedelta(minutes=5))
    assert await small_on.deliverer.flush() == 0
    clock.forward(minutes=10)
    assert await small_on.deliverer.flush() == 0
    assert [(row.state, row.reason) for row in rows(small_on)] == [("expired", "past its time")]


async def test_opting_out_reaches_what_waits_already(small_on: Plaza, wire: PaperChannel, clock: PaperClock) -> None:
    ana, ben = tell_all(small_on, "ana", "ben", topic="topic:hrc")
    for one in (ana, ben):
        small_on.database.write(lambda tx, one=one: people.agree(tx, one, "topic:hrc", now=clock.now()))  # type: ignore[misc]
    small_on.database.write(lambda tx: people.withdraw(tx, ana, None, clock.now()))
    await small_on.deliverer.flush()
    assert [d.address for d in wire.said] == ["paper:ben"]
    assert [(row.state, row.reason) for row in rows(small_on)] == [("cancelled", "opted out"), ("sent", "")]


async def test_a_cancelled_campaign_ends_a_paused_one_waits_and_a_resumed_one_goes_on(
    small_on: Plaza, wire: PaperChannel, clock: PaperClock
) -> None:
    tell_all(small_on, "ana")
    change = small_on.database.write
    change(lambda tx: outbox.cancel_campaign(tx, 1, "paused", clock.now()))
    assert await small_on.deliverer.flush() == 0
    change(lambda tx: outbox.cancel_campaign(tx, 1, "running", clock.now()))
    assert await small_on.deliverer.flush() == 1
    tell_all(small_on, "ben", name="more")
    assert change(lambda tx: outbox.cancel_campaign(tx, 2, "cancelled", clock.now())) == 1
    assert await small_on.deliverer.flush() == 0
    assert [row.state for row in rows(small_on)] == ["sent", "cancelled"]


async def test_a_campaign_cancelled_while_a_row_waits_for_its_second_try_stops_it(
    small_on: Plaza, wire: PaperChannel, clock: PaperClock
) -> None:
    tell_all(small_on, "ana")
    wire.failures = [Unknown("read timeout")]
    await small_on.deliverer.flush()
    small_on.database.write(lambda tx: outbox.cancel_campaign(tx, 1, "cancelled", clock.now()))
    clock.forward(hours=1)
    assert await small_on.deliverer.flush() == 0


async def test_who_was_erased_gets_nothing_that_was_planned_before(small_on: Plaza, wire: PaperChannel, clock: PaperClock) -> None:
    (ana,) = tell_all(small_on, "ana")
    small_on.database.write(lambda tx: tx.execute(update(people.person).where(people.person.c.id == ana).values(erased_at=clock.now())))
    assert await small_on.deliverer.flush() == 0


async def test_a_worker_whose_lease_ran_out_cannot_overwrite_what_another_did_since(small_on: Plaza, clock: PaperClock) -> None:
    tell_all(small_on, "ana")

    def lease(owner: str) -> list[outbox.Due]:
        return small_on.database.write(lambda tx: leases.lease(tx, owner, "paper", clock.now(), answers=False, most=9))

    (late,) = lease("slow worker")
    assert lease("other worker") == [], "a leased row is nobody else's"
    clock.forward(seconds=11)
    small_on.database.write(lambda tx: leases.recover(tx, clock.now()))
    (mine,) = lease("other worker")
    done = outbox.Result(late.id, "failed", "refused", "payload: from the past")
    assert small_on.database.write(lambda tx: leases.record(tx, "slow worker", [done], clock.now())) == []
    sent = outbox.Result(mine.id, "sent", "sent", platform_id="m1")
    assert small_on.database.write(lambda tx: leases.record(tx, "other worker", [sent], clock.now())) == [mine.id]
    assert [(row.state, row.platform_id) for row in rows(small_on)] == [("sent", "m1")]
    assert outcomes(small_on) == ["unknown", "sent"]


async def test_a_row_taken_back_five_times_from_dead_workers_is_given_up(small_on: Plaza, clock: PaperClock) -> None:
    tell_all(small_on, "ana")
    for n in range(5):
        assert small_on.database.write(lambda tx, n=n: leases.lease(tx, f"w{n}", "paper", clock.now(), answers=False, most=9))  # type: ignore[misc]
        clock.forward(seconds=11)
        small_on.database.write(lambda tx: leases.recover(tx, clock.now()))
    assert [(row.state, row.reason) for row in rows(small_on)] == [("failed", "too many crashes")]


async def test_a_message_that_kills_its_worker_is_given_up_alone(small_on: Plaza, wire: PaperChannel, clock: PaperClock) -> None:
    tell_all(small_on, *(f"p{n}" for n in range(20)))
    for n in range(60):
        owner = f"worker {n}"
        mine = small_on.database.write(lambda tx, owner=owner: leases.lease(tx, owner, "paper", clock.now(), answers=False, most=50))  # type: ignore[misc]
        if any(due.address == "paper:p7" for due in mine):
            clock.forward(seconds=11)
            small_on.database.write(lambda tx: leases.recover(tx, clock.now()))
            continue
        done = [outbox.Result(due.id, "sent", "sent") for due in mine]
        small_on.database.write(lambda tx, owner=owner, done=done: leases.record(tx, owner, done, clock.now()))  # type: ignore[misc]
    assert [(row.address, row.reason) for row in rows(small_on) if row.state != "sent"] == [("paper:p7", "too many crashes")]


async def test_a_message_that_must_not_come_twice_stays_unknown_when_its_worker_dies(small_on: Plaza, clock: PaperClock) -> None:
    tell_all(small_on, "ana", again=False)
    small_on.database.write(lambda tx: leases.lease(tx, "w", "paper", clock.now(), answers=False, most=9))
    clock.forward(seconds=11)
    assert await small_on.deliverer.flush() == 0
    assert [(row.state, row.reason) for row in rows(small_on)] == [("unknown", "interrupted")]
    assert small_on.database.read(lambda tx: outbox.report(tx, 1))["interrupted"] == 1


@pytest.fixture
def acting(messages: Path, build: Callable[..., Plaza], home: Path, files: Files) -> tuple[Plaza, ActingChannel]:
    """A Plaza on SQLite whose `paper` channel acts."""
    channel = ActingChannel("paper")
    return with_our_feature(build(files.fresh(home / "var" / "plaza.db"), channel)), channel


async def test_an_answer_overtakes_a_broadcast_of_two_thousand(acting: tuple[Plaza, ActingChannel]) -> None:
    plaza, channel = acting

    async def take_time(delivery: Delivery) -> None:
        await asyncio.sleep(0.002)

    channel.act = take_time
    tell_all(plaza, *(f"p{n}" for n in range(2000)))
    running = asyncio.create_task(plaza.deliverer.run())
    while len(channel.said) < 200:
        await asyncio.sleep(0.01)
    begun, asked = len(channel.said), time.monotonic()
    await plaza.receiver.accept(_said("1", "paper:ana", "good"))
    await plaza.receiver.drain()
    while not any(d.address == "paper:ana" for d in channel.said):
        await asyncio.sleep(0.005)
    place = [d.address for d in channel.said].index("paper:ana")
    assert place - begun < 600, f"the answer waited for {place - begun} messages, {time.monotonic() - asked:.1f} s"
    plaza.deliverer.stop()
    await running
    assert {row.state for row in rows(plaza)} == {"sent", "due"}, "what was under way was finished, nothing new was begun"


async def test_a_channel_that_hangs_holds_up_no_other_and_not_its_own_answers(acting: tuple[Plaza, ActingChannel]) -> None:
    plaza, channel = acting
    free = asyncio.Event()

    async def hang(delivery: Delivery) -> None:
        if delivery.outgoing.plain == "I heard: news":
            await free.wait()

    channel.act = hang
    other = plaza.channels["sheet"]
    assert isinstance(other, PaperChannel)
    tell_all(plaza, "ana")
    running = asyncio.create_task(plaza.deliverer.run())
    await asyncio.sleep(0.3)
    await plaza.receiver.accept(_said("1", "sheet:ben", "good"))
    await plaza.receiver.accept(_said("2", "paper:eva", "good"))
    await plaza.receiver.drain()
    async with asyncio.timeout(3):
        while not (other.said and channel.said):
            await asyncio.sleep(0.01)
    free.set()
    plaza.deliverer.stop()
    await running
    assert sorted(d.address for d in channel.said) == ["paper:ana", "paper:eva"]


async def test_a_slow_send_keeps_its_lease_and_is_not_sent_twice_by_its_own_process(
    acting: tuple[Plaza, ActingChannel], clock: PaperClock
) -> None:
    plaza, channel = acting
    seen = asyncio.Event()

    async def stall(delivery: Delivery) -> None:
        seen.set()
        clock.forward(seconds=60)  # as after SIGSTOP and SIGCONT: the lease is long over
        await asyncio.sleep(1.5)

    channel.act = stall
    tell_all(plaza, "ana")
    running = asyncio.create_task(plaza.deliverer.run())
    await seen.wait()
    await asyncio.sleep(2.5)
    plaza.deliverer.stop()
    await running
    assert len(channel.said) == 1
    assert outcomes(plaza) == ["sent"]


async def test_outcomes_are_written_once_the_database_is_back(acting: tuple[Plaza, ActingChannel]) -> None:
    plaza, channel = acting
    plaza.database.write(lambda tx: tx.exec_driver_sql("PRAGMA busy_timeout=20"))
    other = sqlite3.connect(plaza.database.url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)

    async def lock(delivery: Delivery) -> None:
        other.execute("BEGIN IMMEDIATE")
        asyncio.get_running_loop().call_later(0.4, other.execute, "ROLLBACK")

    channel.act = lock
    tell_all(plaza, "ana")
    running = asyncio.create_task(plaza.deliverer.run())
    async with asyncio.timeout(5):
        while not channel.said or rows(plaza)[0].state != "sent":
            await asyncio.sleep(0.05)
    plaza.deliverer.stop()
    await running
    other.close()
    assert outcomes(plaza) == ["sent"]


async def test_two_processes_send_each_message_once(small_on: Plaza) -> None:
    tell_all(small_on, *(f"p{n}" for n in range(300)))
    wires = [PaperChannel("paper"), PaperChannel("paper")]
    both = [
        Deliverer(small_on.database, small_on.deliverer.renderer, {"paper": wire}, small_on.clock, f"process {n}")
        for n, wire in enumerate(wires)
    ]
    await asyncio.gather(*(one.flush() for one in both))
    said = [d.address for wire in wires for d in wire.said]
    assert sorted(said) == sorted({f"paper:p{n}" for n in range(300)})


@pytest.mark.parametrize("rate", [0.5, 1.0, 3.0, 28.5])
async def test_an_identity_keeps_its_pace_and_uses_it(
    messages: Path, build: Callable[..., Plaza], home: Path, files: Files, clock: PaperClock, rate: float
) -> None:
    times: list[datetime] = []

    async def stamp(delivery: Delivery) -> None:
        times.append(clock.now())

    plaza = with_our_feature(build(files.fresh(home / "var" / "plaza.db"), ActingChannel("paper", pace=rate, act=stamp)))
    tell_all(plaza, *(f"p{n}" for n in range(int(rate * 20) + 2)))
    begin = clock.now()
    for _ in range(200):
        await plaza.deliverer.flush()
        clock.forward(seconds=0.05)
    assert len(times) >= rate * 10 * 0.95, "the pace is not used"
    window = max(1.0, 1 / rate)
    most = max(sum(start <= one < start + timedelta(seconds=window) for one in times) for start in times)
    assert most <= rate * (window + 0.25) + 1, "more leave than the platform allows"
    assert len([one for one in times if one < begin + timedelta(seconds=10)]) <= rate * 10.25 + 1


async def test_an_answer_goes_out_although_a_broadcast_uses_up_the_pace(
    messages: Path, build: Callable[..., Plaza], home: Path, files: Files
) -> None:
    plaza = with_our_feature(build(files.fresh(home / "var" / "plaza.db"), PaperChannel("paper", pace=20.0)))
    tell_all(plaza, *(f"p{n}" for n in range(100)))
    await plaza.deliverer.flush()
    await plaza.receiver.accept(_said("1", "paper:ana", "good"))
    await plaza.receiver.drain()
    assert await plaza.deliverer.flush(lanes=(False,)) == 0
    assert await plaza.deliverer.flush(lanes=(True,)) == 1


async def test_a_mailbox_shows_an_old_message_that_arrives_after_a_newer_one(small_on: Plaza, clock: PaperClock) -> None:
    tell_all(small_on, "ana", due_at=clock.now() + timedelta(hours=1))
    ana = Talk(small_on, "paper:ana")
    await ana.say("good")
    cursor = (await small_on.mailbox.read("paper:ana"))[-1].id
    clock.forward(hours=2)
    await small_on.deliverer.flush()
    (old,) = await small_on.mailbox.read("paper:ana", after=cursor)
    assert old.id < cursor
    assert old.outgoing.plain == "I heard: news"
    assert [d.id for d in await small_on.mailbox.read("paper:ana")] == [cursor, old.id]
    assert await small_on.mailbox.read("paper:ana", after=old.id) == []
    assert len(await small_on.mailbox.read("paper:ana", most=1)) == 1


async def test_a_mailbox_wakes_who_waits(small: Plaza) -> None:
    assert await small.mailbox.changed("paper:ana", within=0.01) is False
    waiting = asyncio.create_task(small.mailbox.changed("paper:ana", within=5))
    await asyncio.sleep(0)
    tell_all(small, "ana")
    await small.deliverer.flush()
    assert await waiting is True


async def test_settling_twice_or_for_nothing_changes_nothing(small: Plaza) -> None:
    ana = Talk(small, "paper:ana")
    await ana.say("good")
    await small.receiver.settle(ana.deliveries[0].id, Refused("payload", "changed my mind"))
    await small.receiver.settle(999, Sent())
    assert [row.state for row in rows(small)] == ["sent"]


def _said(key: str, address: str, text: str, chat: str = "") -> Said:
    """Somebody writes, in a room if `chat` is given."""
    return Said(key, Origin(channel=address.partition(":")[0], address=address, chat=chat or address, private=not chat), text)
