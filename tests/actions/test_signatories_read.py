"""A list as somebody saved it: what can be read is read, and what cannot is told with its line and what to do, all of it at once."""

import time
from datetime import date
from pathlib import Path

import pytest

from bot.actions.signatories_read import LARGEST, signatures_in
from bot.actions.tables import BadTable
from bot.knowledge.lexicon import lexicon
from bot.knowledge.library import Library
from bot.model.charters import Signature
from tests.conftest import CHECKOUT

HEAD = "charter_id,city,country_code,country,signed_on,status,aliases,source_url"
GOOD = "european-charter-2000,Genova,IT,Italy,2003-05,signed,Genoa|Gênes,https://example.org/a"
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def library(caches: Path) -> Library:
    return Library.load(CHECKOUT / "config" / "knowledge", caches / "knowledge.cache")


def read(library: Library, content: bytes) -> tuple[Signature, ...]:
    return signatures_in(content, library.charters, lexicon(library).places.countries, TODAY)


def table(*lines: str) -> bytes:
    return "\n".join([HEAD, *lines, ""]).encode()


def problems(library: Library, content: bytes) -> list[tuple[int, str]]:
    with pytest.raises(BadTable) as bad:
        read(library, content)
    return [(problem.line, problem.text) for problem in bad.value.problems]


def changed(**cells: str) -> str:
    return ",".join({**dict(zip(HEAD.split(","), GOOD.split(","), strict=True)), **cells}.values())


def test_a_row_is_read_whole(library: Library) -> None:
    expected = Signature("european-charter-2000", "Genova", "IT", "2003-05", "signed", ("Genoa", "Gênes"), "https://example.org/a")
    assert read(library, table(GOOD)) == (expected,)


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + table(GOOD),
        table(GOOD).replace(b",", b";"),
        table(GOOD).replace(b",", b"\t"),
        table(GOOD).replace(b"\n", b"\r\n"),
        table("", GOOD, ""),
        table(GOOD.replace("IT", "it", 1).replace("signed", "Signed")),
        table(GOOD.replace("Genova", "  Genova\u00a0")),
        table(GOOD.replace("ê", "e\u0302")),
        table(f'"{GOOD.replace(",", chr(34) + "," + chr(34))}"'),
        "\n".join(
            [
                "source_url,status,city,country_code,charter_id,aliases,signed_on",
                "https://example.org/a,signed,Genova,IT,european-charter-2000,Genoa|Gênes,2003-05",
            ]
        ).encode(),
    ],
    ids=["bom", "semicolons", "tabs", "windows lines", "empty lines", "capitals", "blanks", "decomposed letters", "quotes", "other order"],
)
def test_however_a_spreadsheet_saved_it_the_row_is_the_same(library: Library, content: bytes) -> None:
    assert read(library, content) == read(library, table(GOOD))


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"charter_id": "european-charter"}, "there is no charter 'european-charter'; did you mean european-charter-2000?"),
        ({"charter_id": ""}, "there is no charter ''; use one of european-charter-2000"),
        ({"city": ""}, "a row without a city; fill in the city"),
        ({"country_code": "UK", "country": "United Kingdom"}, "country_code 'UK' is no country; for United Kingdom use GB"),
        ({"country_code": "", "country": "Italia"}, "country_code '' is no country; for Italia use IT"),
        ({"country_code": "ZZ", "country": ""}, "country_code 'ZZ' is no country; use the ISO 3166 code, such as ES"),
        ({"country_code": "EU", "country": ""}, "country_code 'EU' is no country; use the ISO 3166 code, such as ES"),
        ({"country_code": "ES"}, "country_code is ES, but Italy is IT; correct one of them"),
        ({"signed_on": "18/05/2000"}, "signed_on '18/05/2000' is not a date; write 2027, 2027-02 or 2027-02-22, or leave it empty"),
        ({"signed_on": "36664"}, "signed_on '36664' is not a date"),
        ({"signed_on": "2001-02-29"}, "signed_on 2001-02-29 does not exist in the calendar"),
        ({"signed_on": "2001-13"}, "signed_on 2001-13 does not exist in the calendar"),
        ({"signed_on": "2026-12"}, "signed_on 2026-12 is in the future; list a city once it has signed"),
        ({"status": "maybe"}, "unknown status 'maybe'; use one of signed, adopted, participated"),
        ({"status": ""}, "unknown status ''"),
        ({"source_url": "www.example.org"}, "the source is not a web address; write it whole, from https:// on"),
        ({"source_url": "javascript:alert(1)"}, "the source is not a web address"),
        ({"city": "Gen\u200bova"}, "city holds an invisible character (U+200B); type it again"),
        ({"city": "Gen\x1b[2Jova"}, "city holds an invisible character (U+001B); type it again"),
        ({"city": "G" * 301}, "city has more than 300 characters; shorten it"),
    ],
)
def test_a_bad_cell_is_told_with_its_line_and_what_to_do(library: Library, cells: dict[str, str], told: str) -> None:
    found = problems(library, table(GOOD.replace("Genova", "Roma").replace("Genoa|Gênes", ""), changed(**cells)))
    assert [line for line, _ in found] == [3]
    assert told in found[0][1]


