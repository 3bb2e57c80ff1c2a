"""Asking for colleagues in one's own words leads to their form, and nothing that only looks like it does."""

from collections.abc import Callable

import pytest

from bot.actions import colleagues
from bot.app.assemble import Plaza
from tests.events_world import open_event
from tests.talk import Talk

ASKED = {
    "en": ["register a colleague for Gwangju", "register colleagues", "register 3 for Gwangju", "register 1 person"],
    "es": ["inscribir a un colega", "inscribirme 2 personas para Gwangju", "inscribir una compañera en Gwangju"],
    "fr": ["inscrire un collègue", "inscrire ma collegue pour Gwangju", "inscrire 2 personnes"],
}
OWN = {"en": ["register Gwangju", "register forum"], "es": ["inscribirme en Gwangju"], "fr": ["m'inscrire à Gwangju"]}


def cases(words: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Each wording with its language."""
    return [(language, text) for language, said in words.items() for text in said]


async def asked(plaza: Plaza, talk: Callable[..., Talk], language: str, text: str) -> list[str]:
    """The names of the questions that this brings."""
    plaza.database.write(open_event)
    who = talk(plaza, "sheet:fina", language=language)
    await who.say(text)
    return [question.name for question in who.heard.sheet.questions]


@pytest.mark.parametrize(("language", "text"), cases(ASKED))
async def test_colleagues_are_asked_for_line_by_line(plaza: Plaza, talk: Callable[..., Talk], language: str, text: str) -> None:
    assert await asked(plaza, talk, language, text) == ["city", "people"]


@pytest.mark.parametrize(("language", "text"), cases(OWN))
async def test_a_place_of_ones_own_is_asked_for_as_ever(plaza: Plaza, talk: Callable[..., Talk], language: str, text: str) -> None:
    assert "people" not in await asked(plaza, talk, language, text)


TITLED = {
    "en": [("mayor", "elected"), ("deputy mayor", "elected"), ("city officer", "official"), ("professor", "expert")],
    "es": [("alcaldesa", "elected"), ("concejal", "elected"), ("técnica municipal", "official"), ("ONG", "civil_society")],
    "fr": [("adjointe au maire", "elected"), ("chargée de mission", "official"), ("chercheuse", "expert")],
}


@pytest.mark.parametrize(("language", "text", "role"), [(code, *said) for code, some in TITLED.items() for said in some])
def test_a_title_in_a_list_is_as_good_as_the_role(plaza: Plaza, language: str, text: str, role: str) -> None:
    wording = plaza.receiver.conversation.house.composer.wording
    assert [one.role for one in colleagues.read(f"Ana Puig, {text}, ana@girona.example", wording)] == [role]
