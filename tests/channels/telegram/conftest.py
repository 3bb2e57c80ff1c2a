"""Telegram on loopback, and a channel that talks to it."""

from collections.abc import AsyncIterator

import pytest

from tests.channels.telegram.house import House, polling_house, webhook_house
from tests.paper import PaperInlet
from tests.platforms.telegram import TelegramStub


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramStub]:
    async with TelegramStub() as stub:
        yield stub


@pytest.fixture
async def polling(telegram: TelegramStub) -> AsyncIterator[House]:
    """A channel that polls."""
    async with polling_house(telegram, PaperInlet()) as house:
        yield house


@pytest.fixture
async def pushed(telegram: TelegramStub) -> AsyncIterator[House]:
    """A channel that Telegram pushes to, behind a real web server."""
    async with webhook_house(telegram, PaperInlet()) as house:
        yield house
