"""The clock as a channel: every minute each timer rings, once, whichever process rings it first."""

from collections.abc import Sequence

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.model.inbound import Rang
from bot.model.ports import Clock, Inlet

TICK = 10


class ClockChannel:
    """APScheduler as a bare tick; what is due is asked of the database by whoever hears the bell."""

    def __init__(self, clock: Clock, timers: Sequence[str]) -> None:
        self.clock = clock
        self.timers = timers
        self.scheduler = AsyncIOScheduler(timezone="UTC")

    async def open(self, inlet: Inlet) -> None:
        """Ring now, and then every ten seconds; the inbox lets one ring a minute through."""
        self.inlet = inlet
        await self.ring()
        self.scheduler.add_job(self.ring, "interval", seconds=TICK, misfire_grace_time=None, coalesce=True)
        self.scheduler.start()

    async def ring(self) -> None:
        """One bell for each timer, named after the minute that is due."""
        due = self.clock.now().replace(second=0, microsecond=0)
        for timer in self.timers:
            await self.inlet.accept(Rang(f"{timer}:{due.isoformat()}", timer, due))

    async def close(self) -> None:
        """No more bells."""
        if self.scheduler.running:
            self.scheduler.shutdown(wait=False)
