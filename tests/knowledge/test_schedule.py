"""Nine in the morning must be nine in the morning, on both days of the year when the clocks jump, wherever somebody lives."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.schedule import alert_day, local_moment, slots, zones
from bot.model.alerts import Offset

SIX = ("Europe/Madrid", "America/New_York", "America/Sao_Paulo", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia")
DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))
HOURS = st.times().map(lambda found: found.replace(second=0, microsecond=0, tzinfo=None, fold=0))


@given(day=DAYS, zone=st.sampled_from(SIX))
def test_nine_is_nine_on_the_reader_s_own_clock(day: date, zone: str) -> None:
    local = local_moment(day, time(9), zone).astimezone(ZoneInfo(zone))
    assert (local.date(), local.time()) == (day, time(9))


@given(day=DAYS, at=HOURS, zone=st.sampled_from(SIX))
def test_an_hour_that_does_not_exist_moves_forward_and_one_that_comes_twice_is_the_first(day: date, at: time, zone: str) -> None:
    moment = local_moment(day, at, zone)
    wall = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    wanted = datetime.combine(day, at)
    assert wanted <= wall <= wanted + timedelta(hours=1)
    hour_before = (moment - timedelta(hours=1)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    half_before = (moment - timedelta(minutes=30)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert wanted not in (hour_before, half_before)


@pytest.mark.parametrize(
    ("zone", "day", "at", "utc"),
    [
        ("Europe/Madrid", "2027-03-28", "02:30", "2027-03-28T01:30"),
        ("Europe/Madrid", "2027-10-31", "02:30", "2027-10-31T00:30"),
        ("America/New_York", "2027-03-14", "02:30", "2027-03-14T07:30"),
        ("America/New_York", "2027-11-07", "01:30", "2027-11-07T05:30"),
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:45"),
        ("Australia/Lord_Howe", "2027-04-04", "01:45", "2027-04-03T14:45"),
        ("Pacific/Apia", "2011-12-30", "09:00", "2011-12-30T19:00"),
        ("Asia/Kathmandu", "2027-03-28", "09:00", "2027-03-28T03:15"),
    ],
)
def test_the_two_odd_days_of_the_year(zone: str, day: str, at: str, utc: str) -> None:
    expected = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert local_moment(date.fromisoformat(day), time.fromisoformat(at), zone) == expected


@settings(deadline=None)
@given(day=DAYS)
def test_every_zone_has_its_turn_exactly_once(day: date) -> None:
    found = slots(day, time(9))
    names = [zone for _, inside in found for zone in inside]
    assert sorted(names) == sorted(available_timezones())
    assert [moment for moment, _ in found] == sorted({moment for moment, _ in found})
    assert zones() == frozenset(names)


@given(day=DAYS, days=st.integers(-400, 400))
def test_calendar_days_are_counted_as_on_a_calendar(day: date, days: int) -> None:
    assert (alert_day(day, Offset(days)) - day).days == days


@given(day=DAYS, days=st.integers(-30, 30).filter(bool))
def test_working_days_never_fall_on_a_weekend_or_a_day_off(day: date, days: int) -> None:
    found = alert_day(day, Offset(days, working=True), ("12-25", "01-01"))
    assert found.weekday() < 5
    assert found.strftime("%m-%d") not in ("12-25", "01-01")
    assert abs((found - day).days) >= abs(days)
    assert (found > day) == (days > 0)
