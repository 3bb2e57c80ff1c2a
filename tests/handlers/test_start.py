"""Coming by an event's link: that event first; and nothing that is not announced, whoever guesses its name."""

from collections.abc import Callable

import pytest

from bot.actions import events as deeds
from bot.app.assemble import Plaza
from tests.clocks import START
from tests.events_world import BY, TITLES, open_event, plan
from tests.talk import Talk

Somebody = Callable[..., Talk]


@pytest.mark.parametrize("language", ["en", "es", "fr"])
async def test_who_opens_telegram_by_an_events_link_sees_that_event_and_can_register(plaza: Plaza, talk: Somebody, language: str) -> None:
    forum = plaza.database.write(open_event)
    ana = talk(plaza, "paper:ana", language=language)
    said = await ana.command("start", f"event_{forum.slug}")
    assert TITLES[language] in said.text
    assert (await ana.press(said.labels[0])).sheet.questions


@pytest.mark.parametrize("word", ["event_nothing", "event_", "event_../x", "something else", ""])
async def test_any_other_link_is_a_plain_hello(plaza: Plaza, talk: Somebody, word: str) -> None:
    assert "I also register you for meetings" in (await talk(plaza, "paper:ana").command("start", word)).text


async def test_a_draft_is_not_given_away(plaza: Plaza, talk: Somebody) -> None:
    draft = plaza.database.write(lambda tx: deeds.create(tx, plan(), BY, START))
    said = await talk(plaza, "paper:ana").command("start", f"event_{draft.slug}")
    assert TITLES["en"] not in said.text


async def test_register_with_an_events_short_name_means_that_one_and_no_other(plaza: Plaza, talk: Somebody) -> None:
    plaza.database.write(open_event)
    second = plaza.database.write(open_event)
    said = await talk(plaza, "sheet:ana").command("register", second.slug)
    assert second.slug == "world-human-rights-cities-forum-2"
    assert [question.name for question in said.sheet.questions][:2] == ["name", "city"]
    first = await talk(plaza, "sheet:bea").command("register", "world-human-rights-cities-forum")
    assert first.sheet.questions
