"""A whole Plaza behind the public pages, with a forum that is open, and a browser before it that has no script."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from bot.app.assemble import Plaza, assemble
from bot.channels.web.client import WebChannel
from bot.config import read
from bot.model.events import Event
from tests.channels.web.reading import Page
from tests.channels.web.visiting import OWN
from tests.clocks import PaperClock
from tests.events_world import open_event

GOOD = {"f.name": "Ana", "f.city": "Girona", "f.role": "official", "f.needs": "", "f.language": "en"}


@dataclass
class Fair:
    """The Plaza, its web channel, its forum, and the browser."""

    plaza: Plaza
    channel: WebChannel
    forum: Event
    client: httpx.AsyncClient

    @property
    def path(self) -> str:
        """The forum's page."""
        return f"/events/{self.forum.slug}"

    async def page(self, path: str = "", **headers: str) -> Page:
        """A page that is there."""
        answer = await self.client.get(path or self.path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        assert answer.status_code == 200, answer.text
        return Page(answer.text)

    async def hidden(self, path: str = "") -> dict[str, str]:
        """The fields of the form that nobody fills in."""
        return hidden(await self.page(path))

    async def send(self, given: dict[str, str], path: str = "", **headers: str) -> httpx.Response:
        """Send the form as a browser does."""
        return await self.client.post(path or self.path, data=given, headers=OWN | headers)

    async def register(self, **answers: str) -> httpx.Response:
        """Open the page, fill in its form and send it."""
        return await self.send(await self.hidden() | GOOD | {f"f.{name}": value for name, value in answers.items()})


def hidden(page: Page) -> dict[str, str]:
    """The hidden fields of a page's one form."""
    return {one["name"]: one["value"] for one in page.all("input") if one.attributes.get("type") == "hidden"}


@asynccontextmanager
async def fair(url: str, clock: PaperClock, **more: str) -> AsyncIterator[Fair]:
    """Open it; `more` are settings."""
    settings = read(database_url=url, secret_key="a key for tests", public_url="http://127.0.0.1", **more)
    plaza = assemble(settings, clock=clock)
    channel = plaza.channels["web"]
    assert isinstance(channel, WebChannel)
    await channel.open(plaza.receiver, plaza.mailbox)
    mounted = channel.web()
    assert mounted
    forum = plaza.database.write(open_event)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(mounted[1]), base_url="http://127.0.0.1") as client:
        yield Fair(plaza, channel, forum, client)
    await channel.close()
    plaza.close()
