"""The secretariat edits these files by hand: whatever goes wrong is one clear line, and nothing is half read."""

import shutil
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from bot.knowledge.answer import answer
from bot.knowledge.check import check
from bot.knowledge.library import Library
from bot.knowledge.listed import library_with
from bot.knowledge.records.files import BadKnowledge
from tests.knowledge.conftest import FOLDER, TODAY

QUESTIONS = ("has Genoa signed?", "¿qué artículo de la carta europea habla de vivienda?", "quand a lieu la session 64 ?", "bonjour")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the knowledge files that may be broken."""
    return Path(shutil.copytree(FOLDER, tmp_path / "knowledge"))


def spoil(folder: Path, name: str, old: str, new: str) -> int:
    """Replace the first `old` in a file; the line on which it stood."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


BROKEN = [
    ("hrc.yaml", "- number: 24\n", "- number: 24\n   opens: [\n", "not valid YAML"),
    ("hrc.yaml", "opens: '2014-03-03'", "opens: '2014-03-33'", "is not a day"),
    ("hrc.yaml", "closes: '2014-03-28'", "closes: '2013-03-28'", "closes before it opens"),
    ("hrc.yaml", "status: held", "status: over", "unknown status"),
    ("hrc.yaml", "number: 23", "number: twenty", "whole number"),
    ("events.yaml", "status: held", "status: maybe", "unknown status"),
    ("events.yaml", "url: https://unipd", "url: unipd", "is not a web address"),
    ("charters.yaml", "  kind: charter open to signature by cities", "  kind: ''", "should be a text"),
    ("charters.yaml", "    date: '2000-05-18'", "    date: May 2000", "is not a date"),
    ("signatories.csv", "european-charter-2000,Badalona,ES", "no-charter,Badalona,ES", "there is no charter"),
    ("signatories.csv", "Badalona,ES", "Badalona,Spain", "two capitals"),
    ("signatories.csv", "2005-07-22,signed", "22 July 2005,signed", "is not a date"),
    ("signatories.csv", ",signed,Barcelone", ",sined,Barcelone", "unknown status"),
    ("organisations.yaml", "url: https://uclg.org", "url: 'see uclg.org'", "is not a web address"),
]


@pytest.mark.parametrize(("name", "old", "new", "problem"), BROKEN)
def test_a_broken_file_is_refused_with_its_line_and_what_to_do(folder: Path, name: str, old: str, new: str, problem: str) -> None:
    line = spoil(folder, name, old, new)
    with pytest.raises(BadKnowledge) as caught:
        Library.load(folder)
    assert problem in caught.value.problem
    assert caught.value.path.name == name
    assert abs(caught.value.line - line) <= 2
    assert caught.value.remedy
    assert "\n" not in str(caught.value)


VOCABULARY = [
    ("en.yaml", "cardinals:", "cardinal:", "the table `cardinals` is missing"),
    ("fr.yaml", "joints:", "joint:", "the table `joints` is missing"),
    ("es.yaml", "beyond:\n", "beyonds:\n", "the table `beyond` is missing"),
    ("es.yaml", "function_words: >", "function_words:\n- a\nrest: >", "`function_words` should be a text"),
    ("en.yaml", "months: [", "months: 3\nrest: [", "`months` should be a list of words"),
    ("fr.yaml", "deadline:\n", "deadline: soon\nrest:\n", "`deadline` should be a table"),
    ("en.yaml", "  ishr: [ishr,", "  ishr: [no,", "org: ishr should be a list of words"),
    ("fr.yaml", "  housing: [", "  hausing: [", "topic: there is no 'hausing'"),
    ("everyday.yaml", "fr: ", "de: ", "the table `fr` is missing"),
    ("topics.yaml", "articles:", "article:", "there should be a list of articles"),
    ("places.yaml", "- {en: Venice,", "- {it: Venice,", "a city should have its English name"),
    ("places.yaml", "homonyms: [", "homonyms: Paris\nrest: [", "`homonyms` should be a list of words"),
]


@pytest.mark.parametrize(("name", "old", "new", "problem"), VOCABULARY)
def test_a_vocabulary_without_a_table_or_with_another_kind_of_one_is_refused(
    folder: Path, name: str, old: str, new: str, problem: str
) -> None:
    spoil(folder, f"vocabulary/{name}", old, new)
    with pytest.raises(BadKnowledge) as caught:
        Library.load(folder)
    assert problem in caught.value.problem
    assert caught.value.path.name == name
    assert caught.value.remedy
    assert any(problem in one.problem and one.path.name == name for one in check(folder))


@pytest.mark.parametrize("name", ["en", "places", "topics", "everyday"])
@pytest.mark.parametrize("text", ["", "3\n", "- a\n", "topic: [a]\ncities: 3\ncountries: {FR: 3}\n"])
def test_a_vocabulary_of_anything_else_is_named_too(folder: Path, name: str, text: str) -> None:
    (folder / "vocabulary" / f"{name}.yaml").write_text(text, encoding="utf-8")
    assert any(one.path.name == f"{name}.yaml" for one in check(folder))
    with pytest.raises(BadKnowledge, match=f"{name}.yaml"):
        Library.load(folder)


