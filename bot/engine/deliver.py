"""Delivery: lease what is due, say it, write down what became of it; answers overtake everything else."""

import asyncio
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial

import structlog

from bot.engine.compose import Composer
from bot.engine.texts import Reader
from bot.handlers.router import Maker
from bot.model.outgoing import File
from bot.model.ports import Busy, Channel, Clock, Delivery, Moved, Outcome, Refused, Sent, Unknown
from bot.storage import leases, people
from bot.storage.database import Connection, Database
from bot.storage.outbox import Due, Result

log = structlog.get_logger()
GROUP = 50
SLICE = 0.25
BACKOFF = (10, 60, 300, 1800, 7200)
RENEW = 3.0


class Renderer:
    """Leased rows to Deliveries: words in the reader's language, and the files a reply names."""

    def __init__(self, database: Database, composer: Composer, makers: Mapping[str, Maker], batch: Callable[[str], int]) -> None:
        self.database = database
        self.composer = composer
        self.makers = makers
        self.batch = batch

    async def render(self, due: Due) -> Delivery:
        """One row, ready for its channel."""
        wanted = [(self.makers[a["maker"]], a["value"]) for a in due.reply.get("attach", ()) if a["maker"] in self.makers]
        language = due.reply.get("language") or due.language

        def make(tx: Connection) -> tuple[File, ...]:
            return tuple(maker(tx, value, language) for maker, value in wanted)

        files = await self.database.look(make) if wanted else ()
        said = self.composer.outgoing(due.id, due.reply, Reader(due.language, due.zone), self.batch(due.channel), files)
        return Delivery(due.id, due.address, due.chat, said, due.answers)


