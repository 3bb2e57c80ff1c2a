"""A newcomer's first quarter of an hour in a real browser on a real server: ask, register, subscribe, be reminded, stop."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.app.running import free_port, served

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
OPTIONS += ["--disable-component-update", "--disable-sync"]
pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")]
BEFORE = "2026-11-18T10:00:00+00:00"
AFTER = "2026-11-19T08:05:00+00:00"


@pytest.fixture
def page() -> Iterator[Page]:
    """One tab of a desktop browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        tab = browser.new_page(viewport={"width": 1000, "height": 1100})
        tab.set_default_timeout(20_000)
        yield tab
        browser.close()


def say(page: Page, text: str) -> None:
    """Type into the box and press Enter."""
    page.locator("textarea").fill(text)
    page.locator("textarea").press("Enter")


def hears(page: Page, pattern: str) -> None:
    """Plaza says something like this, soon."""
    expect(page.get_by_role("log")).to_contain_text(re.compile(pattern, re.I | re.S), timeout=20_000)


def test_a_newcomer_asks_registers_subscribes_is_reminded_when_the_day_comes_and_stops(home: Path, page: Page, tmp_path: Path) -> None:
    port = free_port()
    with served(home, port, "--demo", PLAZA_NOW=BEFORE):
        page.goto(f"http://127.0.0.1:{port}/")
        say(page, "Has Genoa signed?")
        hears(page, r"Genoa.*European Charter.*partial")
        say(page, "register")
        hears(page, r"Your name")
        page.get_by_label(re.compile("Your city")).fill("Genoa")
        page.get_by_label(re.compile("You come as")).select_option(index=2)
        page.get_by_role("radio", name="English").check()
        page.get_by_role("button", name="Send").first.click()
        hears(page, r"you are registered|seat is confirmed|registered")
        say(page, "subscribe me to human rights day")
        hears(page, r"Human Rights Day")
        page.screenshot(path=str(tmp_path / "story-before.png"), full_page=True)
    with served(home, port, "--demo", PLAZA_NOW=AFTER):
        page.goto(f"http://127.0.0.1:{port}/")
        hears(page, r"Three weeks left to prepare")
        page.screenshot(path=str(tmp_path / "story-alert.png"), full_page=True)
        say(page, "stop")
        hears(page, r"no more alerts|ended|stopped")
