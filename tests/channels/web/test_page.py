"""The page itself: what people see first, in their language, on a reload, and when something is not there."""

import pytest

from bot.channels.web import assets
from bot.model.outgoing import Outgoing, Press
from tests.channels.web.reading import Page
from tests.channels.web.server import TICKET, phrase, stage
from tests.channels.web.visiting import OWN, fields, look, say, visit
from tests.paper import words


async def test_a_first_visit_shows_what_plaza_is_for_and_what_to_try() -> None:
    async with visit() as (_, client):
        page = await look(client)
        assert page.one("h2", id="welcome").text == phrase("en", "welcome")
        assert [b["value"] for b in page.all("button") if b.attributes.get("name") == "text"] == [
            "Has Genoa signed?",
            "events",
            "alerts",
            "help",
        ]
        assert page.one("div", id="log")["role"] == "log"
        assert page.one("div", id="log")["aria-live"] == "polite"
        assert page.one("label", for_="words").text == phrase("en", "message")
        assert page.one("a", class_="skip")["href"] == "#words"
        assert phrase("en", "noscript_look") in page.one("noscript").text


@pytest.mark.parametrize("language", ["en", "es", "fr"])
async def test_the_page_speaks_the_browsers_language_throughout(language: str) -> None:
    async with visit(demo=True) as (_, client):
        page = await look(client, accept_language=f"{language}, de;q=0.5")
        assert page.one("html")["lang"] == language
        for block in ("welcome", "send", "speak_as", "privacy_text", "skip"):
            assert phrase(language, block) in page.text


async def test_the_switch_turns_the_page_and_tells_the_bot() -> None:
    async with visit() as (it, client):
        page = await look(client)
        assert [b["lang"] for b in page.all("button") if b.attributes.get("name") == "language"] == ["en", "es", "fr"]
        answer = await client.post("/language", data=fields(page, "/language") | {"language": "es"}, headers=OWN)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        (heard,) = it.inlet.asked
        assert (getattr(heard, "word", ""), getattr(heard, "text", "")) == ("language", "es")
        page = await look(client, accept_language="fr")
        assert page.one("html")["lang"] == "es"
        assert "De acuerdo, en español." in page.text


async def test_a_language_we_do_not_speak_changes_nothing() -> None:
    async with visit() as (it, client):
        answer = await client.post("/language", data=fields(await look(client), "/language") | {"language": "xx"}, headers=OWN)
        assert answer.status_code == 400
        assert it.inlet.asked == []


async def test_the_conversation_is_still_there_after_a_reload_and_nobody_elses() -> None:
    it = stage()
    async with visit(it) as (_, mine), visit(it) as (_, theirs):
        await look(mine)
        await look(theirs)
        await say(mine, "Has Genoa signed?")
        assert "Genoa signed the European Charter" in (await look(mine)).text
        assert (await look(theirs)).all("article") == []


async def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites() -> None:
    async with visit() as (it, client):
        cookie = (await client.get("/")).headers["set-cookie"]
        assert cookie.startswith("plaza=")
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Secure" not in cookie
        await say(client, "hello")
        assert cookie.partition("=")[2].partition(";")[0] not in it.inlet.asked[0].origin.address
    async with visit(public_url="https://plaza.example.org") as (_, client):
        answer = await client.get("/")
        assert answer.headers["set-cookie"].startswith("__Host-plaza=")
        assert "; Secure" in answer.headers["set-cookie"]
        assert "Path=/" in answer.headers["set-cookie"]
        assert "Domain" not in answer.headers["set-cookie"]
        assert answer.headers["strict-transport-security"]


async def test_leaving_forgets_the_conversation_on_this_device() -> None:
    async with visit() as (_, client):
        await look(client)
        await say(client, "hello")
        page = await look(client)
        answer = await client.post("/leave", data=fields(page, "/leave"), headers=OWN)
        assert answer.status_code == 303
        assert (await look(client)).all("article") == []


async def test_a_demo_offers_three_people_and_a_real_page_none() -> None:
    async with visit(demo=True) as (it, client):
        page = await look(client, "/?as=organiser")
        assert [a["href"] for a in page.all("a") if "?as=" in a["href"] and "aria-current" in a] == ["/?as=organiser"]
        assert {f["action"] for f in page.all("form")} >= {"/say?as=organiser", "/language?as=organiser"}
        await client.post("/say?as=organiser", data=fields(page, "/say") | {"text": "hi"}, headers=OWN)
        assert it.inlet.asked[0].origin.address == "web:demo-organiser"
    async with visit() as (it, client):
        page = await look(client, "/?as=organiser")
        assert page.all("nav") == []
        assert "as=" not in "".join(f["action"] for f in page.all("form"))
        await client.post("/say?as=organiser", data=fields(page, "/say") | {"text": "hi"}, headers=OWN)
        assert "demo" not in it.inlet.asked[0].origin.address


