"""Calendar files, read back with the library that calendars use: the right hour, an id for ever, a sequence that rises."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from bot.actions.calendar_file import event_file, invitation, registration_file
from bot.model.events import Details, Event, EventKind, EventState, Registration, SeatState, Span
from bot.model.outgoing import File
from bot.model.ports import Organizer
from tests.clocks import START

TITLES = {"en": "Forum, with; signs\nand lines", "es": "Foro", "fr": "Forum à Séoul"}
WHEN = Span(date(2027, 10, 30), time(9, 30), date(2027, 10, 31), time(17, 0), "Europe/Madrid")
EVENT = Event(7, "forum", "event-uid", TITLES, EventKind.FORUM, EventState.OPEN, WHEN, "Barcelona", "Sala 1, piso 2", 9, 1, 0, 0, START)
MINE = Registration(
    3, 7, 5, "BCDF-2345", "my-uid", SeatState.CONFIRMED, Details("Ana", "Girona", "official", "ramp", "en"), 0, START, START
)


def read(file: File) -> tuple[Calendar, Any]:
    """The calendar and its one event."""
    calendar = Calendar.from_ical(file.content)
    assert isinstance(calendar, Calendar)
    (event,) = calendar.events
    return calendar, event


def test_a_seat_shows_at_the_right_hour_in_every_calendar_whatever_its_own_zone() -> None:
    calendar, event = read(registration_file(EVENT, MINE, "en"))
    assert event.start.astimezone(UTC) == datetime(2027, 10, 30, 7, 30, tzinfo=UTC)
    assert event.end.astimezone(UTC) == datetime(2027, 10, 31, 16, 0, tzinfo=UTC)
    assert [zone.tz_name for zone in calendar.timezones] == ["Europe/Madrid"]


def test_who_reads_the_file_by_its_own_zone_rules_gets_the_same_hours() -> None:
    text = registration_file(EVENT, MINE, "en").content.decode()
    _, event = read(File("renamed.ics", "text/calendar", text.replace("Europe/Madrid", "Custom/Zone").encode()))
    assert [moment.utcoffset() for moment in (event.start, event.end)] == [timedelta(hours=2), timedelta(hours=1)]


@pytest.mark.parametrize(("language", "title"), TITLES.items())
def test_the_title_is_in_the_readers_language_with_every_sign_kept(language: str, title: str) -> None:
    _, event = read(event_file(EVENT, language))
    assert str(event["SUMMARY"]) == title
    assert str(event["LOCATION"]) == "Sala 1, piso 2, Barcelona"


def test_a_registration_keeps_its_id_and_its_sequence_rises_with_every_change() -> None:
    steps = [
        (replace(EVENT), replace(MINE, state=SeatState.WAITING), "PUBLISH", "TENTATIVE"),
        (EVENT, replace(MINE, revision=1), "PUBLISH", "CONFIRMED"),
        (replace(EVENT, sequence=1), replace(MINE, revision=1), "PUBLISH", "CONFIRMED"),
        (replace(EVENT, sequence=2, state=EventState.CANCELLED), replace(MINE, revision=1), "CANCEL", "CANCELLED"),
    ]
    sequences = []
    for event, mine, method, status in steps:
        file = registration_file(event, mine, "en")
        calendar, entry = read(file)
        assert (calendar["METHOD"], entry["STATUS"], entry["UID"]) == (method, status, "my-uid")
        assert file.media_type.endswith(f"method={method}")
        sequences.append(entry["SEQUENCE"])
    assert sequences == sorted(set(sequences))


def test_nobody_is_named_in_a_file_that_may_be_passed_on() -> None:
    for file in (registration_file(EVENT, MINE, "en"), event_file(EVENT, "en")):
        for private in (b"ATTENDEE", b"Ana", b"Girona", b"ramp"):
            assert private not in file.content


def test_an_event_has_an_id_of_its_own_beside_those_of_its_registrations() -> None:
    _, event = read(event_file(EVENT, "en"))
    assert event["UID"] == "event-uid"
    assert b"BCDF" not in event_file(EVENT, "en").content


def test_the_file_says_when_it_was_made_so_that_the_newest_wins() -> None:
    later = START + timedelta(hours=1)
    _, event = read(registration_file(replace(EVENT, changed_at=later), MINE, "en"))
    assert event["DTSTAMP"].dt == later


def test_a_colleagues_place_is_told_from_ones_own_and_names_who_reads_the_mail_only_by_their_address() -> None:
    file = invitation(EVENT, replace(MINE, guest="bea"), "es", Organizer("plaza@city.example", "Plaza"), "olga@city.example")
    _, event = read(file)
    assert str(event["SUMMARY"]) == "Foro (Ana)"
    assert str(event["ATTENDEE"]) == "mailto:olga@city.example"
    assert "CN" not in event["ATTENDEE"].params
