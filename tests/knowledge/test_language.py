"""The language of a question: its words decide; its spelling decides where they do not; the reader's own settles the rest."""

import pytest

from bot.knowledge.language import Languages
from bot.knowledge.letters import Letters, counts
from bot.knowledge.lexicon import lexicon
from bot.knowledge.library import Library
from bot.knowledge.text import words

SMALL = {"en": ["the", "of"], "es": ["el", "de"], "fr": ["le", "de"]}


def asked(spelt: str, text: str, hint: str = "") -> tuple[str, list[str]]:
    """The language found when the spelling says `spelt`, and the texts whose spelling was looked at."""
    looked: list[str] = []

    def spelling(text: str) -> str:
        looked.append(text)
        return spelt

    return Languages(SMALL, {}, spelling).of(text, words(text), hint), looked


def test_words_decide_and_spelling_is_not_looked_at() -> None:
    assert asked("fr", "el forum el lunes") == ("es", [])


def test_one_leader_needs_no_spelling_either() -> None:
    assert asked("fr", "the forum gwangju next year maybe") == ("en", [])


def test_spelling_settles_an_open_vote() -> None:
    assert asked("es", "forum gwangju today") == ("es", ["forum gwangju today"])
    assert asked("fr", "de gwangju forum") == ("fr", ["de gwangju forum"])


def test_the_reader_settles_an_open_vote_before_spelling() -> None:
    assert asked("es", "forum gwangju today", "fr") == ("fr", [])


def test_two_words_are_too_few_to_be_spelt_like_anything() -> None:
    assert asked("es", "gwangju forum") == ("en", [])


def test_sequences_that_occur_once_are_not_kept() -> None:
    found = counts({"en": ["night night"], "es": ["noche"]})
    assert found["ight"] == [2, 0]
    assert "oche" not in found
    assert found[""][0] == 2 * found[""][1]  # both words have five letters


@pytest.mark.parametrize("text", ["", "123 456", "你好", "ßß"])
def test_a_text_without_known_letters_is_in_the_first_language(text: str) -> None:
    assert Letters(("en", "es"), counts({"en": ["night night"], "es": ["noche noche"]})).of(text) == "en"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "booking meeting rooms nearby"),
        ("en", "neighbourhoods without drinking water"),
        ("es", "recomiendame hoteles baratos"),
        ("es", "ciudades hermanadas mediterraneas"),
        ("fr", "hebergement pendant quelques jours"),
        ("fr", "villes jumelees mediterraneennes"),
    ],
)
def test_shipped_texts_teach_how_each_language_is_spelt(library: Library, language: str, text: str) -> None:
    assert lexicon(library).spelt(text) == language
