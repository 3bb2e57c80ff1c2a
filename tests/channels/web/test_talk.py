"""Talking: every input arrives once, answers come back at once, and nothing but our own page is listened to."""

import json

import pytest

from bot.model.inbound import Answered, Pressed, Said
from bot.model.ports import Sent
from tests.channels.web.reading import Page
from tests.channels.web.server import phrase, stage
from tests.channels.web.test_limits import Hand
from tests.channels.web.visiting import ID, OWN, SCRIPT, fields, look, say, visit


async def test_an_answer_comes_back_with_the_request_and_counts_as_sent() -> None:
    async with visit() as (it, client):
        got = await say(client, "Has Genoa signed?")
        (entry,) = got["entries"]
        assert "18 May 2000" in Page(entry["html"]).text
        assert it.inlet.settled == [(1, Sent())]
        heard = it.inlet.asked[0]
        assert isinstance(heard, Said)
        assert (heard.text, heard.origin.channel, heard.origin.private) == ("Has Genoa signed?", "web", True)


async def test_a_double_click_is_one_message() -> None:
    async with visit() as (it, client):
        await look(client)
        first, second = await say(client, "hi"), await say(client, "hi")
        assert len(it.inlet.asked) == 1
        assert len(first["entries"]) == 1
        assert second["entries"] == []


async def test_an_answer_that_takes_its_time_comes_by_the_stream() -> None:
    async with visit() as (_, client):
        answer = await client.post("/say", json={"id": ID, "text": "slow"}, headers=SCRIPT)
        assert (answer.status_code, answer.json()) == (202, {"entries": []})


async def test_the_browsers_zone_and_language_travel_with_the_message() -> None:
    async with visit() as (it, client):
        body = {"id": ID, "text": "hola", "zone": "America/Bogota"}
        await client.post("/say", json=body, headers=SCRIPT | {"Accept-Language": "es-CO"})
        assert (it.inlet.asked[0].origin.zone, it.inlet.asked[0].origin.language) == ("America/Bogota", "es")


async def test_a_press_redraws_its_message_with_the_choice_marked() -> None:
    async with visit() as (it, client):
        await look(client)
        menu = (await say(client, "events"))["entries"][0]
        body = {"id": ID, "message": str(menu["place"]), "token": "b2.gwangju"}
        entries = (await client.post("/press", json=body, headers=SCRIPT)).json()["entries"]
        assert [e["place"] for e in entries] == [1, 2]
        assert [b.text[:5] for b in Page(entries[0]["html"]).all("button") if "aria-pressed" in b] == ["World"]
        assert entries[0]["version"] > menu["version"]
        assert isinstance(it.inlet.asked[1], Pressed)


async def test_a_wrong_answer_brings_the_form_back_in_place_and_a_good_one_replaces_it() -> None:
    async with visit() as (it, client):
        await look(client)
        await say(client, "events")
        await client.post("/press", json={"id": ID, "message": "1", "token": "b2.gwangju"}, headers=SCRIPT)
        form = {"id": ID, "message": "2", "token": "f1.sig", "fields": {"name": " ", "days": "both"}}
        (again,) = (await client.post("/answer", json=form, headers=SCRIPT)).json()["entries"]
        assert again["place"] == 2
        assert Page(again["html"]).one("p", id="q2-name-error").text == "This answer is needed."
        form |= {"message": "3", "fields": {"name": "Ana", "days": "both"}}
        (done,) = (await client.post("/answer", json=form, headers=SCRIPT)).json()["entries"]
        assert done["place"] == 2
        assert "You have a seat" in Page(done["html"]).text
        answered = it.inlet.asked[-1]
        assert isinstance(answered, Answered)
        assert answered.answers == {"name": "Ana", "days": "both"}


async def test_without_script_a_plain_form_says_the_same_and_shows_the_answer() -> None:
    async with visit() as (it, client):
        page = await look(client)
        answer = await client.post("/say", data=fields(page, "/say") | {"text": "Has Genoa signed?"}, headers=OWN)
        assert (answer.status_code, answer.headers["location"]) == (303, "/#words")
        page = await look(client)
        assert "18 May 2000" in page.text
        await client.post("/say", data=fields(page, "/say") | {"text": "events"}, headers=OWN)
        page = await look(client)
        form = fields(page, "/press") | {"message": "2", "token": "b2.gwangju"}
        await client.post("/press", data=form, headers=OWN)
        page = await look(client)
        form = fields(page, "/answer") | {"f.name": "Ana", "f.days": "both", "f.needs": ""}
        await client.post("/answer", data=form, headers=OWN)
        assert "You have a seat" in (await look(client)).text
        assert getattr(it.inlet.asked[-1], "answers", {}) == {"name": "Ana", "days": "both", "needs": ""}


