"""A Plaza on every channel at once as `plaza serve` would run it, and people before it: telephones, browsers, a mailbox, a workspace."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from email.message import EmailMessage

import httpx
from starlette.applications import Starlette

from bot.app.assemble import Plaza, assemble
from bot.app.serve import Server
from bot.channels.terminal.client import Chat
from bot.config import read
from bot.model.events import Event, Registration
from bot.model.person import Role
from bot.storage import people, registrations
from bot.storage.database import Connection
from tests.channels.email.mailroom import reading
from tests.channels.screens import PATIENCE, TelegramScreen, TerminalScreen, WebScreen
from tests.channels.web.fair import hidden
from tests.channels.web.reading import Page
from tests.channels.web.visiting import OWN
from tests.clocks import START
from tests.events_world import open_event
from tests.platforms.slack import SlackStub
from tests.platforms.telegram import TelegramStub


@dataclass
class Town:
    """A Plaza on every channel as `plaza serve` would run it, a forum that is open, and people before it."""

    plaza: Plaza
    forum: Event
    slack: SlackStub
    telegram: TelegramStub
    application: Starlette

    async def telephone(self, name: str, *roles: Role) -> TelegramScreen:
        """Somebody with Telegram, who has begun to talk."""
        screen = TelegramScreen(self.telegram.person(name, language="en"))
        await screen.say("/start", "Plaza")
        await self.plaza.database.do(lambda tx: self._grant(tx, screen.address, roles))
        return screen

    async def terminal(self, name: str, *roles: Role) -> TerminalScreen:
        """Somebody at a terminal, who has begun to talk."""
        chat = Chat(self.plaza.receiver, self.plaza.mailbox, f"terminal:{name}", "en", self.plaza.deliverer.flush)
        screen = TerminalScreen(chat, f"terminal:{name}")
        await screen.say("help", "What you can type")
        await self.plaza.database.do(lambda tx: self._grant(tx, screen.address, roles))
        return screen

    def _grant(self, tx: Connection, address: str, roles: tuple[Role, ...]) -> None:
        who = people.by_address(tx, address)
        assert who
        for role in roles:
            people.grant(tx, who.id, role, "test", self.plaza.clock.now())

    def browser(self) -> "Browser":
        """Somebody who has been sent the address of the forum's page."""
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.application), base_url="http://127.0.0.1", headers={"Accept-Language": "en"}
        )
        return Browser(client, WebScreen(client, ""), f"/events/{self.forum.slug}")

    async def mails(self, most: int) -> list[EmailMessage]:
        """The mails in the order of their delivery, once there are so many; no more of them come."""
        folder = self.plaza.settings.home / "var" / "mail"
        async with asyncio.timeout(PATIENCE):
            while len(list(folder.glob("*.eml"))) < most:
                await asyncio.sleep(0.05)
        found = [reading(file.read_bytes()) for file in sorted(folder.glob("*.eml"))]
        assert len(found) == most, [(mail["To"], mail["Subject"]) for mail in found]
        return found

    def records(self) -> list[Registration]:
        """Every registration for the forum that there ever was."""

        def read_all(tx: Connection) -> list[Registration]:
            numbers = tx.exec_driver_sql("SELECT id FROM registration ORDER BY id").scalars().all()
            return [registrations.by_id(tx, number) for number in numbers]

        return self.plaza.database.read(read_all)


@dataclass
class Browser:
    """The forum's page without script, and the chat of the same browser."""

    client: httpx.AsyncClient
    chat: WebScreen
    path: str

    async def page(self) -> Page:
        """The forum's page as it is now."""
        return Page((await self.client.get(self.path)).text)

    async def hears(self, expect: str) -> None:
        """What was said last in the chat of the same browser, once this is it; its buttons can be pressed."""
        async with asyncio.timeout(PATIENCE):
            while True:
                drawn = re.findall(r"<article.*?</article>", (await self.client.get("/")).text, re.DOTALL)
                if drawn and expect in Page(drawn[-1]).text:
                    break
                await asyncio.sleep(0.05)
        self.chat.page = Page(drawn[-1])
        self.chat.place = int(self.chat.page.all("article")[0]["data-place"])

    async def register(self, **answers: str) -> Page:
        """Fill in the form of the page and send it; what stands there then."""
        given = hidden(await self.page()) | {f"f.{name}": value for name, value in answers.items()}
        answer = await self.client.post(self.path, data=given, headers=OWN, follow_redirects=True)
        return Page(answer.text)


@asynccontextmanager
async def town_with(url: str) -> AsyncIterator[Town]:
    """Everything up, on loopback, on the database at this URL."""
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(SlackStub(patience=PATIENCE))
        telegram = await stack.enter_async_context(TelegramStub())
        words = slack.settings()
        tokens = {"slack_bot_token": words.bot_token, "slack_signing_secret": words.signing_secret, "slack_api_url": words.api_url}
        more = {"telegram_token": telegram.token, "telegram_api_url": telegram.url, "email_from": "Plaza <plaza@city.example>"}
        plaza = assemble(read(database_url=url, secret_key="a key for tests", public_url="http://127.0.0.1", now=START, **tokens, **more))
        forum = plaza.database.write(open_event)
        server = Server(plaza)
        slack.target = server.application()
        await server.start()
        yield Town(plaza, forum, slack, telegram, slack.target)
        await server.quiet()
        await server.stop()
