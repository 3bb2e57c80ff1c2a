"""The door: whatever a channel brings is committed first, handled once, and answered through the outbox."""

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import structlog

from bot.engine.turns import Conversation
from bot.model import inbound as kinds
from bot.model.codec import dumps, loads
from bot.model.inbound import Inbound, Origin
from bot.model.ports import Clock, Delivery, Outcome
from bot.model.reply import Reply
from bot.storage import inbox, leases, outbox, people
from bot.storage.database import Connection, Database
from bot.storage.outbox import Due, Place

log = structlog.get_logger()
KINDS = {kind.__name__: kind for kind in (kinds.Said, kinds.Commanded, kinds.Pressed, kinds.Answered, kinds.Rang)}
POLL = 5.0


def to_raw(inbound: Inbound) -> str:
    """An input as the text the inbox keeps."""
    return dumps({"kind": type(inbound).__name__, **{name: getattr(inbound, name) for name in inbound.__dataclass_fields__}})


def from_raw(raw: str) -> Inbound:
    """The inverse of `to_raw`."""
    values = loads(raw)
    kind = KINDS[values.pop("kind")]
    return kind(**{**values, "origin": Origin(**values["origin"])})


class Receiver:
    """The Inlet of every channel of this process."""

    def __init__(
        self,
        database: Database,
        conversation: Conversation,
        clock: Clock,
        render: Callable[[Due], Awaitable[Delivery]],
        settle: Callable[[int, Outcome], Awaitable[None]],
        wake: Callable[[], None],
        owner: str | None = None,
    ) -> None:
        self.database = database
        self.conversation = conversation
        self.clock = clock
        self.render = render
        self._settle = settle
        self.wake = wake
        self.owner = owner or f"r-{uuid.uuid4().hex[:16]}"
        self._waiting = asyncio.Event()
        self._running: set[asyncio.Task[Any]] = set()

    async def accept(self, inbound: Inbound) -> None:
        """Committed when this returns; handled next."""
        now = self.clock.now()
        await self.database.do(lambda tx: inbox.store(tx, inbound.origin.channel, inbound.key, to_raw(inbound), now))
        self._waiting.set()

    async def converse(self, inbound: Inbound, within: float = 2.0) -> Sequence[Delivery]:
        """Committed, handled, and the speaker's answers leased to the caller."""
        now = self.clock.now()
        store = partial(inbox.store, channel=inbound.origin.channel, key=inbound.key, raw=to_raw(inbound), now=now, owner=self.owner)
        item = await self.database.do(store)
        if item is None:
            return ()
        work = asyncio.create_task(self._handle(item, leased=True))
        self._running.add(work)
        work.add_done_callback(self._running.discard)
        try:
            due = await asyncio.wait_for(asyncio.shield(work), within)
        except TimeoutError:
            work.add_done_callback(lambda done: self._give_back(done.result() if not done.cancelled() else []))
            return ()
        return [await self.render(one) for one in due]

    async def settle(self, delivery: int, outcome: Outcome) -> None:
        """Record what became of a delivery that `converse` returned."""
        await self._settle(delivery, outcome)

    def _give_back(self, due: Sequence[Due]) -> None:
        task = asyncio.ensure_future(self.database.do(lambda tx: leases.release(tx, self.owner, [one.id for one in due], self.clock.now())))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        task.add_done_callback(lambda _: self.wake())

    async def run(self) -> None:
        """Handle what waits in the inbox, until cancelled; looks by itself now and then for what another process left."""
        while True:
            self._waiting.clear()
            taken = await self.database.do(lambda tx: inbox.take(tx, self.owner, self.clock.now()))
            for item in taken:
                await self._handle(item, leased=False)
            if not taken:
                try:
                    await asyncio.wait_for(self._waiting.wait(), POLL)
                except TimeoutError:
                    continue

    async def drain(self) -> None:
        """Handle everything that waits now, then return."""
        while taken := await self.database.do(lambda tx: inbox.take(tx, self.owner, self.clock.now())):
            for item in taken:
                await self._handle(item, leased=False)

    async def _handle(self, item: int, *, leased: bool) -> list[Due]:
        now = self.clock.now()
        try:
            return await self.database.do(lambda tx: self._one(tx, item, now, leased=leased))
        except Exception as error:  # one message in: a broken handler must not stop the others
            log.error("inbox.handler_failed", item=item, error=type(error).__name__, exc_info=True)
            why = f"{type(error).__name__}: {error}"
            await self.database.do(lambda tx: self._failed(tx, item, why))
            return []
        finally:
            self.wake()

    def _one(self, tx: Connection, item: int, now: datetime, *, leased: bool) -> list[Due]:
        raw = inbox.raw_of(tx, item, self.owner)
        if raw is None:
            return []
        rows = self.conversation.run(tx, item, from_raw(raw), now)
        inbox.finish(tx, item, self.owner)
        return leases.take(tx, rows, self.owner, now) if leased else []

    def _failed(self, tx: Connection, item: int, error: str) -> None:
        raw = inbox.raw_of(tx, item, self.owner) or ""
        if not inbox.fail(tx, item, error):
            self._waiting.set()
            return
        if not raw or json.loads(raw)["kind"] == "Rang":
            return
        origin = from_raw(raw).origin
        identity = self.conversation.house.identity(origin.channel, origin.address)
        leases.know_identity(tx, identity, origin.channel)
        person = people.meet(tx, origin, identity, self.clock.now())
        place = Place(origin.channel, identity, origin.address, origin.chat)
        outbox.post(tx, f"sorry:{item}", person.id, Reply("start.broken", {"item": item}), place, self.clock.now(), klass=outbox.ANSWER)