@pytest.mark.parametrize("name", ["hrc.yaml", "signatories.csv", "translations/es.yaml", "vocabulary/fr.yaml", "calendar.yaml"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(BadKnowledge, match=r"cannot be read"):
        Library.load(folder)


@pytest.mark.parametrize("name", ["charters.yaml", "signatories.csv"])
def test_a_file_that_is_no_text_is_named(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(BadKnowledge, match="UTF-8"):
        Library.load(folder)


def test_a_row_with_a_field_too_many_is_named(folder: Path) -> None:
    line = spoil(folder, "signatories.csv", "Badalona,ES", "Badalona,,ES")
    with pytest.raises(BadKnowledge) as caught:
        Library.load(folder)
    assert caught.value.line == line


def test_the_shipped_files_have_no_problem() -> None:
    assert check(FOLDER) == []


@pytest.mark.parametrize(("name", "old", "new", "problem"), BROKEN)
def test_the_check_finds_what_would_keep_plaza_from_starting(folder: Path, name: str, old: str, new: str, problem: str) -> None:
    spoil(folder, name, old, new)
    assert any(problem in found.problem for found in check(folder))


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("organisations.yaml", "- id: ohchr", "- id: uclg", "occurs 2 times"),
        ("events.yaml", "  verified: true\n", "", "no mark `verified`"),
        ("translations/es.yaml", "role: Organización mundial", "roll: Organización mundial", "`role` is missing in es"),
        ("translations/fr.yaml", "  ishr:", "  ishrr:", "has no record"),
        ("vocabulary/es.yaml", "  ishr: [", "  ishrr: [", "there is no"),
        ("vocabulary/fr.yaml", "  housing: [", "  hausing: [", "no words for 'housing'"),
        ("vocabulary/en.yaml", "  ishr: [ishr,", "  ishr: [no,", "should be a list of words"),
        ("vocabulary/topics.yaml", "global-charter-agenda-2011#XI\n", "global-charter-agenda-2011#XIV\n", "there is no"),
        ("calendar.yaml", "milestones: ['1989'", "milestones: ['1889'", "the timeline has no 1889"),
        ("timeline.yaml", "    fr: Fondation de PDHRE, qui répandra l’idée de ville des droits humains.\n", "", "`what` is missing in fr"),
    ],
)
def test_the_check_finds_what_plaza_could_live_with(folder: Path, name: str, old: str, new: str, problem: str) -> None:
    spoil(folder, name, old, new)
    found = check(folder)
    assert any(problem in one.problem for one in found), [str(one) for one in found]
    assert all(one.line and one.remedy for one in found)


def test_the_check_lists_every_problem_at_once(folder: Path) -> None:
    spoil(folder, "signatories.csv", "Badalona,ES", "Badalona,Spain")
    spoil(folder, "hrc.yaml", "opens: '2014-03-03'", "opens: '2014-03-33'")
    assert len(check(folder)) >= 2


def test_the_cache_is_used_and_a_changed_file_is_read_anew(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "var" / "knowledge.cache"
    assert Library.load(folder, cache).sessions[25].opens == Library.load(folder, cache).sessions[25].opens
    spoil(folder, "hrc.yaml", "opens: '2014-03-03'", "opens: '2014-03-04'")
    opens = Library.load(folder, cache).sessions[25].opens
    assert opens is not None
    assert opens.day == 4


@pytest.mark.parametrize("rubbish", [b"", b"[]", b"\x00\x01", b'{"hrc.yaml": 3}', b'{"hrc.yaml": []}'])
def test_a_spoilt_cache_is_made_again(folder: Path, tmp_path: Path, rubbish: bytes) -> None:
    cache = tmp_path / "knowledge.cache"
    cache.write_bytes(rubbish)
    assert Library.load(folder, cache).sessions[61].number == 61
    assert len(cache.read_bytes()) > 1000


def test_a_cache_that_cannot_be_written_is_no_reason_to_fail(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert Library.load(folder, tmp_path / "file" / "knowledge.cache").charters


def test_from_the_cache_come_the_same_answers(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "knowledge.cache"
    fresh, kept = ([answer(Library.load(folder, cache), q, today=TODAY).parts for q in QUESTIONS] for _ in range(2))
    assert fresh == kept


def test_a_city_of_an_imported_list_is_understood_although_the_cache_has_never_heard_of_it(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "knowledge.cache"
    library = Library.load(folder, cache)
    answer(library, QUESTIONS[0], today=TODAY)
    row = replace(library.signatures[0], city="Xanadu by the Sea", aliases=("Shangdu",))
    grown = library_with(Library.load(folder, cache), [*library.signatures, row], TODAY)
    for name in ("Xanadu by the sea", "shangdu"):
        cited = answer(grown, f"has {name} signed the european charter?", today=TODAY).citations
        assert [one.id for one in cited] == ["signatories:Xanadu by the Sea"]


def test_a_new_version_of_plaza_does_not_trust_what_an_older_one_derived(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in ("one", "two"):
        (tmp_path / version).mkdir()
        (tmp_path / version / f"{version}.py").touch()
    made, times = [], count()
    for version in ("one", "one", "two"):
        monkeypatch.setattr("bot.knowledge.records.files.CODE", tmp_path / version)
        made.append(Library.load(folder, tmp_path / "knowledge.cache").files.derived("thing", times.__next__))
    assert made == [0, 0, 1]
