"""A whole Plaza behind the page: the real engine answers, keeps the conversation and pushes what comes later."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest_asyncio

from bot.app.assemble import Plaza, assemble
from bot.app.demo import seed
from bot.channels.web.client import WebChannel
from bot.config import read
from tests.channels.web.reading import Page
from tests.channels.web.visiting import OWN, SCRIPT, fields, look, say
from tests.clocks import PaperClock
from tests.databases import Files


@pytest_asyncio.fixture
async def whole(home: Path, files: Files, clock: PaperClock) -> AsyncIterator[tuple[Plaza, httpx.AsyncClient]]:
    """A demo Plaza with its page open, delivering; and a browser before it."""
    settings = read(database_url=files.fresh(home / "var" / "plaza.db"), secret_key="a key for tests", demo=True)
    plaza = assemble(settings, clock=clock)
    seed(plaza)
    channel = plaza.channels["web"]
    assert isinstance(channel, WebChannel)
    await channel.open(plaza.receiver, plaza.mailbox)
    mounted = channel.web()
    assert mounted
    async with httpx.AsyncClient(transport=httpx.ASGITransport(mounted[1]), base_url="http://127.0.0.1") as client:
        yield plaza, client
    await channel.close()
    plaza.close()


async def test_a_word_is_answered_at_once_and_stands_after_a_reload(whole: tuple[Plaza, httpx.AsyncClient]) -> None:
    _, client = whole
    await look(client)
    (entry,) = (await say(client, "/ayuda"))["entries"]
    assert Page(entry["html"]).one("article")["lang"] == "es"
    page = await look(client)
    assert [e["data-place"] for e in page.all("article")] == [str(entry["place"])]


async def test_a_real_button_works_once_and_stays_marked(whole: tuple[Plaza, httpx.AsyncClient]) -> None:
    _, client = whole
    await look(client)
    (hello,) = (await say(client, "hello"))["entries"]
    button = next(b for b in Page(hello["html"]).all("button") if b.text == "Help")
    body = {"id": "0123456789abcdef", "message": str(hello["place"]), "token": button["value"]}
    entries = (await client.post("/press", json=body, headers=SCRIPT)).json()["entries"]
    assert [e["place"] for e in entries] == [hello["place"], hello["place"] + 1]
    assert "What you can type" in Page(entries[1]["html"]).text
    assert (await client.post("/press", json=body, headers=SCRIPT)).status_code == 202
    page = await look(client)
    assert [b.text for b in page.all("button") if "aria-pressed" in b] == ["Help"]
    assert len(page.all("article")) == 2


async def test_a_forged_button_is_refused_in_words(whole: tuple[Plaza, httpx.AsyncClient]) -> None:
    _, client = whole
    body = {"id": "0123456789abcdef", "message": "1", "token": "b1.0.forged"}
    (entry,) = (await client.post("/press", json=body, headers=SCRIPT)).json()["entries"]
    assert "I do not know this button" in Page(entry["html"]).text


async def test_without_script_the_answer_stands_on_the_next_page(whole: tuple[Plaza, httpx.AsyncClient]) -> None:
    _, client = whole
    data = fields(await look(client, "/?as=organiser"), "/say") | {"text": "help"}
    assert (await client.post("/say?as=organiser", data=data, headers=OWN)).status_code == 303
    assert "organise" in (await look(client, "/?as=organiser")).text
    assert (await look(client, "/?as=member")).all("article") == []


async def test_a_very_long_text_gets_a_sentence(whole: tuple[Plaza, httpx.AsyncClient]) -> None:
    _, client = whole
    (entry,) = (await say(client, "x" * 20_001))["entries"]
    assert "20,001" in Page(entry["html"]).text


async def test_the_mailbox_wakes_an_open_page(whole: tuple[Plaza, httpx.AsyncClient]) -> None:
    plaza, client = whole
    waiting = asyncio.create_task(plaza.mailbox.changed("web:demo-member", 5))
    await asyncio.sleep(0)
    await say(client, "help")
    assert await waiting
    assert len(await plaza.mailbox.read("web:demo-member")) == 1
