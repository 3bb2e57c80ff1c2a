"""Imported lists in the database: a list that breaks off leaves nothing, and the newest one is what everybody gets."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.model.charters import Signature
from bot.storage import signatories
from bot.storage.database import Connection, Database

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
