"""Delivery: lease what is due, say it, write down what became of it; answers overtake everything else."""

import asyncio
import uuid
from collections.abc import Awaitable, Collection, Mapping, Sequence
from functools import partial
from typing import TypeVar

import structlog

from bot.engine.outcomes import consequences, result
from bot.engine.render import Renderer
from bot.model.ports import Busy, Channel, Clock, Delivery, Moved, Outcome, Refused, Unknown
from bot.storage import leases, pace
from bot.storage.database import Connection, Database, Unavailable
from bot.storage.outbox import Due, Result

log = structlog.get_logger()
T = TypeVar("T")
Failure = Busy | Refused | Unknown | Moved
GROUP = 50
SLICE = 0.25  # seconds that one look plans ahead for an identity with a pace
IDLE = 1.0  # seconds between looks when nothing wakes us
TEND = 0.5
RENEW = 3.0
WAITS = (0.1, 0.5, 1.0, 2.0)  # before an outcome is written once more while the database is away


class Deliverer:
    """Sends what is due on the channels this process holds, one group a channel and lane at a time.

    A channel that hangs holds up no other, and what it does not answer in time holds up none of its own answers."""

    def __init__(
        self, database: Database, renderer: Renderer, channels: Mapping[str, Channel], clock: Clock, owner: str | None = None
    ) -> None:
        self.database = database
        self.renderer = renderer
        self.channels = channels
        self.clock = clock
        self.owner = owner or f"d-{uuid.uuid4().hex[:16]}"
        self.delivered: asyncio.Condition = asyncio.Condition()
        self._wakes = {True: asyncio.Event(), False: asyncio.Event()}
        self._under_way: dict[bool, set[str]] = {True: set(), False: set()}
        self._held: set[int] = set()
        self._paced = {True: False, False: False}
        self._stopping = False

    def wake(self) -> None:
        """Something may be due: look now."""
        for event in self._wakes.values():
            event.set()

    async def run(self) -> None:
        """Deliver until `stop`: one lane for answers, one for everything else, and the care of leases."""
        async with asyncio.TaskGroup() as tasks:
            for answers in (True, False):
                tasks.create_task(self._lane(tasks, answers=answers))
            tasks.create_task(self._tend())

    def stop(self) -> None:
        """Lease nothing more; `run` returns when what is under way has an outcome."""
        self._stopping = True
        self.wake()

    async def flush(self, *, lanes: Sequence[bool] = (True, False)) -> int:
        """Deliver everything due now, then return how many were tried; for one-shot commands and tests."""
        count = 0
        await self.database.do(self._recover)
        for answers in lanes:
            while group := await self.database.do(partial(self._lease, answers=answers, channels=list(self.channels))):
                await self._send_group(group)
                count += len(group)
        return count

    async def settle(self, row: int, outcome: Outcome, owner: str | None = None) -> None:
        """Record the outcome of a row that somebody else sent (a channel, inside a request)."""
        due = await self.database.look(lambda tx: leases.one(tx, row))
        if due is not None:
            await self._write([(due, outcome)], owner or self.owner)

    async def prepare(self, due: Due) -> Delivery | None:
        """The row in words, for a caller that leased it; None when it cannot be said, which is then written down."""
        found = await self._tried(due, self.renderer.render(due))
        if isinstance(found, Delivery):
            return found
        await self._write([(due, found)], self.owner)
        self.wake()
        return None

    async def _lane(self, tasks: asyncio.TaskGroup, *, answers: bool) -> None:
        wake = self._wakes[answers]
        while not self._stopping:
            wake.clear()
            for group in await self._look(answers=answers):
                self._under_way[answers].add(group[0].channel)
                tasks.create_task(self._send_channel(group, answers=answers))
            try:
                await asyncio.wait_for(wake.wait(), SLICE if self._paced[answers] else IDLE)
            except TimeoutError:
                continue

    async def _look(self, *, answers: bool) -> list[list[Due]]:
        """What is due on the channels with nothing under way, by channel."""
        idle = [name for name in self.channels if name not in self._under_way[answers]]
        try:
            found = await self.database.do(partial(self._lease, answers=answers, channels=idle)) if idle else []
        except Unavailable as trouble:
            log.warning("outbox.database_away", trouble=str(trouble))
            return []
        groups = [[due for due in found if due.channel == name] for name in idle]
        return [group for group in groups if group]

    async def _send_channel(self, group: Sequence[Due], *, answers: bool) -> None:
        try:
            await self._send_group(group)
        finally:
            self._under_way[answers].discard(group[0].channel)
            self._wakes[answers].set()

    async def _send_group(self, group: Sequence[Due]) -> None:
        """Send what was leased together, and write all outcomes in one commit."""
        self._held |= {due.id for due in group}
        try:
            outcomes = await asyncio.gather(*(self._send(due) for due in group))
            await self._write(list(zip(group, outcomes, strict=True)), self.owner)
        finally:
            self._held -= {due.id for due in group}

    async def _tend(self) -> None:
        """Keep our leases alive, and take back those of the dead."""
        every = asyncio.get_running_loop().time
        renewed = every()
        while not self._stopping:
            await asyncio.sleep(TEND)
            try:
                await self.database.do(self._recover)
                if every() - renewed >= RENEW and self._held:
                    await self.database.do(partial(leases.renew, owner=self.owner, held=set(self._held), now=self.clock.now()))
                    renewed = every()
            except Unavailable as trouble:
                log.warning("outbox.database_away", trouble=str(trouble))

    def _recover(self, tx: Connection) -> int:
        return leases.recover(tx, self.clock.now(), but=set(self._held))

    def _lease(self, tx: Connection, *, answers: bool, channels: Collection[str]) -> list[Due]:
        """At most a group for each channel, within the pace of each identity; answers may borrow one message from the future."""
        now = self.clock.now()
        group: list[Due] = []
        left = dict.fromkeys(channels, GROUP)
        self._paced[answers] = False
        for identity, channel in pace.identities(tx, channels, now):
            rate = self.channels[channel].pace
            allowed = pace.allowance(tx, identity, rate, SLICE, now, ahead=int(answers))
            self._paced[answers] |= allowed <= 0
            if (most := min(left[channel], allowed)) > 0:
                taken = leases.lease(tx, self.owner, identity, now, answers=answers, most=most)
                pace.spend(tx, identity, rate, len(taken), now)
                left[channel] -= len(taken)
                group += taken
        return group

    async def _send(self, due: Due) -> Outcome:
        async def say() -> Outcome:
            return await self.channels[due.channel].send(await self.renderer.render(due))

        return await self._tried(due, say())

    async def _tried(self, due: Due, work: Awaitable[T]) -> T | Failure:
        try:
            return await work
        except (Busy, Refused, Unknown, Moved) as trouble:
            return trouble
        except Unavailable:
            return Busy(IDLE)
        except Exception as error:  # one message out: a broken template must not stop the others
            log.error("outbox.send_failed", row=due.id, error=type(error).__name__, exc_info=True)
            return Refused("payload", f"{type(error).__name__}: {error}")

    async def _write(self, outcomes: Sequence[tuple[Due, Outcome]], owner: str) -> None:
        """Record under the owner's fence. While the database is away it is tried again; in the end the leases run out instead."""
        for wait in (*WAITS, 0.0):
            try:
                await self.database.do(partial(self._record, outcomes=outcomes, owner=owner))
                break
            except Unavailable as trouble:
                log.warning("outbox.outcome_not_written", rows=len(outcomes), trouble=str(trouble), again=bool(wait))
                await asyncio.sleep(wait)
        async with self.delivered:
            self.delivered.notify_all()

    def _record(self, tx: Connection, *, outcomes: Sequence[tuple[Due, Outcome]], owner: str) -> None:
        now = self.clock.now()
        results: dict[int, tuple[Due, Result]] = {due.id: (due, result(due, outcome, now)) for due, outcome in outcomes}
        for row in leases.record(tx, owner, [it for _, it in results.values()], now):
            consequences(tx, *results[row], now)