async def test_each_plain_form_has_its_own_id_so_the_same_word_can_be_said_twice() -> None:
    async with visit() as (it, client):
        for _ in range(2):
            await client.post("/say", data=fields(await look(client), "/say") | {"text": "help"}, headers=OWN)
        assert len(it.inlet.asked) == 2


@pytest.mark.parametrize("path", ["/say", "/press", "/answer", "/language", "/leave"])
@pytest.mark.parametrize(
    "site", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}, {}]
)
async def test_another_sites_request_changes_nothing(path: str, site: dict[str, str]) -> None:
    async with visit() as (it, client):
        await look(client)
        data = {"id": ID, "text": "stop", "message": "1", "token": "b1.up", "language": "es", "form": "guess"}
        for answer in (await client.post(path, data=data, headers=site), await client.post(path, json=data, headers=site)):
            assert answer.status_code == 403
            assert phrase("en", "foreign")[:30] in answer.text
        assert it.inlet.asked == []


async def test_an_old_browser_that_names_no_site_can_still_use_the_plain_form() -> None:
    async with visit() as (it, client):
        data = fields(await look(client), "/say") | {"text": "help"}
        assert (await client.post("/say", data=data, headers={"Origin": "null"})).status_code == 303
        assert len(it.inlet.asked) == 1


async def test_more_than_a_megabyte_is_refused_with_a_clear_sentence() -> None:
    async with visit() as (it, client):
        big = json.dumps({"id": ID, "text": "x" * 1_100_000}).encode()

        async def drops() -> object:  # a body that does not say how long it is
            for at in range(0, len(big), 65536):
                yield big[at : at + 65536]

        headers = SCRIPT | {"Content-Type": "application/json"}
        for body in (big, drops()):
            answer = await client.post("/say", content=body, headers=headers)  # type: ignore[arg-type]
            assert (answer.status_code, answer.json()) == (413, {"error": phrase("en", "too_large")})
        assert it.inlet.asked == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", "application/json"),
        (b"[" * 200_000, "application/json"),
        (b'"text"', "application/json"),
        (b"\xff\xfe", "application/json"),
        (b'{"id": "0123456789", "text": 7}', "application/json"),
        (b"text=hi", "text/plain"),
        (b"", "multipart/form-data; boundary=x"),
        (b"&".join(b"f.%d=" % n for n in range(2000)), "application/x-www-form-urlencoded"),
        (b"id=0123456789&text=+", "application/x-www-form-urlencoded"),
    ],
)
async def test_nonsense_is_refused_politely(body: bytes, kind: str) -> None:
    async with visit() as (it, client):
        answer = await client.post("/say", content=body, headers=SCRIPT | {"Content-Type": kind})
        assert answer.status_code == 400
        assert answer.json()["error"]
        assert it.inlet.asked == []


async def test_poisoned_text_arrives_as_storable_text() -> None:
    async with visit() as (it, client):
        body = b'{"id": "0123456789abcdef", "text": "a\\u0000b\\ud800c \\u202e"}'
        assert (await client.post("/say", content=body, headers=SCRIPT | {"Content-Type": "application/json"})).status_code == 200
        assert getattr(it.inlet.asked[0], "text", "") == "ab\ufffdc \u202e"


async def test_thirty_messages_in_a_breath_are_enough_until_time_passes() -> None:
    hand = Hand()
    it = stage(clock=hand)
    async with visit(it) as (_, client), visit(it) as (_, other):
        await look(client)
        await look(other)
        for number in range(30):
            await say(client, f"message {number}")
        answer = await client.post("/say", json={"id": ID, "text": "one more"}, headers=SCRIPT)
        assert (answer.status_code, answer.json(), answer.headers["retry-after"]) == (429, {"error": phrase("en", "too_fast")}, "1")
        assert len(it.inlet.asked) == 30
        await say(other, "another person")
        hand.now += 1
        await say(client, "later")


async def test_changing_the_cookie_does_not_escape_the_limit() -> None:
    hand = Hand()
    async with visit(clock=hand) as (it, client):
        codes = []
        for number in range(301):
            client.cookies.clear()
            codes.append((await client.post("/say", json={"id": ID, "text": str(number)}, headers=SCRIPT)).status_code)
        assert codes == [200] * 300 + [429]
        assert len({one.origin.address for one in it.inlet.asked}) == 300


async def test_a_message_that_could_not_be_kept_is_not_called_sent() -> None:
    async with visit() as (it, client):
        it.inlet.broken = True
        answer = await client.post("/say", json={"id": ID, "text": "hi"}, headers=SCRIPT)
        assert (answer.status_code, answer.json()) == (500, {"error": phrase("en", "failed")})
        it.inlet.broken = False
        assert (await say(client, "hi"))["entries"]
