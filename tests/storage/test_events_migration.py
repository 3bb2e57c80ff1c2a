"""Seats that were taken before events had terms are still there after the step that brings them, and after the step back."""

import pytest
from alembic import command
from sqlalchemy import create_engine, text

from bot.storage import schema
from bot.storage.database import Database
from tests.storage.test_schema import empty as empty
from tests.storage.test_schema import step_to

MOMENT = 1_700_000_000_000_000
PERSON = f"INSERT INTO person (id, name, language, zone, city, created_at) VALUES (1, 'Ana', 'es', 'UTC', '', {MOMENT})"
EVENT = f"""
INSERT INTO event (id, slug, uid, titles, kind, state, start_wall, end_wall, zone, starts_at, ends_at, city, place, capacity, sequence,
    created_by, created_at, changed_at)
VALUES (1, 'forum', 'u', '{{"en":"Forum"}}', 'forum', 'open', '2027-05-13T09:30', '2027-05-13T17:00', 'Asia/Seoul', {MOMENT},
    {MOMENT + 1}, 'Gwangju', '', 3, 0, 'operator', {MOMENT}, {MOMENT})"""
PLACE = """
INSERT INTO registration (id, event_id, person_id, code, uid, state, name, city, role, needs, language, revision, created_at, changed_at)
VALUES (:id, 1, 1, :code, 'u', :state, 'Ana', 'Santa Coloma-de-Gramenet, Cataluña', 'official', '', 'es', 0, 1, 1)"""


@pytest.fixture
def before(empty: Database) -> Database:
    """A database as it was, with a seat that was given up and one that is held."""
    step_to(empty, "0008")
    empty.write(lambda tx: [tx.execute(text(line)) for line in (PERSON, EVENT)])
    for number, state in ((1, "cancelled"), (2, "confirmed")):
        given = {"id": number, "code": f"BCDF-234{number}", "state": state}
        empty.write(lambda tx, given=given: tx.execute(text(PLACE), given))  # type: ignore[misc]
    return empty


def test_who_held_a_seat_before_holds_it_after_and_is_known_to_have_made_it(before: Database) -> None:
    schema.upgrade(before)
    query = text("SELECT state, party, guest, made_by, delegation FROM registration ORDER BY id")
    rows = before.read(lambda tx: [tuple(row) for row in tx.execute(query)])
    assert rows == [(state, 1, "", 1, "santa coloma de gramenet cataluna") for state in ("cancelled", "confirmed")]
    terms = text("SELECT admits, approval, offer_hours, quotas, together, opens_at FROM event")
    assert before.read(lambda tx: tuple(tx.execute(terms).one())) == ("public", False, 0, "[]", 1, None)


def test_the_step_back_keeps_the_seats(before: Database) -> None:
    schema.upgrade(before)
    before.writer.dispose()
    engine = create_engine(before.url)
    with engine.connect() as connection:
        settings = schema.config()
        settings.attributes["connection"] = connection
        command.downgrade(settings, "0008")
        connection.commit()
    engine.dispose()
    rows = before.read(lambda tx: tx.execute(text("SELECT id, state FROM registration ORDER BY id")).all())
    assert [tuple(row) for row in rows] == [(1, "cancelled"), (2, "confirmed")]
