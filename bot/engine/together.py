"""Small writes of many callers committed together: the disk is asked once for all that wait at the same time."""

import asyncio
from collections.abc import Callable

from bot.storage.database import Connection, Database, Unavailable

MOST = 50
Work = Callable[[Connection], object]
Waiting = tuple[Work, "asyncio.Future[None]"]


class Together:
    """Does each piece of work once, in the order it came; a piece that fails takes no other with it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[Waiting] = []
        self._writer: asyncio.Task[None] | None = None

    async def do(self, work: Work) -> None:
        """Return when it is committed; raise what `Database.do` raises when it could not be."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, done))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        await done

    async def _write(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            trouble = await self._commit(group)
            if isinstance(trouble, Unavailable):
                _tell(group, trouble)  # nobody is to blame, and trying each alone would take as many times the wait
            elif trouble and len(group) > 1:
                # Nothing of the group was kept, and one of them is to blame: each by itself, so that only that one hears of it.
                for one in group:
                    await self._commit([one])

    async def _commit(self, group: list[Waiting]) -> BaseException | None:
        """What went wrong; the callers hear of it here unless there are others in the group."""
        work = self._database.do(lambda tx: [work(tx) for work, _ in group])
        (outcome,) = await asyncio.gather(work, return_exceptions=True)
        trouble = outcome if isinstance(outcome, BaseException) else None
        if trouble is None or len(group) == 1:
            _tell(group, trouble)
        return trouble


def _tell(group: list[Waiting], trouble: BaseException | None) -> None:
    for _, done in group:
        if done.done():
            continue
        if trouble is None:
            done.set_result(None)
        else:
            done.set_exception(trouble)
