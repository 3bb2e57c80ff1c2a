"""The door in a real browser: by keyboard alone, without script, on a narrow phone, and as a checker for accessibility sees it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.model.person import LANGUAGES, Role
from bot.storage import people
from tests.channels.web.entrance_door import begun, here, known, seat
from tests.channels.web.fair import Fair, fair
from tests.channels.web.test_events_browser import DESK, PHONE, SMALL, THUMBS, checked, needs_axe, opened
from tests.channels.web.test_events_browser import browser as browser
from tests.clocks import START, PaperClock
from tests.databases import Files

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(loop_scope="module")
async def at(home: Path, files: Files, clock: PaperClock) -> AsyncIterator[Fair]:
    """The forum, an hour after it began."""
    async with fair(files.fresh(home / "var" / "plaza.db"), clock) as found:
        begun(found, clock)
        yield found


@asynccontextmanager
async def door(browser: Browser, at: Fair, **look: Any) -> AsyncIterator[Page]:
    """A browser that belongs to an organiser."""
    async with opened(browser, at, "/", **look) as page:
        cookie = next(one for one in await page.context.cookies() if one.get("name") == "plaza")
        who = known(at, cookie.get("value", ""))
        at.plaza.database.write(lambda tx: people.grant(tx, who.id, Role.ORGANISER, "test", START))
        yield page


async def test_the_keyboard_alone_lets_one_after_the_other_in_without_script(browser: Browser, at: Fair) -> None:
    codes = [seat(at, name) for name in ("Ana", "Ben")]
    async with door(browser, at, java_script_enabled=False) as page:
        await page.goto("/check-in")
        for number, code in enumerate(codes, start=1):
            await expect(page.get_by_role("textbox", name="Code")).to_be_focused()
            await page.keyboard.type(code.lower())
            await page.keyboard.press("Enter")
            await expect(page.get_by_role("button", name="Has arrived")).to_be_focused()
            await page.keyboard.press("Enter")
            await expect(page.get_by_role("status")).to_contain_text("The arrival is noted.")
            assert here(at) == number
        await page.get_by_role("button", name="Undo").click()
        await expect(page.get_by_role("status")).to_contain_text("taken back")
    assert here(at) == 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_narrow_phone_never_scrolls_sideways_and_a_thumb_meets_everything(browser: Browser, at: Fair, language: str) -> None:
    code = seat(at)
    async with door(browser, at, locale=language, viewport=PHONE) as page:
        for path in ("/check-in", f"/check-in/{code}", "/check-in/K7MQ4TXD"):
            await page.goto(path)
            assert await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
            assert await page.evaluate(SMALL, THUMBS) == []


@pytest.mark.axe
@needs_axe
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
async def test_a_checker_for_accessibility_finds_nothing_serious(browser: Browser, at: Fair, size: dict[str, int], scheme: str) -> None:
    code = seat(at)
    found: list[str] = []
    async with opened(browser, at, f"/check-in/{code}", viewport=size, color_scheme=scheme, bypass_csp=True) as page:
        found += await checked(page)
    async with door(browser, at, viewport=size, color_scheme=scheme, bypass_csp=True) as page:
        for path in ("/check-in", "/check-in?code=", "/check-in/K7MQ4TXD", f"/check-in/{code}"):
            await page.goto(path)
            found += await checked(page)
        await page.get_by_role("button", name="Has arrived").click()
        found += await checked(page)
        await page.goto(f"/check-in/{code}")
        assert found + await checked(page) == []
