"""A real browser before a real server: what the browser tests stand on."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright

from tests.channels.web.server import Stage, stage

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Screen:
    """One open page. `complaints` are what the browser's console called an error, a refused resource among them."""

    stage: Stage
    url: str
    page: Page
    complaints: list[str] = field(default_factory=list)

    async def texts(self, selector: str) -> list[str]:
        """The visible texts of all that match."""
        return [" ".join(text.split()) for text in await self.page.locator(selector).all_inner_texts()]

    async def speak(self, text: str) -> None:
        """Type into the box and press Enter."""
        await self.page.fill("#words", text)
        await self.page.press("#words", "Enter")

    async def sees(self, text: str) -> None:
        """Wait until this text is on the page."""
        await self.page.get_by_text(text).last.wait_for(timeout=5000)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Headless Chromium; skips the test where there is none."""
    if not CHROMIUM:
        pytest.skip("no Chromium on the PATH: the browser tests need chromium, chromium-browser or google-chrome")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@asynccontextmanager
async def served(it: Stage) -> AsyncIterator[str]:
    """The stage's page on a free port of this machine; its address."""
    await it.channel.open(it.inlet, it.mailbox)
    mounted = it.channel.web()
    assert mounted
    config = uvicorn.Config(mounted[1], host="127.0.0.1", port=0, log_level="critical", lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    await it.channel.close()
    server.should_exit = True
    await running


def listen(page: Page, complaints: list[str]) -> None:
    """Collect what the console complains about."""

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))


@asynccontextmanager
async def screen(browser: Browser, path: str = "/", *, demo: bool = False, **look: Any) -> AsyncIterator[Screen]:
    """A page of a fresh stage in a fresh browser profile; `look` goes to the browser (viewport, locale...)."""
    look = {"locale": "en-GB", "timezone_id": "Europe/Madrid", "reduced_motion": "reduce"} | look
    it = stage(demo=demo)
    async with served(it) as url:
        context: BrowserContext = await browser.new_context(base_url=url, **look)
        page = await context.new_page()
        shown = Screen(it, url, page)
        listen(page, shown.complaints)
        await page.goto(path)
        yield shown
        await context.close()
