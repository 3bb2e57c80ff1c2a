"""One process that runs everything: channels, pages, clock and delivery, until SIGTERM drains it."""

import asyncio
import contextlib
import fcntl
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
from bot.storage import inbox, leases, outbox, schema

log = structlog.get_logger()
DRAIN = 20.0
LATE = timedelta(minutes=15)


class AlreadyRunning(Exception):
    """Another Plaza serves from this home."""


@contextmanager
def lock(path: Path) -> Iterator[IO[str]]:
    """Hold the one lock of this home. Raises AlreadyRunning when a process that lives has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(f"another plaza serve runs here: it holds {path}; stop it first") from error
        yield file


class Server:
    """The running half of a Plaza."""

    def __init__(self, plaza: Plaza) -> None:
        self.plaza = plaza
        self.clock_channel = ClockChannel(plaza.clock, sorted(plaza.router.timers))
        self.ready = False
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
        plaza.database.write(lambda tx: leases.reopen(tx, list(plaza.channels)))
        self.work = [asyncio.create_task(plaza.receiver.run()), asyncio.create_task(plaza.deliverer.run())]
        for channel in plaza.channels.values():
            await channel.open(plaza.receiver, plaza.mailbox)
        await self.clock_channel.open(plaza.receiver)
        self.ready = True
        log.info("plaza is ready", address=plaza.settings.url, channels=sorted(plaza.channels))

    async def stop(self) -> None:
        """Not ready, no more input, what is under way gets up to 20 s, leases go back."""
        await self.close_channels()
        receiving, delivering = self.work
        receiving.cancel()
        self.plaza.deliverer.stop()
        _, late = await asyncio.wait([delivering], timeout=DRAIN)
        for task in late:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await receiving
        self.plaza.close()
        log.info("plaza has stopped")

    async def close_channels(self) -> None:
        """Not ready, and nobody brings anything any more; may be called twice."""
        self.ready = False
        await self.clock_channel.close()
        for channel in self.plaza.channels.values():
            await channel.close()

    async def livez(self, _: Request) -> Response:
        """The event loop turns."""
        return PlainTextResponse("ok\n")

    async def readyz(self, _: Request) -> Response:
        """The database takes writes at the newest schema, and nothing due waits too long."""
        now = self.plaza.clock.now()
        checks = {"started": self.ready}
        if self.ready:
            stands = await self.plaza.database.do(schema.current)
            oldest = await self.plaza.database.look(lambda tx: outbox.oldest_due(tx, now))
            checks |= {"schema": stands == schema.head(), "delivery": oldest is None or now - oldest < LATE}
        return JSONResponse(checks, status_code=200 if all(checks.values()) else 503)


class Front(uvicorn.Server):
    """Uvicorn, but that the channels close first: an open page's stream would otherwise hold the whole grace period."""

    def __init__(self, config: uvicorn.Config, house: Server) -> None:
        super().__init__(config)
        self.house = house

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """No more input, then uvicorn's own way down."""
        await self.house.close_channels()
        await super().shutdown(sockets)


def serve(plaza: Plaza, host: str, port: int) -> None:
    """Run until SIGTERM or SIGINT. Raises AlreadyRunning; OSError when the port is taken."""
    with lock(plaza.settings.home / "var" / "plaza.lock") if plaza.database.is_sqlite else contextlib.nullcontext():
        server = Server(plaza)
        config = uvicorn.Config(
            server.application(), host=host, port=port, log_config=None, access_log=False, timeout_graceful_shutdown=5, server_header=False
        )
        Front(config, server).run()
