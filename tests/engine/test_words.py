"""What people type reaches the command they mean, in three languages."""

import tomllib
from pathlib import Path

import pytest

from bot.engine.words import Typed, Words, folded

MESSAGES = Path(__file__).parents[2] / "messages"
LANGUAGES = ["en", "es", "fr"]
CONTRACT = ["start", "help", "more", "charters", "signatories", "calendar", "history", "events", "register", "mine", "alerts", "assessment"]
CONTRACT += ["secretariat", "me", "link", "language", "privacy", "stop", "cancel", "back", "continue", "organise", "broadcast", "desk"]


@pytest.fixture(scope="module")
def words() -> Words:
    return Words(MESSAGES, LANGUAGES)


def table(language: str) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((MESSAGES / language / "words.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_has_a_word_in_every_language(language: str) -> None:
    missing = [command for command in CONTRACT if not table(language)["words"].get(command)]
    assert not missing


@pytest.mark.parametrize("command", CONTRACT)
def test_the_documented_word_works_whatever_language_somebody_speaks_and_changes_none(words: Words, command: str) -> None:
    for typed in (command, f"/{command}", command.upper(), f" /{command} ".strip()):
        assert words.command(typed) == Typed(command, "", ""), typed


def test_no_word_means_two_commands() -> None:
    meaning: dict[str, str] = {}
    for language in LANGUAGES:
        for command, synonyms in table(language)["words"].items():
            for synonym in synonyms:
                assert meaning.setdefault(folded(synonym), command) == command, (
                    f"{synonym!r} means {meaning[folded(synonym)]} and {command}"
                )


def test_a_word_that_would_mean_two_commands_stops_the_start_and_names_file_and_word(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "words.toml").write_text('[words]\nstop = ["end"]\ncancel = ["end"]\n[say]\nyes = ["yes"]\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"messages/en/words\.toml: 'end' means both stop and cancel"):
        Words(tmp_path, ["en"])


@pytest.mark.parametrize(
    ("text", "word", "rest", "language"),
    [
        ("événements", "events", "", "fr"),
        ("EVENEMENTS", "events", "", "fr"),
        ("/eventos", "events", "", "es"),
        ("Hello!", "start", "", "en"),
        ("¡Hola!", "start", "", "es"),
        ("register Gwangju", "register", "Gwangju", ""),
        ("register\nGwangju", "register", "Gwangju", ""),
        ("/register  Gwangju 2027", "register", "Gwangju 2027", ""),
        ("register me for Gwangju", "register", "gwangju", "en"),
        ("Quiero inscribirme en Gwangju.", "register", "gwangju", "es"),
        ("je voudrais m'inscrire à Gwangju", "register", "gwangju", "fr"),
        ("no quiero más alertas", "stop", "", "es"),
        ("désabonne-moi", "stop", "", "fr"),
        ("stop sending me alerts!", "stop", "", "en"),
    ],
)
def test_words_and_plain_sentences_reach_the_same_command(words: Words, text: str, word: str, rest: str, language: str) -> None:
    assert words.find(text) == Typed(word, rest, language)


@pytest.mark.parametrize(
    "text",
    [
        "Which article is about housing?",
        "calendar of the Council in 2027?",
        "events in Barcelona that dealt with housing and were held before the pandemic, and who took part in them",
        "stop the war",
        "help me understand the Charter-Agenda",
        "",
        "   ",
        "/nonsense",
        "x" * 100_000,
    ],
)
def test_a_question_is_not_taken_for_a_command(words: Words, text: str) -> None:
    assert words.find(text) is None


@pytest.mark.parametrize(
    ("text", "language", "means"),
    [
        ("yes", "en", {"yes"}),
        ("No", "en", {"no", "skip"}),
        ("NON.", "fr", {"no", "skip"}),
        ("Sí!", "es", {"yes"}),
        ("si", "es", {"yes"}),
        ("passer", "fr", {"skip"}),
        ("skip", "es", {"skip"}),
        ("quizás", "es", set()),
        ("oui", "es", set()),
    ],
)
def test_yes_no_and_skip_are_heard_in_the_reader_s_language_and_in_english(words: Words, text: str, language: str, means: set[str]) -> None:
    assert words.meanings(text, language) == means
