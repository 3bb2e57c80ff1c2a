"""In a real browser: by mouse, by keyboard, on a phone, without script, and when the line breaks."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.channels.web.screens import Screen, chromium, screen
from tests.channels.web.server import DEMO, phrase
from tests.paper import words

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
PHONE = {"width": 320, "height": 640}
SMALL = """() => {
  const thumbs = "button, .button, summary, select, input:not([type=hidden], [type=radio]), .choice, header a, .file a";
  const seen = [...document.querySelectorAll(thumbs)].map((it) => [it.textContent.trim() || it.name, it.getBoundingClientRect()]);
  return seen.filter(([, box]) => box.width && Math.min(box.height, box.width) < 43.9).map(([name, box]) => `${name} ${box.height}`);
}"""


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all tests of this file."""
    async with chromium() as started:
        yield started


async def register(at: Screen) -> None:
    """Go as far as the open form."""
    await at.speak("events")
    await at.page.get_by_role("button", name="World Human Rights").click()
    await at.page.locator(".sheet").wait_for()


async def test_a_question_is_sent_with_enter_and_answered(browser: Browser) -> None:
    async with screen(browser) as at:
        await at.page.fill("#words", "Has Genoa")
        await at.page.press("#words", "Shift+Enter")
        await at.page.keyboard.type("signed?")
        assert at.stage.inlet.asked == []
        await at.page.keyboard.press("Enter")
        await at.sees("18 May 2000")
        assert getattr(at.stage.inlet.asked[0], "text", "") == "Has Genoa\nsigned?"
        assert at.stage.inlet.asked[0].origin.zone == "Europe/Madrid"
        assert await at.page.input_value("#words") == ""
        assert await at.texts(".own p") == ["Has Genoa signed?"]
        await expect(at.page.locator(".welcome")).to_be_hidden()
        assert at.complaints == []


async def test_a_suggestion_is_asked_with_one_click(browser: Browser) -> None:
    async with screen(browser) as at:
        await at.page.get_by_role("button", name="events").click()
        await at.sees("Two meetings are open")
        assert await at.texts(".own p") == ["events"]


async def test_a_pressed_button_stays_marked_and_a_double_click_presses_once(browser: Browser) -> None:
    async with screen(browser) as at:
        await at.speak("hi")
        await at.page.get_by_role("button", name="This helped").dblclick()
        await at.sees("Noted, thank you.")
        chosen = at.page.get_by_role("button", name="This helped")
        await expect(chosen).to_be_disabled()
        await expect(chosen).to_have_attribute("aria-pressed", "true")
        assert len(at.stage.inlet.asked) == 2
        await at.page.reload()
        await expect(at.page.get_by_role("button", name="This helped")).to_have_attribute("aria-pressed", "true")
        assert at.complaints == []


async def test_a_form_is_corrected_where_it_is_wrong_and_replaced_when_it_is_done(browser: Browser) -> None:
    async with screen(browser) as at:
        await register(at)
        assert await at.page.get_by_label("Your time zone").input_value() == "Europe/Madrid"
        await at.page.get_by_label("Your name").fill("  ")
        await at.page.get_by_label("What do you need").fill("A ramp")
        await at.page.get_by_role("button", name="Register").click()
        await at.sees("This answer is needed.")
        await expect(at.page.get_by_label("Your name")).to_be_focused()
        assert await at.page.get_by_label("What do you need").input_value() == "A ramp"
        await at.page.get_by_label("Your name").fill("Ana")
        await at.page.get_by_label("Thursday").check()
        await at.page.get_by_role("button", name="Register").click()
        await at.sees("You have a seat")
        assert await at.page.locator(".sheet").count() == 0
        answers = getattr(at.stage.inlet.asked[-1], "answers", {})
        assert answers == {"name": "Ana", "days": "thu", "arrival": "", "zone": "Europe/Madrid", "needs": "A ramp"}
        assert at.complaints == []


async def test_leaving_a_form_closes_it(browser: Browser) -> None:
    async with screen(browser) as at:
        await register(at)
        await at.page.get_by_role("button", name="Cancel").click()
        await at.sees("Nothing was sent; the form is closed.")
        assert await at.texts(".closed") == ["Register for Gwangju Cancelled."]


async def test_a_message_arrives_by_itself_once(browser: Browser) -> None:
    async with screen(browser, demo=True) as at:
        await at.speak("hi")
        await at.sees("18 May 2000")
        at.stage.mailbox.put(at.stage.script.delivery(DEMO["member"], words("The deadline moved.")))
        await at.sees("The deadline moved.")
        await at.page.wait_for_timeout(400)
        assert await at.page.locator("article.message").count() == 2
        assert at.complaints == []


