"""Another calendar's parser reads the files as we mean them: the right hours by the file's own rules, the same id, who invites whom."""

from dataclasses import replace
from datetime import UTC, date, time, timedelta

import pytest

from bot.actions.calendar_file import event_file, invitation, registration_file
from bot.model.events import Span
from bot.model.ports import Organizer
from tests.actions.test_events_calendar import EVENT, MINE, TITLES
from tests.platforms.calendar import second_reader, understood

pytestmark = [pytest.mark.ical, second_reader]
BY = Organizer("plaza@city.example", "Plaza, the assistant")
CHANGES = {
    "Europe/Madrid": (date(2027, 3, 28), date(2027, 10, 31)),
    "America/Sao_Paulo": (date(2027, 2, 21), date(2027, 10, 17)),
    "America/New_York": (date(2027, 3, 14), date(2027, 11, 7)),
    "Africa/Casablanca": (date(2027, 2, 7), date(2027, 3, 14)),
    "Europe/Dublin": (date(2027, 3, 28), date(2027, 10, 31)),
}


@pytest.mark.parametrize(("zone", "day"), [(zone, day) for zone, days in CHANGES.items() for day in days])
def test_around_a_clock_change_it_reads_the_hours_that_people_come_at(zone: str, day: date) -> None:
    for clocks in ((0, 30), (3, 30), (9, 30)):
        when = Span(day, time(*clocks), day + timedelta(days=1), time(17, 0), zone)
        # Under a name that no program knows, only the rules in the file can tell.
        content = event_file(replace(EVENT, when=when), "en").content.replace(zone.encode(), b"Custom/Zone")
        (entry,) = understood(content)["entries"]
        assert (entry["start"], entry["end"]) == tuple(f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for at in (when.starts_at, when.ends_at))


def test_it_reads_titles_and_places_with_every_sign() -> None:
    for language, title in TITLES.items():
        (entry,) = understood(registration_file(EVENT, MINE, language).content)["entries"]
        assert (entry["summary"], entry["location"]) == (title, "Sala 1, piso 2, Barcelona")


def test_it_reads_who_invites_and_the_one_who_is_invited() -> None:
    found = understood(invitation(EVENT, MINE, "en", BY, "ana@city.example").content)
    (entry,) = found["entries"]
    assert (found["method"], entry["status"], entry["uid"]) == ("REQUEST", "CONFIRMED", "my-uid")
    assert [(one["address"], one["name"]) for one in entry["organizer"]] == [("mailto:plaza@city.example", "Plaza, the assistant")]
    assert entry["attendees"] == [{"address": "mailto:ana@city.example", "name": "Ana", "says": "ACCEPTED", "rsvp": "FALSE"}]
