"""What the tables themselves forbid, whoever writes, and whose a registration is."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.actions import registrations as deeds
from bot.model.events import SeatState
from bot.storage import registrations, schema
from bot.storage.database import Database
from tests.clocks import START
from tests.events_world import Seats, details, open_event, seats, somebody

COPY = """
INSERT INTO registration (event_id, person_id, code, uid, state, name, city, role, needs, language, email, country, delegation, party,
    guest, reason, revision, created_at, changed_at)
SELECT event_id, person_id, 'BCDF-2345', uid, :state, name, city, role, needs, language, email, country, delegation, party,
    guest, reason, revision, created_at, changed_at
FROM registration"""


@pytest.fixture
def ana(database: Database) -> int:
    """Somebody with a seat."""
    event, person = database.write(lambda tx: (open_event(tx, capacity=1), somebody(tx, "ana")))
    database.write(lambda tx: deeds.take_place(tx, event.slug, person, details(), START))
    return person


@pytest.mark.parametrize("state", ["confirmed", "offered", "waiting", "requested"])
def test_not_even_plain_sql_gives_a_person_two_places_in_one_event(database: Database, ana: int, state: str) -> None:
    with pytest.raises(IntegrityError):
        database.write(lambda tx: tx.execute(text(COPY), {"state": state}))


@pytest.mark.parametrize("state", ["cancelled", "denied"])
def test_places_that_were_given_up_or_refused_may_be_many(database: Database, ana: int, state: str) -> None:
    database.write(lambda tx: tx.execute(text(COPY), {"state": state}))
    assert [it.state for it in database.read(lambda tx: registrations.history(tx, ana))] == [SeatState.CONFIRMED, SeatState(state)]


@pytest.mark.parametrize("change", ["capacity = 0", "ends_at = starts_at", "slug = NULL"])
def test_no_event_is_without_seats_without_length_or_without_a_name(database: Database, ana: int, change: str) -> None:
    with pytest.raises(IntegrityError):
        database.write(lambda tx: tx.execute(text(f"UPDATE event SET {change}")))


def test_another_persons_code_is_as_unknown_as_one_that_does_not_exist(database: Database, ana: int) -> None:
    eve = database.write(lambda tx: somebody(tx, "eve"))
    ((_, it),) = database.read(lambda tx: registrations.of_person(tx, ana, START))
    assert database.read(lambda tx: registrations.by_code(tx, it.code, eve)) is None
    assert database.read(lambda tx: registrations.by_code(tx, "BCDF-2345", eve)) is None
    assert database.read(lambda tx: registrations.by_code(tx, it.code, ana)) == it
    assert database.write(lambda tx: deeds.give_up(tx, it.code, eve, START)) is None
    assert database.read(lambda tx: seats(tx, "world-human-rights-cities-forum")) == Seats((ana,), ())


def test_the_tables_in_code_are_those_that_the_migrations_build(database: Database) -> None:
    ours = [
        difference for difference in database.read(schema.differences) if "registration" in str(difference) or "'event'" in str(difference)
    ]
    assert ours == []
