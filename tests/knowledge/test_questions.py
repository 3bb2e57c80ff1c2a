"""People's own questions, answered right: what a city would be told wrongly, or not at all, when the share falls."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.knowledge.answer import answer
from bot.knowledge.library import Library
from tests.knowledge.conftest import TODAY, Says
from tests.questions.score import misses, read, share

QUESTIONS = Path(__file__).parents[1] / "questions"


def answered(library: Library, says: Says, question: Mapping[str, Any]) -> dict[str, Any]:
    """The answer in the form that the scorer takes."""
    found = answer(library, question["q"], today=TODAY)
    cited = [{"id": citation.id} for citation in found.citations]
    return {"id": question["id"], "answer": says(found), "language": found.language, "citations": cited, "abstained": found.abstained}


@pytest.mark.parametrize(("name", "least"), [("dev", 0.99), ("more", 0.98), ("fresh", 0.95), ("varied", 0.94), ("exam", 0.92)])
@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_people_get_the_right_answer_to_their_own_questions(library: Library, says: Says, name: str, least: float, language: str) -> None:
    questions = [one for one in read(str(QUESTIONS / f"{name}.jsonl")) if one["lang"] == language]
    missed = misses(questions, {one["id"]: answered(library, says, one) for one in questions})
    assert share(questions, missed) >= least, [f"{question['id']} {question['q']}: {why}" for question, why in missed]


def test_every_answer_that_tells_something_names_its_source(library: Library) -> None:
    for question in read(str(QUESTIONS / "dev.jsonl")):
        found = answer(library, question["q"], today=TODAY)
        talk = found.reading.needs and found.reading.needs[0].intent in ("talk", "refuse", "pattern")
        assert found.citations or found.abstained or talk, question["q"]
