"""Somebody who needs a ramp or an interpreter must not be overlooked, and an organiser must not be flooded."""

from datetime import timedelta

import pytest

from bot.actions import access as deeds
from bot.actions import registrations
from bot.actions.people import revoke
from bot.model.access import Need, NeedState
from bot.model.events import Details
from bot.model.person import Person, Role
from bot.storage import access
from bot.storage.database import Database
from tests.alerting import at
from tests.reminding import Hall


@pytest.fixture
def hall(database: Database) -> Hall:
    found = Hall(database, now=at("2027-03-01", "01:00"))  # ten in the morning in Seoul
    assert found.person("olga", roles=[Role.ORGANISER]) == 1, "the events of these tests are made by person 1"
    return found


def ring(hall: Hall) -> int:
    return hall.database.write(lambda tx: deeds.ring(tx, hall.library.rules, hall.now))


def change(hall: Hall, name: str, needs: str, language: str = "en") -> None:
    said = Details(name, "Girona", "official", needs, language)
    hall.database.write(lambda tx: registrations.change_details(tx, hall.codes[name], hall.people[name], said, hall.now))


def waiting(hall: Hall, event_id: int) -> list[Need]:
    return hall.database.read(lambda tx: access.waiting(tx, event_id))


def test_new_needs_are_told_once_a_day_in_one_message(hall: Hall) -> None:
    event = hall.event(capacity=20)
    hall.register(event, "ana", needs="A ramp")
    hall.register(event, "ben", needs="")
    hall.register(event, "eva", language="other")
    assert ring(hall) == 1
    hall.register(event, "lou", needs="Sign language")
    assert ring(hall) == 0, "one message an event and day"
    hall.now += timedelta(days=1)
    assert ring(hall) == 1
    rows = hall.rows(recipient_id=1)
    assert ["A ramp" in row.reply for row in rows] == [True, False]
    assert ['"language":"other"' in row.reply for row in rows] == [True, False]
    assert "Sign language" in rows[1].reply
    assert [one.name for one in waiting(hall, event.id)] == ["ana", "eva", "lou"]


def test_at_night_nothing_is_told(hall: Hall) -> None:
    event = hall.event()
    hall.register(event, "ana", needs="A ramp")
    hall.now = at("2027-03-01", "18:00")  # three at night in Seoul
    assert ring(hall) == 0
    hall.now = at("2027-03-02", "00:00")
    assert ring(hall) == 1


def test_a_changed_need_is_a_new_one_and_a_withdrawn_one_is_gone(hall: Hall) -> None:
    event = hall.event()
    hall.register(event, "ana", needs="A ramp")
    ring(hall)
    [need] = waiting(hall, event.id)
    olga = Person(1, "olga")
    assert hall.database.write(lambda tx: deeds.decide(tx, need.id, olga, hall.now, state=NeedState.ARRANGED))
    assert waiting(hall, event.id) == []
    change(hall, "ana", "A ramp and a guide dog")
    hall.now += timedelta(days=1)
    assert ring(hall) == 1
    assert [one.needs for one in waiting(hall, event.id)] == ["A ramp and a guide dog"]
    hall.withdraw("ana")
    assert waiting(hall, event.id) == []
    assert hall.database.write(lambda tx: deeds.decide(tx, need.id, olga, hall.now, state=NeedState.ARRANGED)) is None


def test_who_waits_for_a_seat_is_seen_to_once_they_have_one(hall: Hall) -> None:
    event = hall.event(capacity=1)
    hall.register(event, "ana")
    hall.register(event, "ben", needs="A ramp")
    assert ring(hall) == 0
    hall.withdraw("ana")
    assert ring(hall) == 1


def test_a_language_that_the_event_speaks_needs_nobody(hall: Hall) -> None:
    french = hall.event(titles={"en": "A", "es": "", "fr": "B"}, capacity=9)
    hall.register(french, "ana", language="fr")
    hall.register(french, "eva", language="es")
    ring(hall)
    assert [(one.name, one.language) for one in waiting(hall, french.id)] == [("eva", "es")]


def test_a_need_is_decided_once(hall: Hall) -> None:
    event = hall.event()
    hall.register(event, "ana", needs="A ramp")
    ring(hall)
    [need] = waiting(hall, event.id)
    olga = Person(1, "olga")
    first = hall.database.write(lambda tx: deeds.decide(tx, need.id, olga, hall.now, state=NeedState.IMPOSSIBLE, reason="Stairs only"))
    second = hall.database.write(lambda tx: deeds.decide(tx, need.id, olga, hall.now, state=NeedState.ARRANGED))
    assert first
    assert second
    assert (first.first, second.first) == (True, False)
    assert (second.need.state, second.need.reason) == (NeedState.IMPOSSIBLE, "Stairs only")


def test_when_the_maker_is_no_organiser_any_more_all_organisers_are_told(hall: Hall) -> None:
    event = hall.event()
    for name in ("omar", "olaf"):
        hall.person(name, roles=[Role.ORGANISER])
    hall.register(event, "ana", needs="A ramp")
    hall.database.write(lambda tx: revoke(tx, 1, Role.ORGANISER, "test", hall.now))
    assert ring(hall) == 2
