"""What Plaza must never claim: a signature that nobody recorded, a date that nobody confirmed, a list that is whole."""

import re

import pytest

from bot.knowledge.answer import Answer, answer
from bot.knowledge.library import Library
from bot.model.person import LANGUAGES
from tests.knowledge.conftest import TODAY, Says

SIGNED = {"en": "has {} signed the european charter?", "es": "¿ha firmado {} la carta europea?", "fr": "{} a signé la charte européenne ?"}
YES_OR_NO = re.compile(r"^\W*(yes|no|sí|si|oui|non)\b", re.IGNORECASE)
PARTIAL = {"en": "partial", "es": "parcial", "fr": "partielle"}
TOOK_PART = {"en": "took part", "es": "particip", "fr": "particip"}
OPEN = {"en": "does not mean that", "es": "no significa que", "fr": "ne veut donc pas dire que"}
UNCONFIRMED = {"en": "not confirmed", "es": "no están confirmadas", "fr": "pas confirmées"}
SESSION = {
    "en": "when is session {} of the council?",
    "es": "¿cuándo es la sesión {} del consejo?",
    "fr": "quand a lieu la session {} du conseil ?",
}


def told(library: Library, says: Says, question: str) -> str:
    """The words of the answer."""
    return says(answer(library, question, today=TODAY))


@pytest.mark.parametrize("language", LANGUAGES)
def test_taking_part_is_never_told_as_signing(library: Library, says: Says, language: str) -> None:
    cities = [row.city for row in library.signatures if row.status == "participated"]
    assert cities
    for city in cities:
        words = told(library, says, SIGNED[language].format(city))
        assert TOOK_PART[language] in words, city
        assert PARTIAL[language] in words, city
        assert not YES_OR_NO.match(words), city


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("city", ["Tartu", "Xyzzyville", "Rennes"])
def test_a_city_without_a_row_is_not_denied(library: Library, says: Says, city: str, language: str) -> None:
    words = told(library, says, SIGNED[language].format(city))
    assert city in words
    assert PARTIAL[language] in words
    assert OPEN[language] in words
    assert not YES_OR_NO.match(words)


@pytest.mark.parametrize(("language", "name"), [("en", "Zaragoza"), ("es", "Zaragoza"), ("fr", "Saragosse")])
def test_a_city_is_called_as_the_reader_calls_it(library: Library, says: Says, language: str, name: str) -> None:
    assert name in told(library, says, SIGNED[language].format("Saragossa"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_session_without_published_days_is_called_unconfirmed(library: Library, says: Says, language: str) -> None:
    open_ones = [number for number, one in library.sessions.items() if not one.opens]
    assert open_ones
    for number in open_ones:
        assert UNCONFIRMED[language] in told(library, says, SESSION[language].format(number)), number


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("which cities signed in 2005", "Bologna"),
        ("¿qué ciudades firmaron en 2008?", "Salzburgo"),
        ("quelles villes ont signé en 2000 ?", "Turin"),
        ("which cities signed in 2007", "partial"),
    ],
)
def test_the_signatures_of_a_year_are_told_as_far_as_they_are_dated(library: Library, says: Says, question: str, wanted: str) -> None:
    words = told(library, says, question)
    assert wanted in words
    assert re.search("partial|parcial|partielle", words)


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("what happened on 11 december 2012", "timeline:2012-12-11"),
        ("what happened in december 2012", "timeline:2012-12-11"),
        ("¿qué pasó en mayo de 2011?", "timeline:2011-05-17"),
        ("history of human rights cities", "timeline:1997-06-30"),
        ("article six of the european charter", "european-charter-2000#VI"),
        ("disposición adicional dos de la carta europea", "european-charter-2000#Additional provision 2"),
        ("first gwangju human rights cities forum", "event:whrcf-2011"),
        ("conférence de Lyon 2006", "event:cities-for-human-rights-2006"),
        ("additional provision one of the european charter", "european-charter-2000#Additional provision 1"),
        ("disposition additionnelle trois de la charte européenne", "european-charter-2000#Additional provision 3"),
        ("how can our city become a signatory?", "european-charter-2000"),
        ("Rosario", "timeline:1997-06-30"),
        ("Lyon?", "signatories:Lyon"),
    ],
)
def test_what_is_said_in_short_or_in_words_is_understood(library: Library, question: str, wanted: str) -> None:
    assert wanted in {citation.id for citation in answer(library, question, today=TODAY).citations}


def follow_up(library: Library, first: str, second: str) -> Answer:
    return answer(library, second, today=TODAY, context=answer(library, first, today=TODAY).reading)


def test_a_guessed_follow_up_says_that_it_is_one(library: Library, says: Says) -> None:
    assert says(follow_up(library, "Which cities in Spain have signed?", "and in Italy?")).startswith("Going on from your last question:")
    assert "Going on" not in says(follow_up(library, "Which cities in Spain have signed?", "Which article is about housing?"))


def test_a_city_named_after_a_question_about_an_article_is_a_question_about_the_city(library: Library) -> None:
    found = follow_up(library, "Which article is about housing?", "and Lyon?")
    assert "signatories:Lyon" in [citation.id for citation in found.citations]


@pytest.mark.parametrize(("asked", "language"), [("¿y en francés?", "fr"), ("in Spanish please", "es"), ("en anglais", "en")])
def test_the_last_answer_comes_again_in_the_language_that_is_asked_for(library: Library, asked: str, language: str) -> None:
    found = follow_up(library, "Has Lyon signed the European Charter?", asked)
    assert found.language == language
    assert "signatories:Lyon" in [citation.id for citation in found.citations]
