"""Who a person is to Plaza: they see all of it, and every part changes where they say so, in their own language."""

from collections.abc import Callable

import pytest
from babel import Locale
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.assemble import Plaza
from bot.knowledge.tongues import language_named
from bot.model.person import LANGUAGES, Role
from tests.talk import Talk
from tests.townspeople import at, settle_in

Somebody = Callable[..., Talk]

ME = {
    "en": ("me", "Time zone", "Role: member"),
    "es": ("perfil", "Huso horario", "Función: miembro"),
    "fr": ("profil", "Fuseau", "Rôle : membre"),
}
NAMES = [(reader, code, Locale(reader).languages[code]) for reader in LANGUAGES for code in LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_everybody_sees_what_plaza_knows_of_them_in_their_language(plaza: Plaza, talk: Somebody, language: str) -> None:
    word, *shown = ME[language]
    settle_in(plaza, "paper:ana", name="Ana", language=language)
    heard = await talk(plaza, "paper:ana").say(word)
    assert all(part in heard.text for part in ("Ana", "Europe/Zurich", "paper:ana", *shown))
    assert len(heard.labels) == 6


async def test_roles_and_city_are_shown(plaza: Plaza, talk: Somebody) -> None:
    settle_in(plaza, "paper:ana", Role.FOCAL_POINT, Role.ORGANISER, name="Ana", city="Gwangju")
    heard = await talk(plaza, "paper:ana").say("me")
    assert "City: Gwangju" in heard.text
    assert "focal point, organiser" in heard.text


@pytest.mark.parametrize("channel", ["paper", "sheet"])
async def test_a_name_given_is_the_name_used_from_then_on(plaza: Plaza, talk: Somebody, channel: str) -> None:
    ana = talk(plaza, f"{channel}:ana")
    await ana.say("me")
    await ana.press("Name")
    heard = await ana.fill({"name": "  Ana [x](http://evil.example)   López "})
    assert "Ana [x](http://evil.example) López" in heard.text
    assert at(plaza, f"{channel}:ana").name == "Ana [x](http://evil.example) López"


async def test_a_time_zone_given_by_its_city_shows_the_time_there(plaza: Plaza, talk: Somebody) -> None:
    ana = talk(plaza, "paper:ana")
    await ana.say("me")
    await ana.press("Time zone")
    wrong = await ana.say("Atlantis")
    assert "Europe/Madrid" in wrong.text
    heard = await ana.say("seoul")
    assert "Asia/Seoul" in heard.text
    assert "18:00" in heard.text, "nine in the morning UTC is six in the evening in Seoul: a wrong zone must show"


@pytest.mark.parametrize(("reader", "code", "name"), NAMES)
async def test_a_language_is_understood_under_its_name_in_any_of_the_three(
    plaza: Plaza, talk: Somebody, reader: str, code: str, name: str
) -> None:
    heard = await talk(plaza, "paper:ana").say(f"language {name}")
    assert (
        heard.text
        == {
            "en": "From now on I speak English with you.",
            "es": "A partir de ahora le hablo en español.",
            "fr": "Désormais je vous parle en français.",
        }[code]
    )
    assert at(plaza, "paper:ana").language == code


async def test_a_chosen_language_is_not_changed_by_a_word_in_another(plaza: Plaza, talk: Somebody) -> None:
    ana = talk(plaza, "paper:ana")
    await ana.say("language fr")
    heard = await ana.say("ayuda")
    assert "Ce que vous pouvez" in heard.text


@pytest.mark.parametrize(
    ("word", "question"), [("language", "Which language"), ("idioma", "idioma le hablo"), ("langue", "langue dois-je")]
)
async def test_without_a_name_the_languages_are_offered_each_in_its_own_words(
    plaza: Plaza, talk: Somebody, word: str, question: str
) -> None:
    ana = talk(plaza, "paper:ana")
    heard = await ana.say(word)
    assert question in heard.text
    assert heard.labels == ["English", "Español", "Français"]
    assert "español" in (await ana.press("Español")).text


async def test_a_language_nobody_speaks_here_is_answered_with_those_that_are(plaza: Plaza, talk: Somebody) -> None:
    heard = await talk(plaza, "paper:ana").say("language Klingon")
    assert "Klingon" in heard.text
    assert "English" in heard.labels


@given(st.text(max_size=60))
@settings(max_examples=300)
def test_no_text_is_taken_for_a_language_we_do_not_have(text: str) -> None:
    assert language_named(text) in ("", *LANGUAGES)
