"""One process that runs everything: channels, pages, clock and delivery, until SIGTERM drains it."""

import asyncio
import fcntl
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from bot.app.assemble import Plaza
from bot.channels.clock import ClockChannel
from bot.model.ports import Channel
from bot.storage import events, inbox, leases, outbox, pace, schema
from bot.storage.database import Unavailable

log = structlog.get_logger()
# Together less than the 20 s in which a supervisor expects us to be gone: what is under way, the channels, the requests.
DRAIN, CLOSE, GRACE = 9.0, 4.0, 3
LATE = timedelta(minutes=15)


Door = socket.socket


class AlreadyRunning(Exception):
    """Another Plaza serves from this home."""


class Broken(Exception):
    """The server did not come up, or one of its workers died; the log says why."""


@contextmanager
def lock(path: Path) -> Iterator[IO[str]]:
    """Hold the one lock of this home. Raises AlreadyRunning when a process that lives has it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("w", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(f"another plaza serve runs here: it holds {path}; stop it first") from error
        yield file


def door(host: str, port: int) -> Door:
    """A listening socket; port 0 takes any that is free. Raises OSError when it cannot be had."""
    return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=2048)


class Server:
    """The running half of a Plaza."""

    def __init__(self, plaza: Plaza) -> None:
        self.plaza = plaza
        self.clock_channel = ClockChannel(plaza.clock, sorted(plaza.router.timers))
        self.ready = False
        self.closing = False
        self.failed = False
        self.work: list[asyncio.Task[None]] = []

    def application(self) -> Starlette:
        """The ASGI application: health, every channel's pages, the chat last."""
        routes: list[BaseRoute] = [Route("/livez", self.livez), Route("/readyz", self.readyz)]
        pages = [page for channel in self.plaza.channels.values() if (page := channel.web())]
        routes += [Mount(prefix.rstrip("/"), app=app) for prefix, app in sorted(pages, key=lambda page: -len(page[0]))]
        return Starlette(routes=routes, lifespan=self.lifespan)

    @asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncIterator[None]:
        """Take back what a dead process held, open the channels, work; then drain."""
        await self.start()
        try:
            yield
        finally:
            await self.stop()

    async def start(self) -> None:
        """Everything up; this process holds the lock, so whatever is leased on SQLite belongs to nobody."""
        plaza = self.plaza
        now = plaza.clock.now()
        if plaza.database.is_sqlite:
            back = plaza.database.write(lambda tx: (inbox.take_back(tx), leases.recover(tx, now, all_of_them=True)))
            log.info("taken back", inputs=back[0], deliveries=back[1])
        plaza.database.write(lambda tx: pace.reopen(tx, list(plaza.channels)))
        if moved := plaza.database.write(lambda tx: events.recompute(tx, now)):
            log.info("the rules of a zone changed", events=moved)
        await asyncio.gather(*(channel.open(plaza.receiver, plaza.mailbox) for channel in plaza.channels.values()))
        self.work = [asyncio.create_task(plaza.receiver.run()), asyncio.create_task(plaza.deliverer.run())]
        for task in self.work:
            task.add_done_callback(self._ended)
        await self.clock_channel.open(plaza.receiver)
        self.ready = True
        log.info("plaza is ready", address=plaza.settings.url, channels=sorted(plaza.channels))

    def _ended(self, task: asyncio.Task[None]) -> None:
        """A worker that ends by itself takes the process with it: half a Plaza looks alive and sends nothing."""
        if not self.closing and not task.cancelled():
            self.failed = True
            log.critical("a worker died; stopping", exc_info=task.exception())

    async def stop(self) -> None:
        """Nothing new, what is under way gets its time, and what was not begun is given back."""
        await self.quiet()
        receiving = self.work[0]
        receiving.cancel()
        await asyncio.wait([receiving])
        self.plaza.close()
        log.info("plaza has stopped")

    async def quiet(self) -> None:
        """Not ready, no more bells, what is being sent gets its outcome, and then nobody brings anything any more."""
        if self.closing:
            return
        self.ready, self.closing = False, True
        await self.clock_channel.close()
        self.plaza.deliverer.stop()
        _, late = await asyncio.wait(self.work[1:], timeout=DRAIN)
        for task in late:
            task.cancel()
        await asyncio.gather(*(self._close(channel) for channel in self.plaza.channels.values()))

    async def _close(self, channel: Channel) -> None:
        try:
            await asyncio.wait_for(channel.close(), CLOSE)
        except TimeoutError:
            log.warning("channel closes too slowly", channel=channel.name)

    async def livez(self, _: Request) -> Response:
        """The event loop turns."""
        return PlainTextResponse("ok\n")

    async def readyz(self, _: Request) -> Response:
        """The database takes writes at the newest schema, and nothing due waits too long."""
        checks = {"started": self.ready} | (await self._checks() if self.ready else {})
        return JSONResponse(checks, status_code=200 if all(checks.values()) else 503)

    async def _checks(self) -> dict[str, bool]:
        now = self.plaza.clock.now()
        try:
            stands = await self.plaza.database.do(schema.current)
            oldest = await self.plaza.database.look(lambda tx: outbox.oldest_due(tx, now))
        except Unavailable:
            return {"database": False}
        return {"schema": stands == schema.head(), "delivery": oldest is None or now - oldest < LATE}


class Front(uvicorn.Server):
    """Uvicorn, but that the house grows quiet first (an open page's stream would hold the whole grace period), and that it ends with it."""

    def __init__(self, config: uvicorn.Config, house: Server) -> None:
        super().__init__(config)
        self.house = house

    async def on_tick(self, counter: int) -> bool:
        """Stop when a worker died."""
        return await super().on_tick(counter) or self.house.failed

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """No more input, then uvicorn's own way down."""
        await self.house.quiet()
        await super().shutdown(sockets)


def serve(plaza: Plaza, listening: Door) -> None:
    """Run until SIGTERM or SIGINT. Raises Broken when it ended otherwise."""
    house = Server(plaza)
    front = Front(
        uvicorn.Config(house.application(), log_config=None, access_log=False, timeout_graceful_shutdown=GRACE, server_header=False), house
    )
    # Uvicorn raises the signal that stopped it once more at its end; that is no reason to die of it.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: setattr(front, "should_exit", True))
    front.run(sockets=[listening])
    if house.failed or not front.started:
        raise Broken("plaza serve did not run as it should; the log above says why")
