"""The clock changes in a calendar file, read by the rule of RFC 5545, are those of the zone database: nobody comes an hour late."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Timezone

from bot.actions.calendar_zones import changes, timezone

ZONES = [
    "Europe/Madrid",
    "America/Sao_Paulo",
    "America/New_York",
    "Europe/Dublin",
    "Africa/Casablanca",
    "Africa/Cairo",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Asia/Gaza",
    "Asia/Seoul",
]
FIRST, LAST = date(2026, 1, 1), date(2028, 12, 31)


def said(zone: Timezone, moment: datetime) -> timedelta:
    """The offset at a moment: each part holds from its own beginning, told by the clocks before it (RFC 5545, 3.6.5)."""
    parts: list[tuple[datetime, timedelta]] = [(begins(part), cast("Any", part)["tzoffsetto"].td) for part in zone.subcomponents]
    return max((since, offset) for since, offset in parts if since <= moment)[1]


def begins(part: Any) -> datetime:
    """From when a part holds, in UTC."""
    since: datetime = part["dtstart"].dt - part["tzoffsetfrom"].td
    return since.replace(tzinfo=UTC)


@pytest.mark.parametrize("name", ZONES)
def test_on_either_side_of_every_clock_change_the_file_says_what_the_clocks_say(name: str) -> None:
    zone, written = ZoneInfo(name), timezone(name, FIRST, LAST)
    since, until = datetime.combine(FIRST, time(), UTC), datetime.combine(LAST, time(), UTC)
    for change in changes(zone, since, until):
        for moment in (change - timedelta(seconds=1), change, change + timedelta(hours=1)):
            assert said(written, moment) == moment.astimezone(zone).utcoffset(), (name, moment)


@settings(max_examples=60)
@given(st.sampled_from(ZONES), st.integers(0, (LAST - FIRST) // timedelta(minutes=1)))
def test_at_any_moment_the_file_says_what_the_clocks_say(name: str, minutes: int) -> None:
    moment = datetime.combine(FIRST, time(), UTC) + timedelta(minutes=minutes)
    assert said(timezone(name, FIRST, LAST), moment) == moment.astimezone(ZoneInfo(name)).utcoffset()


def test_spring_in_madrid_begins_at_two_and_autumn_at_three() -> None:
    text = timezone("Europe/Madrid", date(2027, 1, 1), date(2027, 12, 31)).to_ical().decode()
    spring, autumn = text.split("BEGIN:DAYLIGHT")[1], text.split("BEGIN:STANDARD")[2]
    assert "DTSTART:20270328T020000\r\nTZNAME:CEST\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200" in spring
    assert "DTSTART:20271031T030000\r\nTZNAME:CET\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100" in autumn


def test_the_weeks_of_ramadan_in_morocco_are_not_left_out() -> None:
    found = changes(ZoneInfo("Africa/Casablanca"), datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 12, 31, tzinfo=UTC))
    assert [moment.date() for moment in found] == [date(2027, 2, 7), date(2027, 3, 14)]


def test_a_place_whose_clocks_never_change_has_one_part() -> None:
    assert len(timezone("Asia/Seoul", FIRST, LAST).subcomponents) == 1
