"""The door: whatever a channel brings is committed first, handled once, and answered through the outbox."""

import asyncio
import contextlib
import re
import uuid
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any

import structlog

from bot.engine.together import Together
from bot.engine.turns import Conversation
from bot.model import inbound as kinds
from bot.model.codec import dumps, loads
from bot.model.inbound import Inbound, Origin
from bot.model.ports import Clock, Delivery, Outcome
from bot.storage import inbox, leases
from bot.storage.database import Connection, Database, Trouble, Unavailable
from bot.storage.outbox import Due

log = structlog.get_logger()
KINDS = {kind.__name__: kind for kind in (kinds.Said, kinds.Commanded, kinds.Pressed, kinds.Answered, kinds.Rang)}
CLOCK = "clock"
POLL = 5.0
PAUSE = 1.0
UNFIT = re.compile("[\x00\ud800-\udfff]")  # what neither database keeps in a text


def to_raw(inbound: Inbound) -> str:
    """An input as the text the inbox keeps; characters that no database keeps become question marks."""
    return dumps({"kind": type(inbound).__name__, **{name: fit(getattr(inbound, name)) for name in inbound.__dataclass_fields__}})


def fit(value: object) -> object:
    """A value of an input with every text in it made fit to be stored."""
    match value:
        case str():
            return UNFIT.sub("?", value)
        case Mapping():
            return {fit(name): fit(text) for name, text in value.items()}
        case Origin():
            return Origin(**{name: fit(getattr(value, name)) for name in value.__dataclass_fields__})  # type: ignore[arg-type]
    return value


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
        prepare: Callable[[Due], Awaitable[Delivery | None]],
        settle: Callable[[int, Outcome], Awaitable[None]],
        wake: Callable[[], None],
        channels: Collection[str],
        owner: str | None = None,
    ) -> None:
        self.database = database
        self.conversation = conversation
        self.clock = clock
        self.prepare = prepare
        self._settle = settle
        self.wake = wake
        self.channels = [*channels, CLOCK]
        self.owner = owner or f"r-{uuid.uuid4().hex[:16]}"
        self._stores = Together(database)
        self._waiting = asyncio.Event()
        self._running: set[asyncio.Future[Any]] = set()

    async def accept(self, inbound: Inbound) -> None:
        """Committed when this returns; handled next. Raises Unavailable when it could not be committed."""
        now = self.clock.now()
        raw = to_raw(inbound)
        await self._stores.do(lambda tx: inbox.store(tx, inbound.origin.channel, inbound.key, raw, now))
        self._waiting.set()

    async def converse(self, inbound: Inbound, within: float = 2.0) -> Sequence[Delivery]:
        """Committed, handled, and the speaker's answers leased to the caller. Raises Unavailable when it could not be committed."""
        now = self.clock.now()
        store = partial(inbox.store, channel=inbound.origin.channel, key=inbound.key, raw=to_raw(inbound), now=now, owner=self.owner)
        item = await self.database.do(store)
        if item is None:
            return ()
        work = asyncio.ensure_future(self._handle(item, leased=True))
        self._keep(work)
        try:
            due = await asyncio.wait_for(asyncio.shield(work), within)
        except TimeoutError:
            work.add_done_callback(self._give_back)
            return ()
        except asyncio.CancelledError:
            work.add_done_callback(self._give_back)
            raise
        return [said for said in [await self.prepare(one) for one in due] if said is not None]

    async def settle(self, delivery: int, outcome: Outcome) -> None:
        """Record what became of a delivery that `converse` returned."""
        await self._settle(delivery, outcome)

    def _keep(self, work: asyncio.Future[Any]) -> None:
        self._running.add(work)
        work.add_done_callback(self._running.discard)

    def _give_back(self, work: asyncio.Future[list[Due]]) -> None:
        """Nobody waits for these answers any more: the outbox sends them now instead of when their lease has run out."""
        if not work.cancelled() and not work.exception() and (rows := [one.id for one in work.result()]):
            self._keep(asyncio.ensure_future(self._release(rows)))

    async def _release(self, rows: Sequence[int]) -> None:
        try:
            await self.database.do(lambda tx: leases.release(tx, self.owner, rows, self.clock.now()))
        except Unavailable as trouble:
            log.warning("inbox.database_away", trouble=str(trouble))
        self.wake()

    async def run(self) -> None:
        """Handle what waits in the inbox, until cancelled; looks by itself now and then for what another process left."""
        try:
            while True:
                self._waiting.clear()
                if not await self._round():
                    await self._rest()
        finally:
            with contextlib.suppress(Unavailable):
                await self.database.do(lambda tx: inbox.give_back(tx, self.owner))

    async def drain(self) -> None:
        """Handle everything that waits now, then return."""
        while await self._round():
            continue

    async def _rest(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._waiting.wait(), POLL)

    async def _round(self) -> int:
        """Take some inputs and handle them in their order; how many."""
        try:
            taken = await self.database.do(lambda tx: inbox.take(tx, self.owner, self.clock.now(), self.channels))
        except Unavailable as trouble:
            log.warning("inbox.database_away", trouble=str(trouble))
            await asyncio.sleep(PAUSE)
            return 0
        for item in taken:
            await self._handle(item, leased=False)
        return len(taken)

    async def _handle(self, item: int, *, leased: bool) -> list[Due]:
        try:
            return await self.database.do(lambda tx: self._one(tx, item, leased=leased))
        except inbox.TakenOver as late:
            log.warning("inbox.taken_over", item=item, reason=str(late))
        except Unavailable as trouble:
            log.warning("inbox.database_away", item=item, trouble=str(trouble))
            await self._postpone(item)
        except Exception as error:  # one message in: a broken handler must not stop the others
            log.error("inbox.handler_failed", item=item, error=type(error).__name__, exc_info=True)
            await self._failed(item, f"{type(error).__name__}: {error}")
        finally:
            self.wake()
        return []

    def _one(self, tx: Connection, item: int, *, leased: bool) -> list[Due]:
        raw = inbox.raw_of(tx, item, self.owner)
        if raw is None:
            return []
        rows = self.conversation.run(tx, item, from_raw(raw), self.clock.now())
        inbox.finish(tx, item, self.owner)
        return leases.take(tx, rows, self.owner, self.clock.now()) if leased else []

    async def _postpone(self, item: int) -> None:
        """The database went away under a handler: that was no attempt of this input's. If it stays away, the lease runs out."""
        await asyncio.sleep(PAUSE)
        with contextlib.suppress(Unavailable):
            await self.database.do(lambda tx: inbox.give_back(tx, self.owner, item))
            self._waiting.set()

    async def _failed(self, item: int, error: str) -> None:
        """Another attempt, or the end of it: then the person is told. What cannot even be told stays in the log."""
        try:
            if not await self.database.do(lambda tx: inbox.fail(tx, item, self.owner, error)):
                self._waiting.set()
                return
            await self.database.do(lambda tx: self._sorry(tx, item))
        except (Trouble, Unavailable, ValueError, LookupError, TypeError):
            log.error("inbox.nobody_told", item=item, exc_info=True)

    def _sorry(self, tx: Connection, item: int) -> None:
        inbound = from_raw(inbox.dead_raw(tx, item))
        if not isinstance(inbound, kinds.Rang):
            self.conversation.apologise(tx, item, inbound.origin, self.clock.now())
