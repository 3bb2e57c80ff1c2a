"""Registering from a page, when answers are slow to come: they are waited for, looked up, and never asked for twice."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from bot.channels.web import signing
from bot.model.board import Card, EventPage, Feed, Standing
from bot.model.inbound import Answered, Commanded
from bot.model.outgoing import File
from tests.channels.web.reading import Page
from tests.channels.web.server import Stage, sheet, stage
from tests.channels.web.visiting import OWN, fields, look, visit

CARD = Card("forum", "Forum", "Thursday", "2027-05-13T00:30Z", "Gwangju", Standing.OPEN, "3 seats left")


class PaperBoard:
    """One event with a form, and nobody in it."""

    async def feed(self, token: str) -> Feed | None:
        return None

    async def events(self, language: str) -> list[Card]:
        return [CARD]

    async def event(self, slug: str, language: str, address: str = "") -> EventPage | None:
        return EventPage(CARD, form=sheet()) if slug == "forum" else None

    async def file(self, slug: str, language: str) -> File | None:
        return None


@pytest_asyncio.fixture
async def at() -> AsyncIterator[tuple[Stage, httpx.AsyncClient]]:
    """The page of an event whose engine says nothing in time."""
    it = stage(board=PaperBoard())
    it.inlet.answer = lambda inbound: ()
    async with visit(it) as found:
        yield found


async def test_when_it_takes_too_long_the_answers_stand_there_to_be_sent_again(
    at: tuple[Stage, httpx.AsyncClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing, "PATIENCE", 0.01)
    it, client = at
    given = fields(await look(client, "/events/forum"), "/events/forum") | {"token": "", "f.name": "Ana"}
    answer = await client.post("/events/forum", data=given, headers=OWN)
    page = Page(answer.text)
    assert answer.status_code == 503
    assert "please send them again in a moment" in page.text
    assert page.one("input", name="f.name")["value"] == "Ana"
    assert [type(one) for one in it.inlet.asked] == [Commanded]


async def test_who_answers_a_form_that_came_back_answers_that_one_first(
    at: tuple[Stage, httpx.AsyncClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing, "PATIENCE", 0.01)
    it, client = at
    given = fields(await look(client, "/events/forum"), "/events/forum")
    assert (given["token"], given["message"]) == ("f1.sig", "0")
    await client.post("/events/forum", data=given | {"f.name": "Ana"}, headers=OWN)
    assert [type(one) for one in it.inlet.asked] == [Answered, Commanded]
