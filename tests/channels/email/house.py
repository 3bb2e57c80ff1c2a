"""A whole Plaza whose mails are files, and a browser without cookies before the pages behind their links."""

from dataclasses import dataclass, replace
from email.message import EmailMessage
from pathlib import Path

import httpx
from starlette.applications import Starlette
from starlette.routing import Mount

from bot.app.assemble import Plaza, assemble, wishes
from bot.channels.catalog import CATALOG
from bot.config import read
from bot.model.ports import Channel
from tests.channels.email.mailroom import reading
from tests.clocks import PaperClock
from tests.paper import PaperChannel


@dataclass
class House:
    """The Plaza, its mail folder, and its pages."""

    plaza: Plaza
    folder: Path
    web: httpx.AsyncClient

    async def mails(self) -> list[EmailMessage]:
        """Everything due goes out; every mail so far, in the order of its delivery."""
        await self.plaza.deliverer.flush()
        return [reading(file.read_bytes()) for file in sorted(self.folder.glob("*.eml"))]

    async def last(self) -> EmailMessage:
        """The newest mail."""
        return (await self.mails())[-1]

    async def get(self, link: str) -> httpx.Response:
        """Look at a link, as people and scanners do."""
        return await self.web.get(f"/{link.rpartition('/u/')[2]}")

    async def click(self, link: str, body: str = "List-Unsubscribe=One-Click") -> httpx.Response:
        """What a mail program sends for its own unsubscribe button."""
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return await self.web.post(f"/{link.rpartition('/u/')[2]}", content=body, headers=form)


def house(url: str, clock: PaperClock, *, mail: bool = True) -> House:
    """A Plaza with a chat of paper and, unless it is switched off, mail."""
    settings = read(database_url=url, secret_key="a key for tests", public_url="https://plaza.example")
    channels: dict[str, Channel] = {"paper": PaperChannel("paper"), "sheet": PaperChannel("sheet", batch=100)}
    plaza = assemble(settings, channels=channels, clock=clock)
    asked = wishes(settings, plaza.secrets, plaza.texts, plaza.words, plaza.database, clock)
    made = CATALOG["email"](replace(asked, email_from="Plaza <plaza@city.example>"))
    assert made
    if mail:
        channels["email"] = made
    pages = made.web()
    assert pages
    transport = httpx.ASGITransport(Starlette(routes=[Mount(pages[0], app=pages[1])]))
    return House(plaza, settings.home / "var" / "mail", httpx.AsyncClient(transport=transport, base_url="https://plaza.example/u"))
