"""Whoever asks for a thing by its own name, in any of the languages, is told about that thing."""

from collections.abc import Iterator

import pytest

from bot.knowledge.answer import answer
from bot.knowledge.library import Library
from bot.model.person import LANGUAGES
from tests.knowledge.conftest import TODAY

WHAT = {"en": "what is {}?", "es": "¿qué es {}?", "fr": "c’est quoi {} ?"}
ARTICLE = {
    "en": "which article of the european charter is called “{}”?",
    "es": "¿qué artículo de la carta europea se llama «{}»?",
    "fr": "quel article de la charte européenne s’appelle « {} » ?",
}
SIGNED = {"en": "has {} signed the european charter?", "es": "¿ha firmado {} la carta europea?", "fr": "{} a signé la charte européenne ?"}
WHEN = {"en": "when was {}?", "es": "¿cuándo fue {}?", "fr": "quand a eu lieu {} ?"}
DUE = {"en": "{}: what is the deadline?", "es": "{}: ¿qué plazo hay?", "fr": "{} : quelle échéance ?"}
INDICATORS = {"en": "indicators for {}", "es": "indicadores de {}", "fr": "indicateurs pour {}"}
Asked = tuple[str, str]


def missed(library: Library, asked: Iterator[Asked], language: str) -> list[str]:
    """The questions whose answer does not cite the record wanted, or is in another language."""
    out = []
    for question, wanted in asked:
        found = answer(library, question, today=TODAY)
        if wanted not in {citation.id for citation in found.citations} or found.language != language:
            out.append(question)
    return out


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_charter_asked_for_by_name_is_told(library: Library, language: str) -> None:
    asked = ((WHAT[language].format(one.names[language]), one.id) for one in library.charters.values())
    assert missed(library, asked, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_article_asked_for_by_its_title_is_told(library: Library, language: str) -> None:
    articles = library.charters["european-charter-2000"].articles
    asked = ((ARTICLE[language].format(one.title[language]), one.id) for one in articles)
    assert missed(library, asked, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_city_is_found_under_every_name_it_has(library: Library, language: str) -> None:
    rows = [row for row in library.signatures if row.charter == "european-charter-2000"]
    asked = ((SIGNED[language].format(name), row.id) for row in rows for name in (row.city, *row.aliases))
    assert missed(library, asked, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_organisation_asked_for_by_name_is_told(library: Library, language: str) -> None:
    asked = ((WHAT[language].format(one.names[language]), f"org:{one.id}") for one in library.organisations.values())
    assert missed(library, asked, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deadline_asked_for_by_name_is_told(library: Library, language: str) -> None:
    asked = ((DUE[language].format(one.names[language]), f"hrc:deadline:{one.id}") for one in library.deadlines.values())
    assert missed(library, asked, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_indicators_are_told_for_every_area(library: Library, language: str) -> None:
    asked = ((INDICATORS[language].format(one.names[language]), f"monitoring:{one.id}") for one in library.programme.areas)
    assert missed(library, asked, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nearly_every_event_is_told_by_its_name(library: Library, language: str) -> None:
    events = list(library.events.values())
    asked = ((WHEN[language].format(one.names[language]), f"event:{one.id}") for one in events)
    assert len(missed(library, asked, language)) <= len(events) // 12


@pytest.mark.parametrize("number", [23, 42, 61, 64, 69])
@pytest.mark.parametrize("question", ["hrc {}", "{}th session of the council", "sesión {} del consejo", "la {}e session du conseil"])
def test_a_session_is_told_by_its_number(library: Library, number: int, question: str) -> None:
    found = answer(library, question.format(number), today=TODAY, hint="en")
    assert f"hrc:session:{number}" in {citation.id for citation in found.citations}


def test_every_resolution_is_told_by_its_number_and_by_its_symbol(library: Library) -> None:
    for step in library.track:
        if step.kind == "resolution" and step.symbol.startswith("A/HRC/RES"):
            for name in (step.symbol, step.number):
                found = answer(library, f"what did {name} ask for?", today=TODAY)
                assert f"hrc:track:{step.id}" in {citation.id for citation in found.citations}, name


PLACES = {
    "en": ("cities in {}", "towns in {}", "municipalities in {}"),
    "es": ("ciudades de {}", "municipios de {}"),
    "fr": ("villes d'{}", "communes d'{}"),
}
REGIONS = {
    "en": ("Africa", "Asia", "Latin America"),
    "es": ("África", "Asia", "América Latina"),
    "fr": ("Afrique", "Asie", "Amérique latine"),
}
ASKED = {
    "en": "which {} have signed the European Charter?",
    "es": "¿qué {} han firmado la Carta Europea?",
    "fr": "quelles {} ont signé la Charte européenne ?",
}


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_who_asks_for_the_signatories_of_a_part_of_the_world_gets_its_rows_and_no_article(library: Library, language: str) -> None:
    for place in PLACES[language]:
        for region in REGIONS[language]:
            found = answer(library, ASKED[language].format(place.format(region)), today=TODAY)
            assert found.reading.needs[0].intent == "cities", (place, region)
