"""A channel with an inlet of paper behind it, and a web server before it when Telegram is to push."""

import asyncio
import itertools
import socket
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from bot.channels.telegram.client import TelegramChannel
from bot.channels.telegram.settings import TelegramSettings
from bot.model.inbound import Inbound
from bot.model.outgoing import Outgoing
from bot.model.ports import Channel, Delivery
from tests.paper import PaperInlet, PaperMailbox
from tests.platforms.telegram import TelegramStub
from tests.platforms.telegram_people import Person

SECRET = "a-secret_of-42"


@dataclass
class House:
    """What a test of the channel needs at hand."""

    telegram: TelegramStub
    channel: TelegramChannel
    inlet: PaperInlet
    url: str = ""
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def to(self, person: Person, outgoing: Outgoing, *, chat: str = "", answers: str = "") -> Delivery:
        """A message for this person."""
        return Delivery(next(self.numbers), person.address, chat, outgoing, answers)

    def answering(self, *said: Outgoing) -> None:
        """Every press is answered with these, in the chat it came from."""

        def answer(inbound: Inbound) -> Sequence[Delivery]:
            origin = inbound.origin
            return [Delivery(next(self.numbers), origin.address, origin.chat, one, inbound.key) for one in said]

        self.inlet.answer = answer


async def until(true: Callable[[], object], within: float = 5.0) -> None:
    """Wait for something that happens elsewhere."""
    end = time.monotonic() + within
    while not true():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.01)


@asynccontextmanager
async def webhook_house(telegram: TelegramStub, inlet: PaperInlet) -> AsyncIterator[House]:
    """An open channel in webhook mode, served on loopback."""
    door = socket.create_server(("127.0.0.1", 0))
    root = f"http://127.0.0.1:{door.getsockname()[1]}"
    channel = TelegramChannel(TelegramSettings(telegram.token, SECRET, telegram.url, root))
    async with serving(channel, door):
        await channel.open(inlet, PaperMailbox())
        yield House(telegram, channel, inlet, f"{root}/telegram/webhook")
        await channel.close()


@asynccontextmanager
async def polling_house(telegram: TelegramStub, inlet: PaperInlet) -> AsyncIterator[House]:
    """An open channel that polls."""
    channel = TelegramChannel(TelegramSettings(telegram.token, api_url=telegram.url))
    await channel.open(inlet, PaperMailbox())
    yield House(telegram, channel, inlet)
    await channel.close()


@asynccontextmanager
async def serving(channel: Channel, door: socket.socket) -> AsyncIterator[None]:
    """The pages of a channel where `app` mounts them."""
    pages = channel.web()
    assert pages is not None
    config = uvicorn.Config(Starlette(routes=[Mount(pages[0], pages[1])]), log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve([door]))
    await until(lambda: server.started)
    yield
    server.should_exit = True
    await running