async def test_the_whole_conversation_works_with_the_keyboard_alone(browser: Browser) -> None:
    async with screen(browser) as at:
        keys = at.page.keyboard
        await keys.press("Tab")
        await expect(at.page.locator(".skip")).to_be_focused()
        await keys.press("Enter")
        await keys.press("Tab")
        if not await at.page.locator("#words").evaluate("box => box === document.activeElement"):
            await keys.press("Shift+Tab")
        await expect(at.page.locator("#words")).to_be_focused()
        await keys.type("events")
        await keys.press("Enter")
        await at.sees("Two meetings")
        await expect(at.page.locator("#words")).to_be_focused()
        button = at.page.get_by_role("button", name="World Human Rights")
        for _ in range(6):
            await keys.press("Shift+Tab")
            if await button.evaluate("it => it === document.activeElement"):
                break
        await keys.press("Enter")
        await at.page.locator(".sheet").wait_for()
        await expect(at.page.locator("article.message").last).to_be_focused()
        await keys.press("Tab")
        await expect(at.page.get_by_label("Your name")).to_be_focused()
        await keys.type("Ana")
        await keys.press("Tab")
        await keys.press("Space")
        await keys.press("Enter")
        await at.sees("You have a seat")
        await expect(at.page.locator("article.message").last).to_be_focused()


async def test_a_reload_keeps_both_sides_of_the_conversation_in_order(browser: Browser) -> None:
    async with screen(browser) as at:
        for text in ("first", "second", "events"):
            await at.speak(text)
        await at.sees("Two meetings are open")
        before = [text[:12] for text in await at.texts("#log > article")]
        await at.page.reload()
        assert [text[:12] for text in await at.texts("#log > article")] == before
        assert await at.texts(".own p") == ["first", "second", "events"]


async def test_forgetting_leaves_nothing_on_the_device(browser: Browser) -> None:
    async with screen(browser) as at:
        await at.speak("a private matter")
        await at.sees("18 May 2000")
        await at.page.get_by_text("Privacy on this device").click()
        await at.page.get_by_role("button", name="Forget this conversation").click()
        await expect(at.page.locator(".welcome")).to_be_visible()
        assert await at.page.locator("#log article").count() == 0
        assert await at.page.evaluate("sessionStorage.length") == 0


@pytest.mark.parametrize("language", ["en-GB", "es-ES", "fr-FR"])
async def test_a_narrow_phone_never_scrolls_sideways(browser: Browser, language: str) -> None:
    async with screen(browser, demo=True, locale=language, viewport=PHONE) as at:
        await at.speak("pneumonoultramicroscopicsilicovolcanoconiosis" * 3)
        await at.sees("18 May 2000")
        await register(at)
        wide = await at.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide == 0


async def test_everything_to_press_is_large_enough_for_a_thumb(browser: Browser) -> None:
    async with screen(browser, demo=True, viewport=PHONE) as at:
        assert await at.page.evaluate(SMALL) == []
        await register(at)
        assert await at.page.evaluate(SMALL) == []


async def test_without_script_people_can_talk_press_and_fill_in(browser: Browser) -> None:
    async with screen(browser, java_script_enabled=False) as at:
        await at.page.fill("#words", "events")
        await at.page.get_by_role("button", name="Send").click()
        await at.page.get_by_role("button", name="World Human Rights").click()
        await at.page.get_by_label("Your name").fill("Ana")
        await at.page.get_by_label("Both").check()
        await at.page.get_by_role("button", name="Register").click()
        await at.sees("You have a seat")
        assert getattr(at.stage.inlet.asked[-1], "answers", {})["name"] == "Ana"
        assert at.complaints == []


async def test_a_broken_line_is_told_and_mended_and_no_message_is_lost(browser: Browser) -> None:
    async with screen(browser, demo=True) as at:
        await at.speak("hi")
        await at.sees("18 May 2000")
        await at.stage.channel.close()
        await at.speak("are you there?")
        await at.sees("Plaza is restarting.")
        await at.sees(phrase("en", "lost"))
        at.stage.mailbox.put(at.stage.script.delivery(DEMO["member"], words("Said while you were away.")))
        await at.stage.channel.open(at.stage.inlet, at.stage.mailbox)
        await at.sees("Said while you were away.")
        await at.page.get_by_role("button", name="Try again").click()
        await expect(at.page.locator("article.message")).to_have_count(3)
        assert [getattr(one, "text", "") for one in at.stage.inlet.asked] == ["hi", "are you there?"]
        assert await at.page.locator(".unsent").count() == 0


async def test_the_switches_change_language_and_person(browser: Browser) -> None:
    async with screen(browser, demo=True) as at:
        await at.speak("hi")
        await at.sees("18 May 2000")
        await at.page.get_by_role("link", name="Organiser").click()
        await expect(at.page.locator(".welcome")).to_be_visible()
        await at.page.get_by_role("button", name="Français").click()
        await at.sees("D'accord, en français.")
        assert await at.page.get_attribute("html", "lang") == "fr"
        assert at.stage.inlet.asked[-1].origin.address == DEMO["organiser"]
        await expect(at.page.get_by_role("link", name="Organisation")).to_have_attribute("aria-current", "page")
        assert at.complaints == []
