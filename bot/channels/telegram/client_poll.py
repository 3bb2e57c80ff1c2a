"""Fetching updates where nothing can be pushed: confirmed only after the batch before was committed."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, TypeVar

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram import client_errors as errors
from bot.channels.telegram import incoming
from bot.channels.telegram.client_wire import Wire

log = logging.getLogger(__name__)

Update = dict[str, Any]
Take = Callable[[Update], Awaitable[None]]
T = TypeVar("T")

SHORTEST, LONGEST = 0.5, 30.0  # seconds between two attempts


class Backoff:
    """Pauses that double while things fail, and end at once when `stop` is set."""

    def __init__(self, stop: asyncio.Event) -> None:
        self._stop = stop
        self._next = SHORTEST

    def calm(self) -> None:
        """Things work again."""
        self._next = SHORTEST

    async def pause(self, at_least: float = 0.0) -> None:
        """Wait; longer every time."""
        delay, self._next = max(self._next, at_least), min(self._next * 2, LONGEST)
        await unless(self._stop, asyncio.sleep(delay))


class Poller:
    """The loop. Raises Conflict or InvalidToken when there is no point in going on; nothing else ends it but `stop`."""

    def __init__(self, wire: Wire, take: Take, kinds: list[str], stop: asyncio.Event) -> None:
        self._wire = wire
        self._take = take
        self._kinds = kinds
        self._stop = stop
        self._offset = 0
        self._backoff = Backoff(stop)

    async def run(self) -> None:
        """Fetch, commit, confirm, until told to stop; what is under way is finished first."""
        while not self._stop.is_set():
            try:
                batch = await unless(self._stop, self._wire.updates(self._offset, self._kinds))
            except (Conflict, InvalidToken):
                raise
            except TelegramError as error:
                log.warning("telegram: polling failed, will try again: %s", error.message)
                await self._backoff.pause(errors.seconds(error) if isinstance(error, RetryAfter) else 0.0)
                continue
            await self._commit(batch or [])

    async def _commit(self, batch: Sequence[Update]) -> None:
        """Chats beside each other, each in its order; the offset moves over all or, after a failure, over what came before it."""
        chats: dict[int, list[Update]] = defaultdict(list)
        for update in batch:
            spot = incoming.spot(update)
            chats[spot.chat if spot else 0].append(update)
        failures = await asyncio.gather(*map(self._in_order, chats.values()))
        left = [update_id for update_id in failures if update_id is not None]
        if left:
            self._offset = min(left)
            await self._backoff.pause()
        else:
            # An empty answer has confirmed all before the offset. It is not kept longer: after a quiet week Telegram numbers anew.
            self._offset = batch[-1]["update_id"] + 1 if batch else 0
            self._backoff.calm()

    async def _in_order(self, updates: Sequence[Update]) -> int | None:
        """The id of the first update that could not be committed, if any; those after it wait."""
        for update in updates:
            if self._stop.is_set():
                return int(update["update_id"])
            # Gathered rather than caught, for whatever storage raises must neither end the loop nor confirm the update.
            [failure] = await asyncio.gather(self._take(update), return_exceptions=True)
            if failure is not None:
                log.error("telegram: an update was not committed and stays with Telegram: %r", failure)
                return int(update["update_id"])
        return None


async def unless(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """The result of `work`, or None when `stop` was set first; then the work is cancelled."""
    working, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (working, stopping):
            task.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)
    return None if working.cancelled() else working.result()