async def test_a_demo_is_not_fooled_by_a_strangers_name_for_this_machine() -> None:
    async with visit(demo=True) as (_, client):
        assert (await client.get("http://evil.example/", headers={"Host": "evil.example"})).status_code == 403
        assert (await client.get("/", headers={"Host": "localhost:8080"})).status_code == 200


async def test_every_answer_carries_the_security_headers() -> None:
    async with visit() as (_, client):
        for path in ("/", "/nowhere", "/static/chat.js", "/file/1/1"):
            headers = (await client.get(path)).headers
            policy = headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "script-src 'self'" in policy
            assert "unsafe" not in policy
            assert "frame-ancestors 'none'" in policy
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "no-referrer"
        assert (await client.get("/")).headers["cache-control"] == "no-store"


async def test_the_page_needs_no_inline_script_or_style_and_nothing_from_elsewhere() -> None:
    async with visit(demo=True) as (it, client):
        it.mailbox.put(it.script.delivery("web:demo-member", TICKET))
        page = await look(client)
        assert not any("style" in e or any(a.startswith("on") for a in e.attributes) for e in page.elements)
        assert page.all("style") == []
        assert all(e["src"].startswith("/static/chat.js?v=") for e in page.all("script"))
        assert all(e[a].startswith("/") for e in page.elements for a in ("src",) if a in e)
        assert all(e["href"].startswith("/static/") for e in page.all("link"))


async def test_static_files_are_kept_for_a_year_and_change_address_with_their_content() -> None:
    async with visit() as (_, client):
        kept = await client.get(assets.url("chat.css"))
        assert (kept.headers["content-type"], kept.headers["cache-control"]) == (
            "text/css; charset=utf-8",
            "public, max-age=31536000, immutable",
        )
        assert (await client.get("/static/chat.css?v=old")).headers["cache-control"] == "no-cache"
        for path in ("/static/nothing.css", "/static/..%2fclient.py", "/static/../client.py", "/static/"):
            assert (await client.get(path)).status_code == 404


async def test_an_unknown_address_gets_a_friendly_page_in_the_readers_language() -> None:
    async with visit() as (_, client):
        answer = await client.get("/events/gwangju", headers={"Accept-Language": "fr"})
        assert answer.status_code == 404
        page = Page(answer.text)
        assert phrase("fr", "not_found") in page.text
        assert page.one("a", class_="button primary")["href"] == "/"
        assert (await client.get("/say")).status_code == 405


async def test_a_file_is_given_to_its_owner_only_and_always_as_a_download() -> None:
    it = stage()
    async with visit(it) as (_, mine), visit(it) as (_, theirs):
        await look(mine)
        await look(theirs)
        await say(mine, "hi")
        address = it.inlet.asked[0].origin.address
        it.mailbox.put(it.script.delivery(address, TICKET))
        link = next(a["href"] for a in (await look(mine)).all("a") if "download" in a)
        answer = await mine.get(link)
        assert (answer.status_code, answer.content) == (200, TICKET.files[0].content)
        assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''gwangju.ics"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert (await theirs.get(link)).status_code == 404
        assert (await mine.get(link.replace("/0?", "/1?"))).status_code == 404
        assert (await mine.get(link.partition("?")[0])).status_code == 404
        assert (await mine.get(link[:-1] + "é")).status_code == 404


async def test_a_reload_shows_which_button_was_pressed() -> None:
    it = stage()
    async with visit(it) as (_, client):
        await look(client)
        await say(client, "hi")
        page = await look(client)
        answer = await client.post("/press", data=fields(page, "/press") | {"token": "b1.up"}, headers=OWN)
        assert answer.headers["location"] == "/#words"
        page = await look(client)
        assert [b.text for b in page.all("button") if "aria-pressed" in b] == ["This helped"]
        assert "Noted, thank you." in page.text


async def test_names_from_anywhere_stay_text_on_the_page() -> None:
    async with visit() as (it, client):
        await say(client, "hi")
        nasty = "<img src=x onerror=alert(1)>"
        it.mailbox.put(it.script.delivery(it.inlet.asked[0].origin.address, Outgoing(words(nasty).blocks, buttons=(Press(nasty, nasty),))))
        page = await look(client)
        assert not any("onerror" in e for e in page.elements)
        assert nasty in page.text
