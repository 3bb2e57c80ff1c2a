"""Delivery under every order of events: plans, opt-outs, cancellations, leases, lost replies, crashes and late workers.

What the platform accepted is kept in a ledger of its own; the promises are checked against it, not against our own opinion."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import Connection, delete, func, select

from bot.engine.outcomes import result
from bot.model.ports import Busy, Outcome, Refused, Sent, Unknown
from bot.storage import leases, outbox, pace, people
from bot.storage.database import Database, metadata
from bot.storage.outbox import Due, Result
from tests.clocks import START
from tests.crowd import crowd, tell

NAMES = ("ana", "ben", "eva", "liu", "noa")
TOPIC = "topic:hrc"
WORKERS = ("one", "two")
ENDS = {"sent", "unknown", "failed", "expired", "cancelled"}


@dataclass
class Worker:
    """What a process holds in memory, and loses when it dies."""

    leased: list[Due] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)


class Delivery(RuleBasedStateMachine):
    """Two workers, five people, any number of campaigns on one database, which a subclass names."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.lives = 0
        self.ledger: Counter[tuple[int, int]] = Counter()
        self.planned: set[tuple[int, int]] = set()
        self.ended: dict[tuple[int, int], tuple[str, str]] = {}
        self.asks: dict[int, tuple[bool, datetime | None]] = {}
        self.agreed: set[int] = set()
        self.cancelled: set[int] = set()
        self.paused: set[int] = set()
        self.workers: dict[str, Worker] = {name: Worker() for name in WORKERS}

    @initialize()
    def begin(self) -> None:
        """An empty house and a few people who agree to everything."""
        self.database.write(empty)
        self.people = self.database.write(lambda tx: crowd(tx, NAMES, self.now))
        for one in self.people:
            self.agree(one)

    def agree(self, person: int) -> None:
        """They consent."""
        self.database.write(lambda tx: people.agree(tx, person, TOPIC, now=self.now))
        self.agreed.add(person)

    @rule(
        whom=st.sets(st.integers(0, len(NAMES) - 1), min_size=1),
        topical=st.booleans(),
        minutes=st.none() | st.integers(1, 60),
        again=st.booleans(),
    )
    def plan(self, whom: set[int], topical: bool, minutes: int | None, again: bool) -> None:
        """A campaign to some of them."""
        chosen = [self.people[n] for n in sorted(whom)]
        ends = self.now + timedelta(minutes=minutes) if minutes else None
        about: dict[str, Any] = {"topic": TOPIC if topical else "", "expires_at": ends, "again": again}
        campaign = self.database.write(lambda tx: tell(tx, chosen, self.now, f"news {len(self.asks)}", **about))
        self.asks[campaign] = (topical, ends)
        self.planned |= {(campaign, one) for one in chosen}

    @rule(n=st.integers(0, len(NAMES) - 1))
    def opt_out(self, n: int) -> None:
        """Somebody withdraws."""
        self.database.write(lambda tx: people.withdraw(tx, self.people[n], TOPIC, self.now))
        self.agreed.discard(self.people[n])

    @rule(n=st.integers(0, len(NAMES) - 1))
    def opt_in(self, n: int) -> None:
        """Somebody agrees again."""
        self.agree(self.people[n])

    @precondition(lambda self: self.asks)
    @rule(which=st.integers(0, 99), state=st.sampled_from(["cancelled", "paused", "running"]))
    def change(self, which: int, state: str) -> None:
        """An organiser cancels, pauses or resumes a campaign; a cancelled one stays so."""
        campaign = list(self.asks)[which % len(self.asks)]
        if campaign in self.cancelled:
            return
        self.database.write(lambda tx: outbox.cancel_campaign(tx, campaign, state, self.now))
        self.paused.discard(campaign)
        {"cancelled": self.cancelled, "paused": self.paused}.get(state, set()).add(campaign)

    @rule(seconds=st.sampled_from([1, 4, 11, 70, 400, 4000]))
    def wait(self, seconds: int) -> None:
        """Time passes."""
        self.now += timedelta(seconds=seconds)

    @rule(name=st.sampled_from(WORKERS), most=st.integers(1, 4))
    def lease(self, name: str, most: int) -> None:
        """A worker takes what may be sent now: nothing cancelled, expired, paused or no longer wanted is among it (I5, I8)."""
        mine = f"{name}-{self.lives}"
        found = self.database.write(lambda tx: leases.lease(tx, mine, "paper", self.now, answers=False, most=most))
        for due in found:
            campaign = due.campaign_id or 0
            topical, ends = self.asks[campaign]
            assert not topical or due.recipient_id in self.agreed, "leased to somebody who had opted out"
            assert campaign not in self.cancelled | self.paused, "leased from a campaign that was stopped"
            assert ends is None or ends > self.now, "leased past its time"
        self.workers[name].leased += found

    @rule(
        name=st.sampled_from(WORKERS),
        outcome=st.sampled_from(
            [Sent("m"), Sent("m"), Unknown("no reply"), Busy(5), Refused("payload", "too long"), Refused("person", "gone")]
        ),
        arrived=st.booleans(),
    )
    def send(self, name: str, outcome: Outcome, arrived: bool) -> None:
        """A worker sends what it holds, however late; a reply that is lost says nothing about what arrived."""
        worker = self.workers[name]
        if worker.leased:
            due = worker.leased.pop(0)
            if isinstance(outcome, Sent) or (isinstance(outcome, Unknown) and arrived):
                self.ledger[due.campaign_id or 0, due.recipient_id] += 1
            worker.results.append(result(due, outcome, self.now))

    @rule(name=st.sampled_from(WORKERS))
    def write(self, name: str) -> None:
        """A worker writes down what became of its messages."""
        worker, mine = self.workers[name], f"{name}-{self.lives}"
        kept, worker.results = worker.results, []
        self.database.write(lambda tx: leases.record(tx, mine, kept, self.now))

    @rule(name=st.sampled_from(WORKERS))
    def renew(self, name: str) -> None:
        """A worker that lives keeps its leases."""
        held = [due.id for due in self.workers[name].leased]
        self.database.write(lambda tx: leases.renew(tx, f"{name}-{self.lives}", held, self.now))

    @rule(late=st.sampled_from([Sent("late"), Unknown("late"), Busy(5), Refused("payload", "late")]))
    def overtake(self, late: Outcome) -> None:
        """Worker one stalls beyond its leases; the other does its work meanwhile; then it wakes up and finishes too."""
        self.lease("one", 2)
        self.now += timedelta(seconds=11)
        self.recover()
        self.lease("two", 50)
        while self.workers["two"].leased:
            self.send("two", Sent("m"), True)
        self.write("two")
        while self.workers["one"].leased:
            self.send("one", late, True)
        self.write("one")

    @rule()
    def crash(self) -> None:
        """Everything dies; what was in memory is gone, and the next process has a new name."""
        self.workers = {name: Worker() for name in WORKERS}
        self.lives += 1

    @rule()
    def recover(self) -> None:
        """Somebody looks after leases that ran out."""
        self.database.write(lambda tx: leases.recover(tx, self.now))

    @invariant()
    def nothing_comes_twice_without_an_interruption(self) -> None:
        """I4: accepted at most once, and once more for each attempt that was begun and whose result was never committed."""
        cut = self.database.read(interrupted)
        for pair, count in self.ledger.items():
            assert count <= 1 + cut[pair], f"{pair} was accepted {count} times with {cut[pair]} interrupted attempts"

    @invariant()
    def what_has_ended_stays_as_it_ended(self) -> None:
        """No late worker overwrites what another one did since."""
        now = self.database.read(how_it_ended)
        changed = {pair: (end, now.get(pair)) for pair, end in self.ended.items() if now.get(pair) != end}
        assert not changed, f"ended rows changed: {changed}"
        self.ended = {pair: end for pair, end in now.items() if end[0] in ENDS}

    def teardown(self) -> None:
        """The faults stop: every row comes to an end, and everybody was reached or there is a reason on record (I3, I12)."""
        if not hasattr(self, "people"):
            return
        self.workers = {name: Worker() for name in WORKERS}
        for campaign in self.paused:
            self.database.write(lambda tx, one=campaign: outbox.cancel_campaign(tx, one, "running", self.now))  # type: ignore[misc]
        self.paused.clear()
        for _ in range(12):
            self.now += timedelta(hours=3)
            self.recover()
            while self.database.read(due_now) and (self.lease("one", 50), self.workers["one"].leased)[1]:
                while self.workers["one"].leased:
                    self.send("one", Sent("m"), True)
                self.write("one")
        self.nothing_comes_twice_without_an_interruption()
        self.what_has_ended_stays_as_it_ended()
        ends = self.database.read(how_it_ended)
        assert set(ends) == self.planned, "a planned message has no row"
        for pair, (state, reason) in ends.items():
            assert state in ENDS, f"{pair} is still {state}"
            assert self.ledger[pair] or reason, f"{pair} was never accepted, and nothing says why"
            assert state != "sent" or self.ledger[pair], f"{pair} is called sent and nobody got it"


def empty(tx: Connection) -> None:
    """Nothing left of the last run."""
    for table in reversed(metadata.sorted_tables):
        tx.execute(delete(table))
    pace.know_identity(tx, "paper", "paper")


def interrupted(tx: Connection) -> Counter[tuple[int, int]]:
    """Attempts that were begun and whose result is not known, by campaign and person."""
    query = select(outbox.outbox.c.campaign_id, outbox.outbox.c.recipient_id, func.count().label("n")).join(outbox.attempt)
    query = query.where(outbox.attempt.c.outcome.in_(["unknown", "open"])).group_by(
        outbox.outbox.c.campaign_id, outbox.outbox.c.recipient_id
    )
    return Counter({(row.campaign_id, row.recipient_id): row.n for row in tx.execute(query)})


def due_now(tx: Connection) -> int:
    """How many rows wait."""
    return outbox.counts(tx).get("due", 0)


def how_it_ended(tx: Connection) -> dict[tuple[int, int], tuple[str, str]]:
    """State and reason of every row."""
    rows = tx.execute(select(outbox.outbox))
    return {(row.campaign_id, row.recipient_id): (row.state, row.reason) for row in rows}
