"""What organisers do with events, below any chat: times that exist, short names, people to tell, the demo event."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import pytest
from sqlalchemy import text

from bot.actions import events as deeds
from bot.actions import registrations
from bot.model.events import ACTIVE, BadPlan, Event, NotPossible, SeatState, Span
from bot.storage import events, people
from bot.storage.database import Database
from tests.clocks import START
from tests.events_world import BY, Seats, details, faults, open_event, plan, seats, somebody

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)


def join(database: Database, event: Event, *who: int) -> list[str]:
    """Register these people, one after the other; their codes."""
    take = partial(registrations.take_place, slug=event.slug, details=details(), now=START)
    return [database.write(partial(take, person_id=person)).registration.code for person in who]


def people_named(database: Database, *names: str) -> list[int]:
    """New people; their ids."""
    return database.write(lambda tx: [somebody(tx, name) for name in names])


def test_a_time_that_the_clocks_skip_is_the_one_they_show_then_and_a_double_one_is_the_first() -> None:
    gap = Span(SPRING, time(2, 30), SPRING, time(4, 0), "Europe/Madrid")
    assert gap.settled().start_time == time(3, 30)
    assert gap.starts_at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    twice = Span(AUTUMN, time(2, 30), AUTUMN, time(4, 0), "Europe/Madrid")
    assert twice.starts_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert twice.settled() == twice


def test_an_event_across_the_change_of_clocks_is_as_long_as_it_is() -> None:
    night = Span(AUTUMN, time(1, 0), AUTUMN, time(4, 0), "Europe/Madrid")
    assert night.ends_at - night.starts_at == timedelta(hours=4)


@pytest.mark.parametrize("zone", ["EST", "Etc/GMT+5", "Moon/Base", "../etc/passwd", "", "UTC"])
def test_a_zone_that_is_no_place_is_refused(database: Database, zone: str) -> None:
    with pytest.raises(BadPlan, match="unknown_zone"):
        database.write(lambda tx: deeds.create(tx, plan(when=replace(plan().when, zone=zone)), BY, START))


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Séminaire sur l'État de droit", "seminaire-sur-l-etat-de-droit"),
        ("  10 years!  ", "10-years"),
        ("a" * 100, "a" * 60),
        ("세계인권도시포럼", "forum-2027-05-13"),
    ],
)
def test_a_title_in_any_script_gets_a_short_name(database: Database, title: str, slug: str) -> None:
    assert database.write(lambda tx: deeds.create(tx, plan(titles={"en": title}), BY, START)).slug == slug


def test_wall_time_stands_and_the_instant_follows_when_the_rules_of_a_zone_change(database: Database) -> None:
    slug = database.write(open_event).slug
    database.write(lambda tx: tx.execute(text("UPDATE event SET starts_at = starts_at + 3600000000")))
    assert database.write(lambda tx: events.recompute(tx, START)) == 1
    assert database.write(lambda tx: events.recompute(tx, START)) == 0
    kept = database.read(lambda tx: tx.execute(text("SELECT start_wall, starts_at FROM event")).one())
    assert kept.start_wall == "2027-05-13T09:30"
    assert kept.starts_at == datetime(2027, 5, 13, 0, 30, tzinfo=UTC).timestamp() * 1_000_000
    assert database.read(lambda tx: events.by_slug(tx, slug)) is not None


def test_a_broadcast_can_reach_those_with_a_seat_or_those_who_wait(database: Database) -> None:
    event = database.write(lambda tx: open_event(tx, capacity=1))
    people_ids = people_named(database, "ana", "ben", "eva")
    join(database, event, *people_ids)

    def chosen(*states: SeatState) -> list[int]:
        return sorted(database.read(lambda tx: tx.execute(events.registered(event.id, states)).scalars().all()))

    assert chosen(SeatState.CONFIRMED) == people_ids[:1]
    assert chosen(SeatState.WAITING) == people_ids[1:]
    assert chosen(*ACTIVE) == people_ids


def test_open_events_are_those_that_take_registrations_now(database: Database) -> None:
    first = database.write(open_event)
    database.write(lambda tx: deeds.create(tx, plan(), BY, START))
    closed = database.write(open_event)
    database.write(lambda tx: deeds.close_registration(tx, closed.slug, BY, START))
    assert [e.slug for e in database.read(lambda tx: events.open_events(tx, START))] == [first.slug]
    assert database.read(lambda tx: events.open_events(tx, first.when.ends_at)) == []


def test_the_people_told_of_a_change_are_those_on_the_list_each_once(database: Database) -> None:
    event = database.write(open_event)
    ana, ben, _ = people_named(database, "ana", "ben", "eva")
    code = join(database, event, ana, ben)[1]
    database.write(lambda tx: registrations.give_up(tx, code, ben, START))
    database.write(lambda tx: people.lose(tx, "paper:eva", "blocked", "gone"))
    changed = database.write(lambda tx: deeds.cancel(tx, event.slug, BY, START))
    assert changed.told == 1
    rows = database.read(lambda tx: tx.execute(text("SELECT recipient_id FROM outbox WHERE state = 'due'")).scalars().all())
    assert list(rows) == [ana]


def test_a_cancelled_event_stays_cancelled(database: Database) -> None:
    event = database.write(open_event)
    database.write(lambda tx: deeds.cancel(tx, event.slug, BY, START))
    for deed in (deeds.open_registration, deeds.close_registration, deeds.cancel):
        with pytest.raises(NotPossible, match="cancelled"):
            database.write(partial(deed, slug=event.slug, by=BY, now=START))


def test_erasing_a_person_frees_their_seat_for_the_next(database: Database) -> None:
    event = database.write(lambda tx: open_event(tx, capacity=1))
    ana, ben = people_named(database, "ana", "ben")
    join(database, event, ana, ben)
    assert database.write(lambda tx: registrations.leave_all(tx, ana, START)) == 1
    assert database.read(lambda tx: seats(tx, event.slug)).confirmed == (ben,)


def test_a_seat_that_fell_free_behind_our_back_goes_to_who_waits_before_anybody_new(database: Database) -> None:
    event = database.write(lambda tx: open_event(tx, capacity=1))
    ana, ben, eva = people_named(database, "ana", "ben", "eva")
    join(database, event, ana, ben)
    database.write(lambda tx: tx.execute(text("DELETE FROM registration WHERE person_id = :ana"), {"ana": ana}))
    database.write(lambda tx: registrations.take_place(tx, event.slug, eva, details(), START))
    assert database.read(lambda tx: seats(tx, event.slug)) == Seats((ben,), (eva,))
    assert database.read(faults) == []


def test_codes_are_easy_to_read_aloud_and_never_the_same() -> None:
    codes = {registrations.new_code() for _ in range(2000)}
    assert len(codes) == 2000
    assert not {letter for code in codes for letter in code} & set("AEIOUVYL01")
    code = codes.pop()
    assert registrations.read_code(f" {code.lower().replace('-', ' ')} ") == code
    assert registrations.read_code("nonsense!") == "NONS-ENSE"
    assert registrations.read_code("short") == ""


def test_a_demo_has_one_event_however_often_it_starts_and_a_new_one_when_that_is_over(database: Database) -> None:
    first = database.write(lambda tx: deeds.seed_demo(tx, START))
    again = database.write(lambda tx: deeds.seed_demo(tx, START + timedelta(days=1)))
    assert again.slug == first.slug
    assert (first.capacity, first.state.value, set(first.titles)) == (3, "open", {"en", "es", "fr"})
    assert first.when.starts_at - START > timedelta(days=20)
    later = database.write(lambda tx: deeds.seed_demo(tx, START + timedelta(days=60)))
    assert later.slug != first.slug
