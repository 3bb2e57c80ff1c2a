"""Imported lists in the database: a list that breaks off leaves nothing, and the newest one is what everybody gets."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.model.charters import Signature
from bot.storage import peek, signatories
from bot.storage.database import Connection, Database, opened
from tests.databases import Files

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
ABOUT = {"author": "committee", "source": "list.csv", "digest": "0" * 64, "added": 1, "changed": 0, "removed": 0}
ROW = Signature("european-charter-2000", "Genova", "IT", "", "signed", ("Genoa",), "https://example.org/a")


def test_nothing_imported_is_no_list(database: Database) -> None:
    assert database.read(signatories.newest) is None
    assert database.read(signatories.history) == []


def test_an_import_that_breaks_off_leaves_no_version_behind(database: Database) -> None:
    def breaks(tx: Connection) -> None:
        signatories.add(tx, 1, [ROW], NOW, **ABOUT)
        raise OSError("the power went")

    with pytest.raises(OSError, match="power"):
        database.write(breaks)
    assert database.read(signatories.newest) is None


def test_the_newest_version_is_told_without_reading_its_rows_and_filled_on_demand(database: Database) -> None:
    database.write(lambda tx: signatories.add(tx, 1, [ROW], NOW, **ABOUT))
    database.write(lambda tx: signatories.add(tx, 2, [ROW, ROW], NOW + timedelta(days=1), **ABOUT))
    newest = database.read(signatories.newest)
    assert newest is not None
    assert (newest.version, newest.at, newest.signatures) == (2, NOW + timedelta(days=1), ())
    assert database.read(lambda tx: signatories.filled(tx, newest)).signatures == (ROW, ROW)


def test_an_empty_list_is_a_version_too(database: Database) -> None:
    assert database.write(lambda tx: signatories.add(tx, 1, [], NOW, **ABOUT))
    newest = database.read(signatories.newest)
    assert newest is not None
    assert database.read(lambda tx: signatories.filled(tx, newest)).signatures == ()


def test_twenty_thousand_rows_go_in_and_come_out_in_their_order(database: Database) -> None:
    rows = [Signature(ROW.charter, f"Town {n}", "IT", "", "signed", (), ROW.url) for n in range(20_000)]
    database.write(lambda tx: signatories.add(tx, 1, rows, NOW, **ABOUT))
    newest = database.read(signatories.newest)
    assert newest is not None
    assert list(database.read(lambda tx: signatories.filled(tx, newest)).signatures) == rows


def test_a_look_without_the_engine_finds_the_same_list(files: Files, tmp_path: Path) -> None:
    rows = [ROW, Signature(ROW.charter, "Donostia / San Sebastián", "ES", "2003-05", "adopted", (), ROW.url)]
    with opened(files.fresh(tmp_path / "plaza.db")) as database:
        assert peek.newest(tmp_path / "plaza.db") is None
        database.write(lambda tx: signatories.add(tx, 1, [ROW], NOW, **ABOUT))
        database.write(lambda tx: signatories.add(tx, 2, rows, NOW + timedelta(days=1), **ABOUT))
        assert peek.newest(tmp_path / "plaza.db") == (NOW + timedelta(days=1), tuple(rows))
    assert peek.newest(tmp_path / "plaza.db") == (NOW + timedelta(days=1), tuple(rows))


@pytest.mark.parametrize("content", [None, b"", b"this is no database"])
def test_a_look_where_there_is_no_list_finds_none_and_makes_nothing(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "plaza.db"
    if content is not None:
        path.write_bytes(content)
    assert peek.newest(path) is None
    assert (path.read_bytes() if path.exists() else None) == content
