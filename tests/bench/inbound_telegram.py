"""Updates pushed by Telegram until they are committed and answered 200, against an application that only keeps them in memory."""

import asyncio
import contextlib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from statistics import median

from sqlalchemy import func, select

from bot.storage import inbox
from bot.storage.database import opened
from tests.app.running import free_port, is_ready, served
from tests.bench.inbound_load import SECRET, UPDATES, Push, push, updates
from tests.bench.measure import ROUNDS, Line, own_home, percentile
from tests.platforms.telegram import TelegramStub

PEOPLE = 100


def lines() -> Iterator[Line]:
    """Requests per second and p99; a fresh process of each side in every round, the other one gone meanwhile."""
    ours, theirs = asyncio.run(rounds())
    peer = "one-handler PTB, in memory"
    yield Line("inbound-telegram: rate", *_medians([p.rate for p in ours], "/s", peer, [p.rate for p in theirs]), least=0.5)
    yield Line("inbound-telegram: p99", *_medians([p.tail for p in ours], "ms", peer, [p.tail for p in theirs]))


def _medians(ours: list[float], unit: str, peer: str, theirs: list[float]) -> tuple[float, str, str, float]:
    return median(ours), unit, peer, median(theirs)


async def rounds() -> tuple[list[Push], list[Push]]:
    """Both sides in turn."""
    ours, theirs = [], []
    async with TelegramStub() as telegram:
        people = [telegram.person(f"Person {n}", started=True).id for n in range(PEOPLE)]
        for _ in range(ROUNDS):
            with own_home() as home:
                ours.append(await measured(lambda port, home=home: plaza(home, port, telegram), people))  # type: ignore[misc]
                assert committed(home) == UPDATES
            theirs.append(await measured(lambda port: peer(port, telegram.url), people))
    return ours, theirs


async def measured(start: Callable[[int], AbstractContextManager[object]], people: list[int]) -> Push:
    """One round against a server in its own process; the loop here goes on turning for the Telegram it talks to."""
    port = free_port()
    with contextlib.ExitStack() as held:
        try:
            await asyncio.to_thread(held.enter_context, start(port))
            wall, spent = await push(f"http://127.0.0.1:{port}/telegram/webhook", updates(people, UPDATES))
        finally:
            await asyncio.to_thread(held.close)
    return Push(UPDATES / wall, percentile(spent, 0.99) * 1000)


def plaza(home: Path, port: int, telegram: TelegramStub) -> AbstractContextManager[object]:
    """A whole `plaza serve`, which handles and answers what it took as well."""
    settings = {"TOKEN": telegram.token, "API_URL": telegram.url, "WEBHOOK_SECRET": SECRET}
    return served(home, port, **{f"PLAZA_TELEGRAM_{name}": value for name, value in settings.items()})


def committed(home: Path) -> int:
    """How many updates of Telegram are in the database."""
    with opened(f"sqlite:///{home / 'var' / 'plaza.db'}") as database:
        query = select(func.count()).where(inbox.inbox.c.channel == "telegram")
        return int(database.read(lambda tx: tx.execute(query).scalar_one()))


@contextmanager
def peer(port: int, api_url: str) -> Iterator[None]:
    """The other application, in its own process."""
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.inbound_peer", str(port), api_url])
    try:
        while not is_ready(port):
            assert process.poll() is None, "the peer does not start"
            time.sleep(0.02)
        yield
    finally:
        process.terminate()
        process.wait(20)
