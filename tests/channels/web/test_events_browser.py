"""The pages of events in a real browser: without script, by keyboard, on a phone, and as a checker for accessibility sees them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import uvicorn
from playwright.async_api import Browser, Page, expect

from bot.model.person import LANGUAGES
from tests.channels.web.fair import Fair, fair
from tests.channels.web.screens import chromium, listen
from tests.clocks import PaperClock
from tests.databases import Files

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
needs_axe = pytest.mark.skipif(not AXE.exists(), reason="npm package `axe-core` not found in node_modules")
PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}
THUMBS = "button, .button, select, input:not([type=hidden], [type=radio]), .choice, header a, .back a, h3 a"
SMALL = """(thumbs) => [...document.querySelectorAll(thumbs)]
  .filter((it) => !it.closest(".hidden, .skip")).map((it) => [it.textContent.trim() || it.name, it.getBoundingClientRect()])
  .filter(([, box]) => box.width && Math.min(box.height, box.width) < 43.9).map(([name, box]) => `${name} ${box.height}`)"""
SERIOUS = """async () => (await axe.run()).violations.filter((it) => ["serious", "critical"].includes(it.impact))
  .map((it) => `${it.id}: ${it.nodes.map((node) => node.html).join(" ")}`)"""


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all tests of this file."""
    async with chromium() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="module")
async def at(home: Path, files: Files, clock: PaperClock) -> AsyncIterator[Fair]:
    """The forum's page, on a port of this machine."""
    async with fair(files.fresh(home / "var" / "plaza.db"), clock) as found:
        yield found


@asynccontextmanager
async def opened(browser: Browser, at: Fair, path: str = "", **look: Any) -> AsyncIterator[Page]:
    """A page in a fresh browser profile; whatever its console complains of fails the test, but for refused answers (422)."""
    mounted = at.channel.web()
    assert mounted
    config = uvicorn.Config(mounted[1], host="127.0.0.1", port=0, log_level="critical", lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    context = await browser.new_context(base_url=url, **{"locale": "en-GB", "reduced_motion": "reduce"} | look)
    page, complaints = await context.new_page(), list[str]()
    listen(page, complaints)
    await page.goto(path or at.path)
    yield page
    await context.close()
    server.should_exit = True
    await running
    assert [one for one in complaints if "422" not in one] == []


async def fill(page: Page, name: str = "Ana") -> None:
    """Answer the form and send it."""
    await page.get_by_label("Your name").fill(name)
    await page.get_by_label("Your city").fill("Girona")
    await page.get_by_label("You come as").select_option("official")
    await page.get_by_role("button", name="Register").click()


async def test_from_the_list_to_a_seat_without_script(browser: Browser, at: Fair) -> None:
    async with opened(browser, at, "/events", java_script_enabled=False) as page:
        await page.get_by_role("link", name="World Human Rights Cities Forum").click()
        await fill(page)
        await expect(page.get_by_role("region", name="Your registration")).to_contain_text("You are registered.")
        await page.reload()
        await expect(page.get_by_role("region", name="Your registration")).to_be_visible()
        await page.get_by_role("link", name="Open the chat").click()
        await expect(page.locator("#log")).to_contain_text("You are registered.")


async def test_a_mistake_is_named_at_the_top_and_its_link_leads_to_the_question(browser: Browser, at: Fair) -> None:
    async with opened(browser, at, java_script_enabled=False) as page:
        await fill(page, " ")
        await expect(page.get_by_role("alert")).to_contain_text("Your name")
        assert (await page.title()).startswith("Please correct:")
        await page.get_by_role("alert").get_by_role("link", name="Your name").click()
        await page.keyboard.type("Ana")
        await page.get_by_role("button", name="Register").click()
        await expect(page.get_by_role("region", name="Your registration")).to_be_visible()


async def test_the_keyboard_alone_reaches_a_seat(browser: Browser, at: Fair) -> None:
    async with opened(browser, at) as page:
        keys = page.keyboard
        await keys.press("Tab")
        await expect(page.locator(".skip")).to_be_focused()
        await keys.press("Enter")
        for _ in range(6):
            await keys.press("Tab")
            if await page.get_by_label("Your name").evaluate("it => it === document.activeElement"):
                break
        await keys.type("Ana")
        await keys.press("Tab")
        await keys.type("Girona")
        await keys.press("Tab")
        await keys.type("City")
        await keys.press("Tab")
        await keys.press("Tab")
        await keys.press("Space")
        await keys.press("Enter")
        await expect(page.get_by_role("region", name="Your registration")).to_contain_text("You are registered.")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_narrow_phone_never_scrolls_sideways_and_a_thumb_meets_everything(browser: Browser, at: Fair, language: str) -> None:
    async with opened(browser, at, locale=language, viewport=PHONE) as page:
        for path in (at.path, "/events"):
            await page.goto(path)
            assert await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
            assert await page.evaluate(SMALL, THUMBS) == []


@pytest.mark.axe
@needs_axe
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
async def test_a_checker_for_accessibility_finds_nothing_serious(browser: Browser, at: Fair, size: dict[str, int], scheme: str) -> None:
    # The checker is put into the page from outside, which the page itself rightly forbids.
    async with opened(browser, at, viewport=size, color_scheme=scheme, bypass_csp=True) as page:
        found = await checked(page)
        await fill(page, " ")
        found += await checked(page)
        await fill(page)
        found += await checked(page)
        await page.goto("/events")
        assert found + await checked(page) == []


async def checked(page: Page) -> list[str]:
    """What it calls serious or critical on the page as it stands."""
    await page.add_script_tag(path=AXE)
    return list(await page.evaluate(SERIOUS))