class Deliverer:
    """Sends what is due on the channels this process holds."""

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
        self._held: set[int] = set()
        self._stopping = False

    def wake(self) -> None:
        """Something may be due: look now."""
        for event in self._wakes.values():
            event.set()

    async def run(self) -> None:
        """Deliver until `stop`: one lane for answers, one for everything else, and the renewal of leases."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._lane(answers=True))
            group.create_task(self._lane(answers=False))
            group.create_task(self._keep_leases())

    def stop(self) -> None:
        """Lease nothing more; `run` returns when what is under way has an outcome."""
        self._stopping = True
        self.wake()

    async def flush(self, *, lanes: Sequence[bool] = (True, False)) -> int:
        """Deliver everything due now, then return how many were tried; for one-shot commands and tests."""
        count = 0
        for lane in lanes:
            while done := await self._pass(answers=lane):
                count += done
        return count

    async def settle(self, row: int, outcome: Outcome, owner: str | None = None) -> None:
        """Record the outcome of a row that somebody else sent (a channel, inside a request)."""
        due = await self.database.look(lambda tx: leases.one(tx, row))
        if due is not None:
            await self._write([self._result(due, outcome)], owner or self.owner)

    async def _lane(self, *, answers: bool) -> None:
        wake = self._wakes[answers]
        while not self._stopping:
            wake.clear()
            if await self._pass(answers=answers):
                continue
            try:
                await asyncio.wait_for(wake.wait(), SLICE if not answers else 1.0)
            except TimeoutError:
                continue

    async def _keep_leases(self) -> None:
        last = self.clock.now()
        while not self._stopping:
            await asyncio.sleep(0.5)
            if self.clock.now() - last < timedelta(seconds=RENEW) or not self._held:
                continue
            last = self.clock.now()
            await self.database.do(partial(leases.renew, owner=self.owner, held=set(self._held), now=last))

    async def _pass(self, *, answers: bool) -> int:
        """One group: one commit leases it, it is sent, one commit records it."""
        group = await self.database.do(lambda tx: self._lease(tx, answers=answers))
        if not group:
            return 0
        self._held |= {due.id for due in group}
        try:
            results = await asyncio.gather(*(self._send(due) for due in group))
            await self._write(results, self.owner)
        finally:
            self._held -= {due.id for due in group}
        return len(group)

    def _lease(self, tx: Connection, *, answers: bool) -> list[Due]:
        now = self.clock.now()
        leases.recover(tx, now)
        group: list[Due] = []
        for identity in leases.identities(tx, list(self.channels), now):
            rate = self._rate(identity)
            most = min(GROUP - len(group), leases.allowance(tx, identity, rate, SLICE, now))
            if most > 0:
                taken = leases.lease(tx, self.owner, identity, now, answers=answers, most=most)
                leases.spend(tx, identity, rate, len(taken), now)
                group += taken
        return group

    def _rate(self, identity: str) -> float:
        channel = self.channels.get(identity.partition(":")[0])
        return channel.pace if channel else 0.0

    async def _send(self, due: Due) -> Result:
        try:
            delivery = await self.renderer.render(due)
            outcome: Outcome = await self.channels[due.channel].send(delivery)
        except (Busy, Refused, Unknown, Moved) as trouble:
            outcome = trouble
        except Exception as error:  # one message out: a broken template must not stop the others
            log.error("outbox.send_failed", row=due.id, error=type(error).__name__, exc_info=True)
            outcome = Refused("payload", f"{type(error).__name__}: {error}")
        return self._result(due, outcome)

    def _result(self, due: Due, outcome: Outcome) -> Result:
        now = self.clock.now()
        later = now + timedelta(seconds=BACKOFF[min(due.attempts, len(BACKOFF)) - 1])
        match outcome:
            case Sent(platform_id):
                return Result(due.id, "sent", "sent", platform_id=platform_id)
            case Busy():
                until = now + timedelta(seconds=max(outcome.after, 0.1))
                return Result(due.id, "due", "busy", str(outcome), again_at=until, extra={"attempts": due.attempts - 1})
            case Moved():
                return Result(due.id, "due", "moved", str(outcome), again_at=now, extra={"chat": outcome.chat})
            case Refused():
                return Result(due.id, "failed", "refused", f"{outcome.whom}: {outcome.reason}")
            case Unknown() if due.again and due.attempts < len(BACKOFF):
                return Result(due.id, "due", "unknown", str(outcome), again_at=later)
        return Result(due.id, "unknown", "unknown", str(outcome))

    async def _write(self, results: Sequence[Result], owner: str) -> None:
        now = self.clock.now()

        def write(tx: Connection) -> None:
            self._consequences(tx, results)
            leases.record(tx, owner, results, now)

        await self.database.do(write)
        async with self.delivered:
            self.delivered.notify_all()

    def _consequences(self, tx: Connection, results: Sequence[Result]) -> None:
        """What an outcome means beyond its row: an identity is held or shut, an address is lost."""
        for result in results:
            due = leases.one(tx, result.id) if result.outcome in ("busy", "refused") else None
            if due is None:
                continue
            if result.outcome == "busy" and result.again_at:
                leases.hold(tx, due.identity, result.again_at)
            elif result.reason.startswith("person:"):
                people.lose(tx, due.address, "blocked", result.reason)
            elif result.reason.startswith("sender:"):
                leases.shut(tx, due.identity, result.reason)
                log.error("outbox.identity_shut", identity=due.identity, reason=result.reason, remedy="check the token, then restart")


class LetterBox:
    """The Mailbox of channels that keep their own screen: what was delivered to an address, by cursor."""

    def __init__(self, database: Database, renderer: Renderer, delivered: asyncio.Condition) -> None:
        self.database = database
        self.renderer = renderer
        self.delivered = delivered

    async def read(self, address: str, after: int = 0, most: int = 50) -> Sequence[Delivery]:
        """Deliveries to this address, in the order they were delivered."""
        rows = await self.database.look(lambda tx: leases.letters(tx, address, after, most))
        return [await self.renderer.render(row) for row in rows]

    async def changed(self, address: str, within: float) -> bool:
        """True when anything was delivered to anybody meanwhile: the caller reads again and sees."""
        async with self.delivered:
            try:
                await asyncio.wait_for(self.delivered.wait(), within)
            except TimeoutError:
                return False
        return True
