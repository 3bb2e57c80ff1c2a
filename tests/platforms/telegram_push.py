"""Telegram pushing to a webhook: in order per chat, again and again until it hears a 2xx."""

import asyncio
from collections.abc import Callable

import aiohttp

from tests.platforms.telegram_world import Waiting, World

FIRST, LAST = 0.05, 1.0  # seconds between attempts; the real ones go to a minute and more


class Pusher:
    """Runs beside the stub; one task per queue that has something to push."""

    def __init__(self, world: World, log: Callable[[int, int], None]) -> None:
        self._world = world
        self._log = log
        self._queues: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Until cancelled."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session:
            try:
                while True:
                    self._start(session)
                    await asyncio.sleep(0.005)
            finally:
                for task in self._queues.values():
                    task.cancel()
                await asyncio.gather(*self._queues.values(), return_exceptions=True)

    def _start(self, session: aiohttp.ClientSession) -> None:
        self._queues = {name: task for name, task in self._queues.items() if not task.done()}
        for _, one in self._world.pending() if self._world.hook else ():
            if one.queue not in self._queues:
                self._queues[one.queue] = asyncio.create_task(self._push(one.queue, session))

    async def _push(self, queue: str, session: aiohttp.ClientSession) -> None:
        delay = FIRST
        while self._world.hook and (number := self._next(queue)):
            status = await self.post(self._world.waiting[number], session)
            self._log(number, status)
            if 200 <= status < 300:
                self._world.waiting.pop(number, None)
                delay = FIRST
            else:
                await asyncio.sleep(delay)
                delay = min(delay * 2, LAST)

    def _next(self, queue: str) -> int:
        return next((number for number, one in self._world.pending() if one.queue == queue), 0)

    async def post(self, one: Waiting, session: aiohttp.ClientSession) -> int:
        """One attempt; the status, 0 when nobody answered."""
        secret = self._world.hook.get("secret", "")
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        try:
            async with session.post(self._world.hook["url"], json=one.update, headers=headers) as response:
                return response.status
        except (aiohttp.ClientError, TimeoutError, OSError):
            return 0
