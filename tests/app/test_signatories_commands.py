"""`plaza signatories ...`: the Committee's list goes in whole or not at all, and nobody is surprised by what it changed."""

from pathlib import Path

import pytest

from bot.actions import signatories_import as deeds
from bot.app import signatories as commands
from bot.config import BadSettings
from bot.knowledge.library import Library
from bot.storage import signatories
from bot.storage.database import Database, opened
from tests.app.commands import fine, plaza, refused
from tests.clocks import START
from tests.conftest import CHECKOUT
from tests.databases import Files

SEED = CHECKOUT / "config" / "knowledge" / "signatories.csv"
HEAD = "charter_id,city,country_code,country,signed_on,status,aliases,source_url\n"
KRAKOW = "european-charter-2000,Kraków,PL,Poland,2026-11,signed,Cracow|Cracovia,https://example.org/krakow\n"


@pytest.fixture(autouse=True)
def here(home: Path, files: Files, monkeypatch: pytest.MonkeyPatch) -> str:
    """A home with a database, at the tests' usual moment; the database's URL."""
    monkeypatch.setenv("PLAZA_NOW", START.isoformat())
    return files.fresh(home / "var" / "plaza.db")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """The shipped list without Riga, with Genova's date, and with Kraków."""
    lines = SEED.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line.replace(",Genova,IT,Italy,,", ",Genova,IT,Italy,2003,") for line in lines if ",Riga," not in line]
    path = tmp_path / "list.csv"
    path.write_text("".join(kept) + KRAKOW, encoding="utf-8")
    return path


def versions(url: str) -> int:
    with opened(url) as database:
        return len(database.read(signatories.history))


def test_what_changes_is_shown_and_a_dry_run_changes_nothing(table: Path, here: str) -> None:
    shown = fine("signatories", "import", str(table), "--dry-run")
    assert "+ european-charter-2000, Kraków (PL): signed 2026-11\n" in shown
    assert "~ european-charter-2000, Genova (IT): signed_on - -> 2003\n" in shown
    assert "- european-charter-2000, Riga (LV): signed\n" in shown
    assert "1 added, 1 changed, 1 removed, 82 as before\n" in shown
    assert shown.endswith("nothing was changed (--dry-run)\n")
    assert versions(here) == 0


def test_without_a_terminal_and_without_yes_nothing_is_imported(table: Path, here: str) -> None:
    assert "nothing was changed; look through the list above, then add --yes" in refused("signatories", "import", str(table))
    assert versions(here) == 0


def test_with_yes_it_is_a_version_and_the_same_file_again_changes_nothing(table: Path, here: str) -> None:
    assert fine("signatories", "import", str(table), "--yes", "--by", "Committee, M. Costa").endswith("imported as version 1\n")
    assert "Plaza holds this list already" in fine("signatories", "import", str(table), "--yes")
    assert versions(here) == 1
    told = fine("signatories", "versions")
    assert told.startswith("1  2026-11-23 09:00 UTC  Committee, M. Costa  +1 ~1 -1  list.csv  sha256:")


def test_the_shipped_file_is_left_as_it_is(table: Path) -> None:
    before = SEED.read_bytes()
    fine("signatories", "import", str(table), "--yes")
    assert SEED.read_bytes() == before


@pytest.mark.parametrize(("answer", "count"), [(True, 1), (False, 0)])
def test_who_sits_at_a_terminal_is_asked_and_decides(table: Path, here: str, answer: bool, count: int) -> None:
    commands.bring(str(table), dry_run=False, yes=False, confirm=lambda: answer)
    assert versions(here) == count


def test_one_bad_row_keeps_all_others_out_and_each_is_told_with_file_and_line(tmp_path: Path, here: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(
        HEAD + KRAKOW + KRAKOW.replace("Kraków", "Gdańsk").replace("2026-11", "soon").replace("Cracow|Cracovia", "") + KRAKOW,
        encoding="utf-8",
    )
    told = refused("signatories", "import", str(path), "--yes")
    assert told.startswith(f"plaza: {path} cannot be imported; nothing was changed\n{path}:3: signed_on 'soon' is not a date; ")
    assert f"{path}:4: Kraków stands in line 2 already" in told
    assert versions(here) == 0


@pytest.mark.parametrize("name", ["none.csv", "."])
def test_a_file_that_is_not_there_is_one_line(tmp_path: Path, name: str) -> None:
    assert refused("signatories", "import", str(tmp_path / name)).count("\n") == 1


def test_a_list_of_one_charter_leaves_the_cities_of_the_others(tmp_path: Path) -> None:
    path = tmp_path / "agenda.csv"
    path.write_text(HEAD + KRAKOW.replace("european-charter-2000", "global-charter-agenda-2011"), encoding="utf-8")
    shown = fine("signatories", "import", str(path), "--yes")
    assert "1 added, 0 changed, 1 removed, 83 as before" in shown
    assert "- global-charter-agenda-2011, Huy (BE)" in shown


def test_the_export_is_what_plaza_holds_and_can_be_imported_again(table: Path, tmp_path: Path) -> None:
    fine("signatories", "import", str(table), "--yes")
    out = tmp_path / "out.csv"
    fine("signatories", "export", "--out", str(out))
    assert "Kraków,PL,Poland,2026-11,signed" in out.read_text(encoding="utf-8-sig")
    assert "84 as before" in fine("signatories", "import", str(out), "--dry-run")
    assert "No such file" in refused("signatories", "export", "--out", str(tmp_path / "no" / "out.csv"))


def test_an_import_between_the_look_and_the_yes_is_not_written_over(table: Path, here: str, home: Path) -> None:
    library = Library.load(home / "config" / "knowledge")

    def meanwhile() -> bool:
        it = deeds.difference(library.signatures, library.signatures[1:])
        about = {"author": "somebody else", "source": "x.csv", "digest": "1" * 64}
        with opened(here) as database:
            database.write(lambda tx: deeds.take(tx, library.signatures, it, 0, about, START))
        return True

    with pytest.raises(BadSettings, match="somebody imported another list meanwhile"):
        commands.bring(str(table), dry_run=False, yes=False, confirm=meanwhile)
    assert versions(here) == 1


def test_a_database_that_is_not_there_is_one_clear_line(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAZA_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    told = refused("signatories", "import", str(table), "--yes")
    assert "PLAZA_DATABASE_URL" in told
    assert told.count("\n") == 1


def test_importing_works_on_both_databases(table: Path, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAZA_DATABASE_URL", database.url)
    fine("signatories", "import", str(table), "--yes")
    listing = database.read(deeds.current)
    assert listing is not None
    assert (listing.version, len(listing.signatures)) == (1, 84)


def test_the_help_says_what_the_columns_are_and_that_missing_cities_are_removed() -> None:
    told = " ".join(plaza("signatories", "import", "--help").out.split())
    assert "charter_id, city, country_code" in told
    assert "cities that are not in it are removed" in told


def test_plaza_ask_answers_from_the_imported_list(table: Path) -> None:
    fine("signatories", "import", str(table), "--yes")
    told = fine("ask", "Has Kraków signed the European Charter?")
    assert "Kraków: signatory" in told
    assert "As of 23 November 2026" in told
    assert "https://example.org/krakow" in told
