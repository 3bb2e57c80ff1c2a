"""A mail as it is looked at: on a narrow telephone nothing is cut off, and in the dark every word can be read."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from bot.channels.email.envelope import Desk
from bot.model.outgoing import Outgoing, Paragraph, Press, Text
from tests.channels.email.mailroom import bulk, part, reading, settings
from tests.channels.email.test_outgoing import SEAT
from tests.channels.web.screens import chromium

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
LONG = Paragraph((Text(f"https://forum.example/{'a' * 200}"),))
FAINT = """() => {
  const rgb = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, n) => sum + v * [0.2126, 0.7152, 0.0722][n], 0);
  const behind = (it) => { for (; it; it = it.parentElement) {
    const found = rgb(getComputedStyle(it).backgroundColor);
    if (found.length === 3 || found[3] > 0) return found; } return [255, 255, 255]; };
  const out = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const it = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || it.tagName === "STYLE") continue;
    const [a, b] = [light(rgb(getComputedStyle(it).color)), light(behind(it))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) out.push(`${ratio.toFixed(1)} ${it.tagName} ${it.textContent.slice(0, 30)}`);
  }
  return out;
}"""


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all tests of this file."""
    async with chromium() as started:
        yield started


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 700])
async def test_a_mail_fits_and_can_be_read(browser: Browser, tmp_path: Path, scheme: Literal["light", "dark"], width: int) -> None:
    buttons = (Press("Programme", url="https://forum.example/"), Press("My registrations", "t", command="mine"))
    it = Desk(settings(tmp_path)).envelope(bulk(Outgoing((*SEAT.blocks, LONG), "es", buttons)))
    page = await browser.new_page(viewport={"width": width, "height": 600}, color_scheme=scheme)
    await page.set_content(part(reading(it.content), "html"))
    assert await page.evaluate("document.documentElement.scrollWidth") == width
    assert await page.evaluate(FAINT) == []
    assert await page.locator(".card").evaluate("(it) => getComputedStyle(it).backgroundColor") == (
        "rgb(26, 33, 43)" if scheme == "dark" else "rgb(255, 255, 255)"
    )
    await page.close()
