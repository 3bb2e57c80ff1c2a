"""The door on a phone: one code, one button; a friendly word for everybody else, and never a word about anybody to them."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from bot.app.demo import seed_people
from bot.model.event_roles import EventRole
from bot.model.person import LANGUAGES
from bot.storage import audit, registrations
from tests.channels.web.entrance_door import begun, helper, here, organiser, seat
from tests.channels.web.fair import Fair, fair, hidden
from tests.channels.web.reading import Page
from tests.channels.web.visiting import OWN
from tests.clocks import PaperClock
from tests.databases import Files
from tests.events_world import open_event

ARRIVE = {"en": "Has arrived", "es": "Ha llegado", "fr": "Noter l'arrivée"}
SHOW = {"en": "Show this code at the door", "es": "Muestre este código en la entrada", "fr": "Montrez ce code à l'entrée"}


@pytest_asyncio.fixture
async def at(home: Path, files: Files, clock: PaperClock) -> AsyncIterator[Fair]:
    """The forum with three seats, an hour after it began, and a browser before its door."""
    async with fair(files.fresh(home / "var" / "plaza.db"), clock) as found:
        begun(found, clock)
        yield found


async def press(at: Fair, path: str, deed: str = "arrive") -> httpx.Response:
    """Press the page's button."""
    given = hidden(await at.page(path)) | {"deed": deed}
    return await at.client.post(path, data=given, headers=OWN)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_organiser_sees_who_it_is_presses_once_and_is_ready_for_the_next(at: Fair, language: str) -> None:
    code = seat(at)
    who = await organiser(at)
    page = await at.page(f"/check-in/{code}", accept_language=language)
    assert page.one("h1").text == "Ana"
    assert all(word in page.text for word in ("Girona", at.forum.title(language), ARRIVE[language]))
    answer = await press(at, f"/check-in/{code}")
    assert answer.status_code == 303
    after = Page((await at.client.get(answer.headers["location"], headers={"Accept-Language": language})).text)
    assert "10:30" in after.text, "since when, by the clocks of the place"
    assert any(one["id"] == "code" and "autofocus" in one.attributes for one in after.all("input") if "id" in one)
    assert here(at) == 1
    it = at.plaza.database.read(lambda tx: registrations.with_code(tx, code))
    assert it is not None
    trail = at.plaza.database.read(lambda tx: audit.lines(tx, f"registration:{it.id}"))
    assert trail[-1][1:3] == (f"person:{who.id}", "registration.arrive")


async def test_a_second_time_the_page_says_since_when_and_what_was_a_mistake_is_undone(at: Fair) -> None:
    code = seat(at)
    await organiser(at)
    await press(at, f"/check-in/{code}")
    again = await at.page(f"/check-in/{code}")
    assert "Has been here since" in again.text
    assert "The arrival is noted" not in again.text
    assert "Has arrived" not in again.text
    twice = await press(at, f"/check-in/{code}")
    assert "done" not in twice.headers["location"], "a second press notes nothing and does not say it did"
    assert "done=undone" in (await press(at, f"/check-in/{code}", "undo")).headers["location"]
    assert here(at) == 0
    assert "done" not in (await press(at, f"/check-in/{code}", "undo")).headers["location"]


async def test_check_in_staff_of_the_event_do_the_same_and_those_of_another_learn_nothing(at: Fair) -> None:
    code = seat(at)
    other = at.plaza.database.write(lambda tx: open_event(tx, titles={"en": "Webinar on water"}))
    await helper(at, EventRole.CHECK_IN, other)
    page = await at.page(f"/check-in/{code}")
    assert "Ana" not in page.text
    assert page.text == (await at.page("/check-in/K7MQ4TXD")).text, "a code of elsewhere is as unknown as none"
    await press(at, f"/check-in/{code}")
    assert here(at) == 0
    await helper(at, EventRole.CHECK_IN)
    assert (await at.page(f"/check-in/{code}")).one("h1").text == "Ana"
    await press(at, f"/check-in/{code}")
    assert here(at) == 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_guest_who_scans_their_own_code_reads_where_to_show_it_and_nothing_of_anybody(at: Fair, language: str) -> None:
    code = seat(at)
    page = await at.page(f"/check-in/{code}", accept_language=language)
    assert page.one("h1").text == SHOW[language]
    assert "Ana" not in page.text
    assert page.text == (await at.page("/check-in/K7MQ4TXD", accept_language=language)).text
    assert page.text == (await at.page("/check-in", accept_language=language)).text
    assert not at.client.cookies, "whoever only looks is not followed"


async def test_nobody_else_notes_an_arrival_not_even_with_the_form_of_a_page(at: Fair) -> None:
    code = seat(at)
    given = hidden(await at.page(at.path)) | {"deed": "arrive"}
    refused = await at.client.post(f"/check-in/{code}", data=given, headers=OWN)
    assert (refused.status_code, "Ana" in refused.text) == (403, False)
    await organiser(at)
    foreign = await at.client.post(f"/check-in/{code}", data={"deed": "arrive"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert (await at.client.post(f"/check-in/{code}", data={"deed": "arrive"})).status_code == 403, "without the form's own token"
    assert here(at) == 0


@pytest.mark.parametrize("typed", ["{code}", " {small} ", "http://127.0.0.1/check-in/{code}", "http://127.0.0.1/check-in/{code}?lang=es"])
async def test_a_code_is_read_however_it_is_typed_or_scanned_into_the_field(at: Fair, typed: str) -> None:
    code = seat(at)
    await organiser(at)
    given = typed.format(code=code, small=code.lower().replace("-", " "))
    answer = await at.client.get("/check-in", params={"code": given}, follow_redirects=True)
    assert Page(answer.text).one("h1").text == "Ana"


async def test_an_empty_field_is_asked_for_again_and_an_unknown_code_says_so(at: Fair) -> None:
    await organiser(at)
    assert "Please type a code" in (await at.page("/check-in?code=%20-")).text
    assert "Unknown code" in (await at.page("/check-in/%22%3E%3Cscript%3E")).text


async def test_who_waits_is_not_let_in_and_outside_the_hours_somebody_decides(at: Fair, clock: PaperClock) -> None:
    codes = [seat(at, name) for name in ("Ana", "Ben", "Eva", "Leo")]
    await organiser(at)
    waits = await at.page(f"/check-in/{codes[3]}")
    assert "on the waiting list" in waits.text
    assert "Has arrived" not in waits.text
    await press(at, f"/check-in/{codes[3]}")
    clock.forward(days=30)
    await press(at, f"/check-in/{codes[0]}")
    assert here(at) == 0
    assert "the event is not now" in (await at.page(f"/check-in/{codes[0]}")).text
    await press(at, f"/check-in/{codes[0]}", "anyway")
    assert here(at) == 1


async def test_in_a_demo_whoever_tries_it_speaks_as_the_organiser(home: Path, files: Files, clock: PaperClock) -> None:
    async with fair(files.fresh(home / "var" / "demo.db"), clock, demo="yes") as at:
        begun(at, clock)
        code = seat(at)
        at.plaza.database.write(lambda tx: seed_people(tx, clock.now()))
        page = await at.page(f"/check-in/{code}")
        link = next(one["href"] for one in page.all("a") if one["href"].endswith("as=organiser"))
        assert (await at.page(link)).one("h1").text == "Ana"
        await press(at, link)
        assert here(at) == 1
