"""How far a charter reaches: no city counts twice, none that only took part is a signatory, and no country is said not to have signed."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from babel import Locale

from bot.actions import coverage
from bot.actions.coverage import COUNCIL_OF_EUROPE, Line
from bot.knowledge.library import Library
from bot.knowledge.listed import library_with
from bot.model.charters import EUROPEAN, Signature
from tests.conftest import CHECKOUT


@pytest.fixture(scope="module")
def library(caches: Path) -> Library:
    return Library.load(CHECKOUT / "config" / "knowledge", caches / "knowledge.cache")


def row(city: str, country: str, status: str = "signed", charter: str = EUROPEAN) -> Signature:
    return Signature(charter, city, country, "", status, (), "https://example.org/list")


def holding(library: Library, rows: Iterable[Signature]) -> Library:
    return library_with(library, rows, date(2027, 3, 1))


def test_a_city_that_only_took_part_is_counted_apart_and_never_as_a_signatory(library: Library) -> None:
    it = coverage.coverage(
        holding(library, [row("A", "ES"), row("B", "ES", "adopted"), row("C", "ES", "participated"), row("D", "MA", "participated")])
    )
    assert it.lines == (Line("ES", 1, 1, 1), Line("MA", 0, 0, 1))
    assert (it.count, it.countries, it.participated) == (2, 1, 2)


def test_the_country_with_most_signatories_comes_first_and_one_without_any_last(library: Library) -> None:
    rows = [row("A", "MA", "participated"), row("B", "PT"), row("C", "ES"), row("D", "ES"), row("E", "AT")]
    assert [line.country for line in coverage.coverage(holding(library, rows)).lines] == ["ES", "AT", "PT", "MA"]


def test_two_rows_of_one_city_under_one_status_are_one_signatory(library: Library) -> None:
    twice = [row("Genova", "IT"), replace(row("Genova", "IT"), url="https://example.org/other")]
    assert coverage.coverage(holding(library, twice)).lines == (Line("IT", 1, 0, 0),)


def test_the_rows_of_another_charter_stay_out_of_the_count(library: Library) -> None:
    it = holding(library, [row("A", "ES"), row("Montréal", "CA", "adopted", "montreal-charter-2006")])
    assert coverage.coverage(it).lines == (Line("ES", 1, 0, 0),)
    assert coverage.coverage(it, "montreal-charter-2006").lines == (Line("CA", 0, 1, 0),)
    assert [one.charter for one in coverage.every(it)] == [EUROPEAN, "montreal-charter-2006"]


def test_the_files_are_counted_as_whoever_reads_them_would(library: Library) -> None:
    held = [r for r in library.signatures if r.charter == EUROPEAN]
    it = coverage.coverage(library)
    assert it.count == len([r for r in held if r.status != "participated"])
    assert it.participated == len([r for r in held if r.status == "participated"])
    assert it.countries == len({r.country for r in held if r.status != "participated"})


def test_the_public_figures_are_all_there_side_by_side_with_their_date_and_source(library: Library) -> None:
    it = coverage.coverage(library)
    assert len(it.figures) >= 5
    assert len({f.text["en"] for f in it.figures}) == len(it.figures)
    assert all(f.source.startswith("http") and f.as_of["en"] for f in it.figures)


def test_the_day_of_the_figures_is_that_of_the_last_import_and_else_of_the_files(library: Library) -> None:
    assert coverage.coverage(library).as_of == library.compiled
    assert coverage.coverage(holding(library, [row("A", "ES")])).as_of == date(2027, 3, 1)


def test_a_country_where_a_city_only_took_part_is_not_among_those_without_a_row(library: Library) -> None:
    found = coverage.gaps(holding(library, [row("A", "ES"), row("B", "PL", "participated"), row("C", "MA")]))
    assert found.took_part == ("PL",)
    assert "ES" not in found.countries
    assert "PL" not in found.countries
    assert "DE" in found.countries
    assert len(found.countries) == 44
    assert found.asked == 46


def test_only_european_countries_are_looked_at_for_gaps(library: Library) -> None:
    assert set(coverage.gaps(library).countries) < COUNCIL_OF_EUROPE
    assert not {"MA", "US", "KR"} & set(coverage.gaps(holding(library, [])).countries)


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_there_are_forty_six_member_states_and_each_has_a_name_of_its_own_in_every_language(language: str) -> None:
    names = {Locale(language).territories[code] for code in COUNCIL_OF_EUROPE}
    assert len(names) == len(COUNCIL_OF_EUROPE) == 46


def test_one_country_is_told_charter_by_charter(library: Library) -> None:
    found = coverage.in_country(library, "DE")
    assert [it.charter for it, _ in found] == [EUROPEAN, "barcelona-commitment-1998"]
    assert all(line.country == "DE" for _, line in found)
    assert coverage.in_country(library, "PL") == ()


def test_rows_of_a_charter_that_the_files_no_longer_have_are_left_out_of_the_library(library: Library) -> None:
    it = holding(library, [row("A", "ES"), row("B", "ES", charter="gone-1999")])
    assert [r.city for r in it.signatures] == ["A"]
