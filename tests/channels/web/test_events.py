"""The public pages of events: what everybody may see, in their language, and a registration that is the same as in the chat."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from icalendar import Calendar

from bot.actions import events as deeds
from bot.channels.web.door import HEADERS
from bot.model.person import LANGUAGES
from tests.channels.web.fair import GOOD, Fair, fair, hidden
from tests.channels.web.reading import Page
from tests.channels.web.visiting import ID, say
from tests.clocks import START, PaperClock
from tests.databases import Files
from tests.events_world import BY, TITLES, plan, seats
from tests.platforms.telegram import TelegramStub

SEATED = {"en": "You are registered.", "es": "Su inscripción está confirmada.", "fr": "Votre inscription est confirmée."}
WRONG = {"en": "This answer is needed.", "es": "Esta respuesta es necesaria.", "fr": "Cette réponse est nécessaire."}
STANDS = {"en": "3 seats left", "es": "Quedan 3 plazas", "fr": "3 places libres"}


@pytest_asyncio.fixture
async def at(home: Path, files: Files, clock: PaperClock) -> AsyncIterator[Fair]:
    """A forum in Gwangju with three seats, and its page."""
    async with fair(files.fresh(home / "var" / "plaza.db"), clock) as found:
        yield found


def taken(at: Fair) -> int:
    """How many have a seat."""
    return len(at.plaza.database.read(lambda tx: seats(tx, at.forum.slug)).confirmed)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_says_what_when_where_and_how_it_stands_in_the_readers_language(at: Fair, language: str) -> None:
    page = await at.page(accept_language=f"{language};q=0.9, de")
    assert page.one("html")["lang"] == language
    assert page.one("h1").text == TITLES[language]
    for told in ("09:30", "17:00", "Kimdaejung Center, Gwangju", STANDS[language]):
        assert told in page.text
    assert page.one("time")["datetime"] == "2027-05-13T00:30Z"


async def test_the_switch_turns_the_page_and_it_stays_turned(at: Fair) -> None:
    page = await at.page()
    links = {one["hreflang"]: one["href"] for one in page.all("a") if "hreflang" in one}
    assert sorted(links) == ["en", "es", "fr"]
    assert (await at.page(links["es"])).one("h1").text == TITLES["es"]
    assert (await at.page()).one("h1").text == TITLES["es"]


async def test_the_list_shows_what_is_announced_and_leads_there(at: Fair) -> None:
    at.plaza.database.write(lambda tx: deeds.create(tx, plan(titles={"en": "Not announced"}), BY, START))
    page = await at.page("/events")
    links = [one["href"] for one in page.all("a") if one["href"].startswith("/events/")]
    assert links == [at.path]
    assert "Not announced" not in page.text


@pytest.mark.parametrize("slug", ["nothing", "not-announced", "x" * 300, "%00", "é"])
async def test_what_is_not_announced_is_not_there_as_page_file_or_form(at: Fair, slug: str) -> None:
    at.plaza.database.write(lambda tx: deeds.create(tx, plan(titles={"en": "Not announced"}), BY, START))
    given = await at.hidden() | GOOD
    answers = [await at.client.get(f"/events/{slug}{kind}") for kind in ("", ".ics")] + [await at.send(given, f"/events/{slug}")]
    assert [one.status_code for one in answers] == [404, 404, 404]


async def test_the_calendar_file_is_the_events_own(at: Fair) -> None:
    answer = await at.client.get(f"{at.path}.ics", headers={"Accept-Language": "fr"})
    assert answer.headers["content-type"].startswith("text/calendar")
    calendar = Calendar.from_ical(answer.content)
    assert isinstance(calendar, Calendar)
    assert [str(event["SUMMARY"]) for event in calendar.events] == [TITLES["fr"]]


async def test_what_is_shared_elsewhere_unfolds_with_title_and_facts(at: Fair) -> None:
    metas = {one.attributes.get("property") or one.attributes.get("name"): one["content"] for one in (await at.page()).all("meta")[1:]}
    assert metas["og:title"] == metas["twitter:title"] == TITLES["en"]
    assert "13 May 2027" in metas["og:description"]
    assert metas["og:url"] == f"http://127.0.0.1{at.path}"
    assert (metas["og:type"], metas["og:site_name"], metas["twitter:card"]) == ("website", "Plaza", "summary")


async def test_who_only_looks_leaves_no_trace(at: Fair) -> None:
    before = at.plaza.database.read(lambda tx: tx.exec_driver_sql("SELECT count(*) FROM person").scalar())
    await at.page("/events")
    await at.page()
    assert at.plaza.database.read(lambda tx: tx.exec_driver_sql("SELECT count(*) FROM person").scalar()) == before
    assert "set-cookie" not in (await at.client.get("/events")).headers


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_form_filled_in_without_script_is_a_seat(at: Fair, language: str) -> None:
    at.client.headers["Accept-Language"] = language
    answer = await at.register()
    assert (answer.status_code, answer.headers["location"]) == (303, f"{at.path}#place")
    page = await at.page()
    assert SEATED[language] in page.text
    assert [one["action"] for one in page.all("form")] == []
    assert taken(at) == 1


async def test_the_same_registration_stands_in_the_chat_of_the_same_browser(at: Fair) -> None:
    await at.register()
    (entry,) = (await say(at.client, "mine"))["entries"]
    there, here = Page(entry["html"]).text, (await at.page()).text
    code = next(word for word in there.split() if len(word.strip(",")) == 9 and word[4] == "-").strip(",")
    assert code in here
    assert "Sent." in (await at.page("/")).text


async def test_a_form_sent_twice_is_one_registration(at: Fair) -> None:
    given = await at.hidden() | GOOD
    first, again = await asyncio.gather(at.send(given), at.send(given))
    third = await at.send(given)
    assert [one.status_code for one in (first, again, third)] == [303, 303, 303]
    assert taken(at) == 1
    other = await at.send(given | {"f.name": "Somebody else", "id": ID})
    assert (other.status_code, taken(at)) == (303, 1)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_wrong_stands_beside_its_question_and_what_was_right_is_kept(at: Fair, language: str) -> None:
    at.client.headers["Accept-Language"] = language
    answer = await at.register(name=" ", city="Girona", needs="A ramp")
    assert answer.status_code == 422
    page = Page(answer.text)
    name = page.one("input", name="f.name")
    assert name["aria-invalid"] == "true"
    assert WRONG[language] in next(one.text for one in page.all("p") if one.attributes.get("id") in name["aria-describedby"].split())
    assert (page.one("input", name="f.city")["value"], page.one("textarea").text.strip()) == ("Girona", "A ramp")
    assert [one["href"] for one in page.all("a") if one["href"].startswith("#q")] == ["#q0-name"]
    assert taken(at) == 0


async def test_a_corrected_form_is_a_seat_and_a_reload_of_the_wrong_one_shows_it_again(at: Fair) -> None:
    given = await at.hidden() | GOOD | {"f.name": ""}
    wrong = await at.send(given)
    assert (await at.send(given)).status_code == 422
    again = hidden(Page(wrong.text)) | GOOD
    assert (await at.send(again)).status_code == 303
    assert taken(at) == 1


async def test_a_form_begun_and_left_is_found_as_it_was_left(at: Fair) -> None:
    await at.register(name="", city="Girona")
    page = await at.page()
    assert page.one("input", name="f.city")["value"] == "Girona"
    assert (await at.send(hidden(page) | GOOD)).status_code == 303
    assert taken(at) == 1


async def test_a_form_closed_in_the_chat_meanwhile_is_opened_again_for_its_answers(at: Fair) -> None:
    wrong = await at.register(name="")
    await say(at.client, "cancel")
    assert (await at.send(hidden(Page(wrong.text)) | GOOD)).status_code == 303
    assert taken(at) == 1


async def test_when_all_seats_are_taken_the_page_says_so_and_the_form_leads_to_the_waiting_list(at: Fair) -> None:
    at.plaza.database.write(lambda tx: deeds.set_capacity(tx, at.forum.slug, 1, BY, START))
    await at.register()
    at.client.cookies.clear()
    page = await at.page()
    assert "Full: there is a waiting list" in page.text
    assert (await at.send(hidden(page) | GOOD)).status_code == 303
    assert "You are on the waiting list: number 1." in (await at.page()).text


async def test_what_closed_while_the_form_was_filled_in_is_said_and_nothing_is_taken(at: Fair) -> None:
    given = await at.hidden() | GOOD
    at.plaza.database.write(lambda tx: deeds.close_registration(tx, at.forum.slug, BY, START))
    answer = await at.send(given)
    assert answer.status_code == 409
    assert "is closed" in Page(answer.text).text
    assert taken(at) == 0


@pytest.mark.parametrize(("state", "says"), [("closed", "Registration is closed"), ("cancelled", "Cancelled"), ("past", "Over")])
async def test_an_event_that_takes_nobody_has_a_page_without_a_form(at: Fair, clock: PaperClock, state: str, says: str) -> None:
    if state == "closed":
        at.plaza.database.write(lambda tx: deeds.close_registration(tx, at.forum.slug, BY, START))
    if state == "cancelled":
        at.plaza.database.write(lambda tx: deeds.cancel(tx, at.forum.slug, BY, START))
    if state == "past":
        clock.set(at.forum.when.ends_at + timedelta(hours=1))
    page = await at.page()
    assert says in page.text
    assert page.all("form") == []


async def test_another_sites_form_changes_nothing(at: Fair) -> None:
    given = await at.hidden() | GOOD
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "", "Origin": "https://evil.example"}):
        assert (await at.client.post(at.path, data=given, headers=headers)).status_code == 403
    assert (await at.client.post(at.path, data=given | {"form": "forged"})).status_code == 403
    assert taken(at) == 0


async def test_an_old_browser_that_names_no_origin_is_let_in_by_the_forms_own_token(at: Fair) -> None:
    assert (await at.client.post(at.path, data=await at.hidden() | GOOD)).status_code == 303


@pytest.mark.parametrize("given", [{"id": "!"}, {"id": ""}, {"message": "x"}, {"token": "b1.0.forged"}])
async def test_what_no_page_of_ours_sends_is_refused_or_does_no_harm(at: Fair, given: dict[str, str]) -> None:
    answer = await at.send(await at.hidden() | GOOD | {"token": "f1.forged"} | given)
    assert answer.status_code in (303, 400)
    assert taken(at) == (answer.status_code == 303)


async def test_the_pages_are_as_well_guarded_as_the_chat(at: Fair) -> None:
    for path in ("/events", at.path, "/events/nothing"):
        headers = (await at.client.get(path)).headers
        assert {name: headers[name] for name in HEADERS} == HEADERS


async def test_what_a_title_holds_stays_text(at: Fair) -> None:
    evil = '<script>alert(1)</script> "><img src=x> {{ 7*7 }} [x](javascript:alert(1))'
    made = at.plaza.database.write(lambda tx: deeds.create(tx, plan(titles={"en": evil}, place="<b>x</b>"), BY, START))
    at.plaza.database.write(lambda tx: deeds.open_registration(tx, made.slug, BY, START))
    for path in ("/events", f"/events/{made.slug}"):
        page = await at.page(path)
        assert page.all("script") == page.all("b") == []
        assert "javascript:" not in "".join(one.attributes.get("href", "") for one in page.elements)
        assert evil in page.text


async def test_telegram_opens_the_same_event_where_the_bot_has_a_name(home: Path, files: Files, clock: PaperClock) -> None:
    url = files.fresh(home / "var" / "plaza.db")
    async with TelegramStub() as telegram, fair(url, clock, telegram_token=telegram.token, telegram_api_url=telegram.url) as at:
        assert [one["href"] for one in (await at.page()).all("a") if "t.me" in one["href"]] == []
        bot = at.plaza.channels["telegram"]
        await bot.open(at.plaza.receiver, at.plaza.mailbox)
        links = [one["href"] for one in (await at.page()).all("a")]
        await bot.close()
        assert f"https://t.me/plaza_bot?start=event_{at.forum.slug}" in links


async def test_without_telegram_no_link_leads_there(at: Fair) -> None:
    assert [one["href"] for one in (await at.page()).all("a") if "t.me" in one["href"]] == []


async def test_who_turned_the_page_to_french_reads_french_in_the_chat_too(at: Fair) -> None:
    path = f"{at.path}?lang=fr"
    given = hidden(await at.page(path)) | GOOD
    assert (await at.send(given, path)).headers["location"] == f"{path}#place"
    assert SEATED["fr"] in (await at.page("/")).text
