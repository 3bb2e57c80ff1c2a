"""Arrivals and passport data, on both databases: one arrival for each seat, however many doors read its code, and nothing kept too long."""

from bot.actions import registrations
from bot.model.events import Event
from bot.model.letters import LetterState, Passport
from bot.storage import arrivals, letters
from bot.storage.database import Connection, Database
from tests.clocks import START
from tests.events_world import details, open_event, somebody

PASSPORT = Passport("Ana Pérez", "AB123456", "Colombia")


def seated(tx: Connection) -> tuple[Event, int, int]:
    """An event, somebody with a seat at it and the number of their registration."""
    event, person = open_event(tx, capacity=5), somebody(tx, "ana")
    return event, person, registrations.take_place(tx, event.slug, person, details(), START).registration.id


def test_a_code_read_at_two_doors_counts_once_and_can_be_taken_back_once(database: Database) -> None:
    event, person, seat = database.write(seated)
    assert [database.write(lambda tx: arrivals.mark(tx, seat, person, START)) for _ in range(2)] == [True, False]
    assert database.read(lambda tx: arrivals.count(tx, event.id)) == 1
    assert database.read(lambda tx: arrivals.since(tx, seat)) == START
    over = event.when.ends_at
    assert [pair[1].id for pair in database.read(lambda tx: arrivals.attended(tx, person, over))] == [seat]
    assert database.read(lambda tx: arrivals.attended(tx, person, START)) == []
    assert list(database.read(lambda tx: tx.execute(arrivals.people(event.id)).scalars().all())) == [person]
    assert [database.write(lambda tx: arrivals.unmark(tx, seat)) for _ in range(2)] == [True, False]
    assert database.read(lambda tx: arrivals.count(tx, event.id)) == 0


def test_a_letter_is_decided_once_and_its_passport_goes_with_the_event(database: Database) -> None:
    event, person, seat = database.write(seated)
    made = database.write(lambda tx: letters.ask(tx, seat, person, PASSPORT, "fr", START))
    states = (LetterState.APPROVED, LetterState.DECLINED)
    assert [database.write(lambda tx, to=to: letters.decide(tx, made, to, person, START)) for to in states] == [True, False]  # type: ignore[misc]
    kept = database.read(lambda tx: letters.newest(tx, seat))
    assert kept is not None
    assert (kept.id, kept.passport, kept.state, kept.decided_by) == (made, PASSPORT, LetterState.APPROVED, person)
    assert database.write(lambda tx: letters.forget(tx, START)) == 0
    assert database.write(lambda tx: letters.forget(tx, event.when.ends_at)) == 1
    assert database.read(lambda tx: letters.by_id(tx, made)) is None
    assert database.write(lambda tx: letters.forget_questions(tx, event.when.ends_at)) == 0
