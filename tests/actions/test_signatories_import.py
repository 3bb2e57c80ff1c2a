"""The Committee's list against what Plaza holds: whatever the lists, what is shown is what happens, and nothing else."""

from datetime import UTC, date, datetime
from functools import cache
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.actions import signatories
from bot.actions import signatories_import as deeds
from bot.actions.signatories_import import Difference, Stale, applied, as_csv, difference, ordered, whole
from bot.actions.signatories_read import COLUMNS, signatures_in
from bot.knowledge.library import Library
from bot.knowledge.records.charters import STATUSES
from bot.model.charters import Signature
from bot.storage import audit
from bot.storage import signatories as storage
from bot.storage.database import Database
from tests.conftest import CHECKOUT

CHARTERS = ("european-charter-2000", "global-charter-agenda-2011", "montreal-charter-2006")
COUNTRIES = {"en": {"ES": "Spain", "IT": "Italy", "FR": "France"}}
ABOUT = {"author": "committee", "source": "list.csv", "digest": "0" * 64}
UNHURRIED = settings(deadline=None)
NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)

words = (
    st.text(st.characters(categories=("L", "N")), min_size=1, max_size=8).map(lambda word: normalize("NFC", word)).filter(str.isprintable)
)
names = (
    st.sampled_from(["Genova", "Genoa", "Gênes", "Roma", "Rome", "=SUM(A1)", "'s-Gravenhage", "+33", "Donostia / San Sebastián", "-"])
    | words
)
rows = st.builds(
    Signature,
    charter=st.sampled_from(CHARTERS),
    city=names,
    country=st.sampled_from(["ES", "IT", "FR"]),
    signed_on=st.sampled_from(["", "2000", "2000-05", "2000-05-18"]),
    status=st.sampled_from(STATUSES),
    aliases=st.lists(names, max_size=2, unique=True).map(tuple),
    url=st.sampled_from(["https://example.org/a", "https://example.org/b?x=1,2;3"]),
)
lists = st.lists(rows, max_size=12)


@cache
def shipped() -> Library:
    """Not a fixture: a property that fails prints its fixtures, and this one is long."""
    return Library.load(CHECKOUT / "config" / "knowledge")


@pytest.fixture
def library() -> Library:
    return shipped()


def row(city: str, *aliases: str, country: str = "IT", signed_on: str = "", status: str = "signed") -> Signature:
    return Signature(CHARTERS[0], city, country, signed_on, status, aliases, "https://example.org/a")


@UNHURRIED
@given(lists, lists)
def test_applying_a_difference_gives_exactly_the_new_list(held: list[Signature], wanted: list[Signature]) -> None:
    assert applied(held, difference(held, wanted)) == ordered(wanted)


@UNHURRIED
@given(lists, lists)
def test_every_row_is_added_changed_removed_or_kept_and_only_one_of_these(held: list[Signature], wanted: list[Signature]) -> None:
    it = difference(held, wanted)
    assert it.kept + len(it.changed) + len(it.removed) == len(set(held))
    assert it.kept + len(it.changed) + len(it.added) == len(set(wanted))
    assert all(before != after and before.charter == after.charter and before.country == after.country for before, after in it.changed)


@UNHURRIED
@given(lists, lists)
def test_importing_the_same_list_twice_changes_nothing_the_second_time(held: list[Signature], brought: list[Signature]) -> None:
    once = applied(held, difference(held, whole(held, brought)))
    assert not difference(once, whole(once, brought))


@UNHURRIED
@given(lists, lists)
def test_charters_that_a_list_does_not_speak_of_keep_their_rows(held: list[Signature], brought: list[Signature]) -> None:
    others = {one.charter for one in held} - {one.charter for one in brought}
    after = applied(held, difference(held, whole(held, brought)))
    assert [r for r in after if r.charter in others] == [r for r in ordered(held) if r.charter in others]
    assert {r for r in after if r.charter not in others} == set(brought)


def importable(found: list[Signature]) -> list[Signature]:
    """The rows that a file can hold: every city once, and no name that is one only with its apostrophe."""
    seen = set[tuple[str, str, str]]()
    good = []
    for one in found:
        keys = {(one.charter, one.country, name) for name in deeds.names_of(one)}
        if not keys & seen and all(keys) and not any(name.startswith(("'=", "'+", "'-", "'@")) for name in (one.city, *one.aliases)):
            seen |= keys
            good.append(one)
    return good


@UNHURRIED
@given(lists.map(importable).filter(bool))
def test_what_was_exported_can_be_imported_and_is_the_same_list(held: list[Signature]) -> None:
    content = as_csv(COLUMNS, held, COUNTRIES["en"])
    assert signatures_in(content, shipped().charters, COUNTRIES, date(2027, 3, 1)) == tuple(held)