def test_this_year_and_this_month_are_no_future(library: Library) -> None:
    for day in ("2026", "2026-11", "2026-11-23"):
        assert read(library, table(changed(signed_on=day)))[0].signed_on == day


def test_every_bad_row_is_told_at_once_so_that_a_file_is_mended_in_one_go(library: Library) -> None:
    found = problems(
        library, table(GOOD, changed(city="A", status="x"), changed(city="B", aliases=""), changed(city="C", country_code="ES"))
    )
    assert [line for line, _ in found] == [3, 5]


@pytest.mark.parametrize(
    "again", [GOOD, changed(city="GENOVA", aliases=""), changed(city="Genoa", aliases=""), changed(city="Zena", aliases="gênes")]
)
def test_a_city_that_stands_there_twice_is_told_under_any_of_its_names(library: Library, again: str) -> None:
    found = problems(library, table(GOOD, changed(city="Roma", aliases=""), again))
    assert [line for line, _ in found] == [4]
    assert "stands in line 2 already; keep one of them" in found[0][1]


def test_one_city_may_stand_under_two_charters_and_one_name_in_two_countries(library: Library) -> None:
    other = changed(charter_id="global-charter-agenda-2011")
    assert len(read(library, table(GOOD, other, changed(country_code="ES", country="Spain")))) == 3


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (table(GOOD).decode().encode("latin-1"), "this is not UTF-8; save the table as “CSV UTF-8”"),
        (table(GOOD).decode().encode("utf-16"), "this is not UTF-8; save the table as “CSV UTF-8”"),
        (b"PK\x03\x04\x00\x00\xff", "this is not UTF-8; save the table as “CSV UTF-8”"),
        (b"", "the file is empty"),
        (HEAD.encode(), "there is no row below the first line; nothing to import"),
        (table(GOOD).replace(b"status", b"state"), "unknown column 'state'"),
        (b"city,country_code\nGenova,IT\n", "the column charter_id is missing"),
        (table(f"{GOOD},more"), "9 cells under 8 columns"),
        (table('european-charter-2000,"Genova'), "check its quotes"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_what_to_do(library: Library, content: bytes, told: str) -> None:
    assert any(told in text for _, text in problems(library, content))


def test_ten_megabytes_are_looked_at_within_seconds_and_more_is_said_to_be_the_wrong_file(library: Library) -> None:
    padding = "x" * 270
    lines = [f"european-charter-2000,Town {n},IT,Italy,2003,signed,,https://example.org/{padding}" for n in range(28_000)]
    large = table(*lines)
    assert 9_000_000 < len(large) < LARGEST
    began = time.process_time()
    assert len(read(library, large)) == 28_000
    assert time.process_time() - began < 20
    assert "check that it is the right file" in problems(library, large * 2)[0][1]


def test_too_many_lines_are_said_to_be_the_wrong_file_before_any_is_read(library: Library) -> None:
    assert problems(library, b"\n" * 60_000) == [
        (1, "this is far larger than a list of signatories can be; check that it is the right file")
    ]
