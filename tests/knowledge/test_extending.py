"""A secretariat adds a charter, a name or a word with a line of YAML and a restart, as docs/knowledge.md says."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.knowledge.answer import answer
from bot.knowledge.library import Library
from tests.alerting import CHECKOUT

TODAY = date(2026, 11, 23)
BLOCKS = re.findall(r"```yaml\n(.*?)```", (CHECKOUT / "docs" / "knowledge.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The secretariat's own copy of the knowledge files."""
    return Path(shutil.copytree(CHECKOUT / "config" / "knowledge", tmp_path / "knowledge"))


def grow(path: Path, after: str, text: str) -> None:
    """Add text behind the first occurrence of a line's beginning, or at the end."""
    whole = path.read_text(encoding="utf-8")
    place = whole.index(after) + len(after) if after else len(whole)
    path.write_text(whole[:place] + text + whole[place:], encoding="utf-8")


def test_a_charter_from_the_page_is_known_in_three_languages_after_a_restart(folder: Path) -> None:
    grow(folder / "charters.yaml", "", BLOCKS[0])
    library = Library.load(folder)
    for question in (
        "What is the Villa Ejemplo Charter of Rights?",
        "¿Qué es la Carta de Derechos de Villa Ejemplo?",
        "Qu'est-ce que la Charte des droits de Villa Ejemplo ?",
    ):
        found = answer(library, question, today=TODAY)
        assert "villa-ejemplo-charter-2027" in [citation.id for citation in found.citations], question


def test_another_name_of_a_city_is_one_word_in_its_line(folder: Path) -> None:
    assert answer(Library.load(folder), "Has Zena signed the European Charter?", today=TODAY).abstained
    places = folder / "vocabulary" / "places.yaml"
    line = next(one for one in places.read_text(encoding="utf-8").splitlines() if "en: Genoa" in one)
    places.write_text(places.read_text(encoding="utf-8").replace(line, BLOCKS[1].strip()), encoding="utf-8")
    found = answer(Library.load(folder), "Has Zena signed the European Charter?", today=TODAY)
    assert "signatories:Genova" in [citation.id for citation in found.citations]


def test_a_word_for_a_topic_leads_to_its_articles(folder: Path) -> None:
    asked = "Which article is about leaf blowers?"
    before = {citation.id for citation in answer(Library.load(folder), asked, today=TODAY).citations}
    word = BLOCKS[2].rsplit(",", 1)[1].strip(" ]\n")
    grow(folder / "vocabulary" / "en.yaml", "  noise: [", f"{word}, ")
    found = {citation.id for citation in answer(Library.load(folder), asked, today=TODAY).citations}
    noisy = {citation.id for citation in answer(Library.load(folder), "Which article is about noise?", today=TODAY).citations}
    assert found != before
    assert found == noisy
