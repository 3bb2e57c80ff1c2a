"""The monitoring programme: everybody may read about it, a focal point may ask for it, once at a time."""

from collections.abc import Callable

import pytest

from bot.app.assemble import Plaza
from bot.model.person import LANGUAGES, Role
from bot.storage.desk import desk
from tests.talk import Talk
from tests.townspeople import rows, settle_in

Somebody = Callable[..., Talk]
WORD = {"en": "assessment", "es": "evaluación", "fr": "évaluation"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_programme_is_told_with_its_steps_in_the_readers_language(plaza: Plaza, talk: Somebody, language: str) -> None:
    heard = await talk(plaza, "paper:ana", language=language).say(WORD[language])
    programme = plaza.library.programme
    assert programme.names[language] in heard.text
    assert all(stage.names[language] in heard.text for stage in programme.stages)
    assert len(heard.labels) == 1


async def test_only_a_citys_focal_point_can_ask_and_others_hear_how_to_become_one(plaza: Plaza, talk: Somebody) -> None:
    ana = talk(plaza, "paper:ana")
    await ana.say("assessment")
    assert "Only a city's focal point" in (await ana.press("Ask for an assessment")).text
    assert rows(plaza, desk) == []


@pytest.mark.parametrize("channel", ["paper", "sheet"])
async def test_a_request_reaches_the_desk_with_its_city_and_is_answered_from_there(plaza: Plaza, talk: Somebody, channel: str) -> None:
    settle_in(plaza, "paper:olga", Role.ORGANISER)
    settle_in(plaza, f"{channel}:ana", Role.FOCAL_POINT, city="Gwangju", name="Ana")
    ana, olga = talk(plaza, f"{channel}:ana"), talk(plaza, "paper:olga")
    await ana.say("assessment")
    await ana.press("Ask for an assessment")
    heard = await ana.fill({"aim": "See who is left out.", "policies": "Housing"})
    assert "request of Gwangju" in heard.text
    await plaza.deliverer.flush()
    assert "Gwangju asks for an assessment" in olga.came().text
    assert "Housing" in (await olga.say("desk")).text
    await ana.say("assessment")
    assert "already asked" in (await ana.press("Ask for an assessment")).text
    await olga.press("Answer 1")
    await olga.fill({"answer": "Let us talk in May."})
    await plaza.deliverer.flush()
    assert "Let us talk in May." in ana.came().text
    assert [(row["matter"], row["city"], row["state"]) for row in rows(plaza, desk)] == [("assessment", "Gwangju", "answered")]