def test_a_city_under_another_of_its_names_is_changed_not_removed_and_added() -> None:
    it = difference([row("Genova", "Genoa", "Gênes")], [row("Genoa", "Genova", signed_on="2003")])
    assert it == Difference((), ((row("Genova", "Genoa", "Gênes"), row("Genoa", "Genova", signed_on="2003")),), (), 0)


def test_towns_of_one_name_in_two_countries_stay_two() -> None:
    here, there = row("Córdoba"), row("Córdoba", country="AR")
    assert difference([here], [here, there]) == Difference((there,), (), (), 1)


def test_a_cell_that_a_spreadsheet_would_run_is_disarmed_in_the_export_and_kept_as_text_in_the_list(library: Library) -> None:
    danger = row('=HYPERLINK("http://evil.example","x")')
    content = as_csv(COLUMNS, [danger], COUNTRIES["en"])
    assert b",=HYPERLINK" not in content
    assert b",\"'=HYPERLINK" in content
    assert signatures_in(content, library.charters, COUNTRIES, NOW.date())[0].city == danger.city


def test_the_shipped_list_is_a_list_that_can_be_imported_and_changes_nothing(library: Library) -> None:
    content = (CHECKOUT / "config" / "knowledge" / "signatories.csv").read_bytes()
    countries = {"en": {r.country: r.country for r in library.signatures}}
    brought = signatures_in(content, library.charters, countries, NOW.date())
    assert not difference(library.signatures, whole(library.signatures, brought))


def test_an_import_is_a_version_with_author_file_and_counts_and_the_version_before_is_kept(database: Database) -> None:
    seed, first, second = [row("Roma")], [row("Roma"), row("Genova")], [row("Genova", signed_on="2003")]

    def bring(wanted: list[Signature], expected: int) -> int:
        held = deeds.held(seed, database.read(deeds.current))
        return database.write(lambda tx: deeds.take(tx, seed, difference(held, wanted), expected, ABOUT, NOW))

    assert bring(first, 0) == 1
    assert bring(second, 1) == 2
    one, two = database.read(storage.history)
    assert (one.added, one.changed, one.removed, one.author, one.source, one.at) == (1, 0, 0, "committee", "list.csv", NOW)
    assert (two.version, two.added, two.changed, two.removed) == (2, 0, 1, 1)
    assert database.read(lambda tx: storage.filled(tx, one)).signatures == ordered(first)
    assert database.read(lambda tx: audit.lines(tx, "signatories:2"))[0][2] == "signatories.import"


def test_a_list_that_was_looked_at_before_another_import_is_not_taken_over_it(database: Database) -> None:
    it = difference([row("Roma")], [row("Genova")])
    database.write(lambda tx: deeds.take(tx, [row("Roma")], it, 0, ABOUT, NOW))
    with pytest.raises(Stale):
        database.write(lambda tx: deeds.take(tx, [row("Roma")], it, 0, ABOUT, NOW))
    assert database.read(lambda tx: len(storage.history(tx))) == 1


def test_two_versions_with_one_number_cannot_be(database: Database) -> None:
    about = {**ABOUT, "added": 1, "changed": 0, "removed": 0}
    assert database.write(lambda tx: storage.add(tx, 1, [row("Roma")], NOW, **about))
    assert not database.write(lambda tx: storage.add(tx, 1, [row("Genova")], NOW, **about))
    assert [r.city for r in database.read(deeds.current).signatures] == ["Roma"]  # type: ignore[union-attr]


def test_whoever_asks_gets_the_imported_list_at_once_and_the_same_library_until_the_next(database: Database, library: Library) -> None:
    assert database.read(lambda tx: signatories.known(tx, library)) is library
    it = difference(library.signatures, [row("Genova")])
    database.write(lambda tx: deeds.take(tx, library.signatures, it, 0, ABOUT, NOW))
    found = database.read(lambda tx: signatories.known(tx, library))
    assert [r.city for r in found.signatures] == ["Genova"]
    assert found.listed == date(2027, 3, 1)
    assert database.read(lambda tx: signatories.known(tx, library)) is found
    assert database.read(lambda tx: signatories.known(tx, found)) is found
    database.write(lambda tx: deeds.take(tx, library.signatures, difference([row("Genova")], [row("Roma")]), 1, ABOUT, NOW))
    assert [r.city for r in database.read(lambda tx: signatories.known(tx, library)).signatures] == ["Roma"]
    assert [r.city for r in database.read(lambda tx: signatories.known(tx, found)).signatures] == ["Roma"]


def test_names_aliases_and_dates_come_back_from_the_database_as_they_went_in(database: Database) -> None:
    odd = [row("Donostia / San Sebastián", "Donostia", "San Sebastián", signed_on="2003-05"), row("Šibenik", status="adopted"), row("=1+1")]
    database.write(lambda tx: storage.add(tx, 1, odd, NOW, **ABOUT, added=3, changed=0, removed=0))
    assert list(database.read(deeds.current).signatures) == odd  # type: ignore[union-attr]
