"""A person has one open form, and an old form's id never comes back."""

import pytest

from bot.storage import dialogs
from bot.storage.database import Database
from tests.clocks import START
from tests.crowd import crowd

FORM = {"name": "t.seat", "fields": [], "given": {"event": "gwangju"}}


@pytest.fixture
def ana(database: Database) -> int:
    """Somebody."""
    return database.write(lambda tx: crowd(tx, ["ana"], START))[0]


def test_a_form_is_kept_with_its_answers_and_where_its_person_speaks(database: Database, ana: int) -> None:
    it = database.write(lambda tx: dialogs.start(tx, ana, "paper", "chat", FORM, START))
    kept = dialogs.Open(it.id, ana, "paper", "chat", FORM, {"name": "Ana"}, {"days": {"message": "x"}})
    database.write(lambda tx: dialogs.keep(tx, kept, "sheet", "elsewhere"))
    found = database.read(lambda tx: dialogs.of(tx, ana))
    assert found is not None
    assert (found.channel, found.chat, found.form, found.answers, found.errors) == (
        "sheet",
        "elsewhere",
        FORM,
        {"name": "Ana"},
        kept.errors,
    )
    assert database.read(lambda tx: dialogs.opener(tx, it.id)) == ana


def test_a_new_form_takes_the_place_of_the_old_one_under_a_new_id(database: Database, ana: int) -> None:
    ids = [database.write(lambda tx: dialogs.start(tx, ana, "paper", "", FORM, START)).id for _ in range(3)]
    assert len(set(ids)) == 3
    assert database.write(lambda tx: dialogs.close(tx, ana)) is True
    assert database.write(lambda tx: dialogs.close(tx, ana)) is False
    again = database.write(lambda tx: dialogs.start(tx, ana, "paper", "", FORM, START))
    assert again.id > max(ids), "an id that was used names no other form"
    assert database.read(lambda tx: dialogs.opener(tx, ids[0])) is None
