"""A question Plaza cannot answer: from the web to an organiser on Telegram, back, and on to the next person in their language."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from bot.app.assemble import Plaza, assemble
from bot.app.serve import Server
from bot.channels.telegram.client import TelegramChannel
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.web.client import WebChannel
from bot.channels.web.settings import WebSettings
from bot.config import read
from bot.engine.texts import Reader
from bot.model.person import Role
from bot.model.ports import Channel
from bot.storage import people
from bot.storage.database import Connection
from tests.channels.screens import PATIENCE, TelegramScreen, WebScreen
from tests.channels.web.reading import Page
from tests.databases import Files
from tests.platforms.telegram import TelegramStub

QUESTION = "Who pays the interpreters of the network's working groups?"
PREGUNTA = "¿Quién paga a los intérpretes de los grupos de trabajo de la red?"


class Town:
    """A Plaza on the web and on Telegram."""

    def __init__(self, plaza: Plaza, telegram: TelegramStub, application: httpx.ASGITransport) -> None:
        self.plaza, self.telegram, self.application = plaza, telegram, application

    async def visitor(self, language: str) -> WebScreen:
        """Somebody who opens the page for the first time."""
        client = httpx.AsyncClient(transport=self.application, base_url="http://127.0.0.1", headers={"Accept-Language": language})
        await client.get("/")
        return WebScreen(client, "")

    async def organiser(self) -> TelegramScreen:
        """An organiser with a telephone."""
        screen = TelegramScreen(self.telegram.person("olga", language="en"))
        await screen.say("/start", "Plaza")

        def promote(tx: Connection) -> None:
            who = people.by_address(tx, screen.address)
            assert who
            people.grant(tx, who.id, Role.ORGANISER, "test", self.plaza.clock.now())

        await self.plaza.database.do(promote)
        return screen


@pytest.fixture
async def town(home: Path, files: Files) -> AsyncIterator[Town]:
    """Everything up, on loopback."""
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(TelegramStub())
        settings = read(database_url=files.fresh(home / "var" / "plaza.db"), secret_key="a key for tests")
        channels: dict[str, Channel] = {"telegram": TelegramChannel(TelegramSettings(telegram.token, api_url=telegram.url))}
        plaza = assemble(settings, channels=channels)
        words = WebSettings(plaza.secrets, settings.url, None, lambda lang, block: plaza.texts.line(f"web.{block}", {}, Reader(lang)))
        channels["web"] = web = WebChannel(words)
        server = Server(plaza)
        await server.start()
        mounted = web.web()
        assert mounted
        yield Town(plaza, telegram, httpx.ASGITransport(mounted[1]))
        await server.quiet()
        await server.stop()


async def test_a_question_goes_from_the_web_to_telegram_and_back_and_its_answer_to_the_next_person_in_spanish(town: Town) -> None:
    olga = await town.organiser()
    ana = await town.visitor("en")
    await ana.say(QUESTION, "cannot answer")
    await ana.press("Ask the secretariat", "What would you like to know")
    await ana.fill([QUESTION], "The secretariat has your question")

    await olga.person.expect("A question for the secretariat")
    await olga.press("Answer 1", "Your answer")
    await olga.fill(["The secretariat pays them."], "on its way")
    assert "The secretariat pays them." in await page(ana, "The secretariat answers your question (organiser)")

    await olga.press("Keep 1 as an answer", "The question")
    await olga.press(QUESTION[:30], "no names")
    await olga.press("The secretariat pays", "From now on I answer so in English")
    await olga.press("Add Spanish", "The secretariat pays them")
    await olga.fill([PREGUNTA, "Los paga la secretaría."], "From now on I answer so in Spanish")

    luz = await town.visitor("es")
    said = await luz.say(PREGUNTA, "Los paga la secretaría")
    assert "La secretaría, organización" in said


async def page(screen: WebScreen, expect: str) -> str:
    """The whole page, once this stands on it."""
    async with asyncio.timeout(PATIENCE):
        while expect not in (shown := Page((await screen.client.get("/")).text).text):
            await asyncio.sleep(0.1)
    return shown
