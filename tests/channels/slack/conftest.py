"""A Slack workspace, a paper engine, and Plaza's channel between them."""

from collections.abc import AsyncIterator

import pytest

from bot.channels.slack.client import SlackChannel
from tests.paper import PaperInlet, PaperMailbox
from tests.platforms.slack import SlackStub


@pytest.fixture
async def slack() -> AsyncIterator[SlackStub]:
    """The workspace, patient enough for a busy machine; nothing listens yet."""
    async with SlackStub(patience=30.0) as stub:
        yield stub


@pytest.fixture
def inlet() -> PaperInlet:
    """The engine, on paper."""
    return PaperInlet()


@pytest.fixture
async def channel(slack: SlackStub, inlet: PaperInlet) -> AsyncIterator[SlackChannel]:
    """Plaza's channel, listening over HTTP."""
    channel = SlackChannel(slack.settings())
    await channel.open(inlet, PaperMailbox())
    pages = channel.web()
    assert pages is not None
    slack.target = pages[1]
    yield channel
    await channel.close()
