"""Work under way, so that a channel can stop taking input and then end quietly."""

import asyncio
import logging
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

log = logging.getLogger(__name__)


class Ongoing:
    """Counts what has begun and not ended, in the foreground (`one`) and in the background (`start`)."""

    def __init__(self) -> None:
        self._count = 0
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._tasks: set[asyncio.Task[None]] = set()

    @contextmanager
    def one(self) -> Iterator[None]:
        """One piece of work."""
        self._count += 1
        self._quiet.clear()
        try:
            yield
        finally:
            self._count -= 1
            if not self._count:
                self._quiet.set()

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Begin work that nobody has to wait for; its failure is logged by its kind alone."""
        task = asyncio.create_task(self._counted(work))
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    async def quiet(self) -> None:
        """Return when nothing is under way."""
        await self._quiet.wait()

    async def _counted(self, work: Coroutine[Any, Any, None]) -> None:
        with self.one():
            await work

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (problem := task.exception()):
            log.error("an answer was drawn but not recorded: %s", type(problem).__name__)
