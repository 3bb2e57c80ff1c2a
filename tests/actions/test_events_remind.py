"""Whoever has a seat must hear of it in time, once, awake, and never of a time that is no longer true."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.actions import alerts_consent, alerts_plan
from bot.actions import events as organising
from bot.model.events import Span
from bot.storage import audit
from bot.storage.database import Database
from tests.alerting import at
from tests.events_world import BY, hasty, plan
from tests.reminding import Hall

WHEN = plan().when
BEGINS = WHEN.starts_at
MONTH, WEEK, DAY, SOON = at("2027-04-13", "01:00"), at("2027-05-06", "01:00"), at("2027-05-12", "01:00"), BEGINS - timedelta(hours=1)
"""When the four reminders of the forum in Seoul are due: ten in the morning there, which is one in the morning in UTC."""


@pytest.fixture
def hall(database: Database) -> Hall:
    return Hall(database)


def later(days: int = 0, hours: int = 0) -> Span:
    """The forum, so much later."""
    first, last = (
        datetime.combine(day, clock) + timedelta(days=days, hours=hours)
        for day, clock in ((WHEN.start_day, WHEN.start_time), (WHEN.end_day, WHEN.end_time))
    )
    return Span(first.date(), first.time(), last.date(), last.time(), WHEN.zone)


def test_who_has_a_seat_is_reminded_a_month_a_week_a_day_and_an_hour_before(hall: Hall) -> None:
    hall.register(hall.event(), "ana")
    heard = {}
    for moment in (MONTH, WEEK, DAY, SOON):
        hall.ring(moment - timedelta(minutes=1))
        assert hall.deliver() == []
        hall.ring(moment)
        heard[moment] = hall.deliver()
        hall.ring(moment + timedelta(minutes=1))
        assert hall.deliver() == []
    assert list(heard.values()) == [[f"ana:reminders.{name}"] for name in ("ahead", "ahead", "tomorrow", "soon")]


def test_each_reminder_holds_the_readers_own_code_and_a_way_to_cancel(hall: Hall) -> None:
    event = hall.event()
    codes = [hall.register(event, "ana"), hall.register(event, "ben")]
    hall.ring(WEEK)
    rows = hall.rows(**{"class": 2})
    assert [code in row.reply and '"events.cancel"' in row.reply for code, row in zip(codes, rows, strict=True)] == [True, True]
    assert "@@" not in rows[0].reply


def test_who_waits_or_gave_up_or_came_later_hears_nothing(hall: Hall) -> None:
    event = hall.event(capacity=2)
    for name in ("ana", "ben", "waiting"):
        hall.register(event, name)
    hall.withdraw("ben")  # whoever waited has the seat now
    hall.deliver()
    hall.now = WEEK + timedelta(minutes=5)
    hall.ring(WEEK)
    assert hall.deliver() == ["ana:reminders.ahead", "waiting:reminders.ahead"]
    hall.withdraw("ana")
    hall.register(event, "late")
    hall.ring(WEEK + timedelta(hours=1))
    assert hall.deliver() == []


def test_nobody_gets_the_reminder_of_a_month_who_registered_three_days_before(hall: Hall) -> None:
    event = hall.event()
    hall.now = BEGINS - timedelta(days=3)
    hall.register(event, "ana")
    assert hall.ring() == 0
    assert hall.ring(DAY) == 1


def test_a_seat_given_up_between_the_bell_and_the_post_takes_its_reminder_along(hall: Hall) -> None:
    hall.register(hall.event(), "ana")
    assert hall.ring(WEEK) == 1
    hall.withdraw("ana")
    assert hall.deliver() == []
    assert [row.reason for row in hall.rows(state="cancelled")] == ["seat given up or event changed"]


def test_a_long_range_reminder_waits_for_the_readers_morning_and_the_last_hour_does_not(hall: Hall) -> None:
    hall.register(hall.event(), "ana", zone="Europe/Madrid")  # ten in the morning in Seoul is three at night in Madrid
    hall.ring(WEEK)
    assert hall.deliver() == []
    assert hall.deliver(at("2027-05-06", "05:59")) == []
    assert hall.deliver(at("2027-05-06", "06:00")) == ["ana:reminders.ahead"]
    hall.ring(SOON)  # half past one at night in Madrid
    assert hall.deliver() == ["ana:reminders.soon"]


def test_an_hour_before_is_never_said_two_hours_later(hall: Hall) -> None:
    event = hall.event()
    hall.register(event, "ana")
    hall.ring(SOON)
    assert hall.deliver(SOON + timedelta(minutes=20)) == []
    assert [row.state for row in hall.rows()] == ["expired"]


def test_a_bell_that_was_silent_too_long_leaves_it_out_and_says_so(hall: Hall) -> None:
    event = hall.event()
    hall.register(event, "ana")
    assert hall.ring(SOON + timedelta(minutes=25)) == 0
    assert hall.ring(SOON + timedelta(minutes=26)) == 0
    trail = hall.database.read(lambda tx: audit.lines(tx, f"event:{event.slug}"))
    late = [detail for _, _, deed, detail in trail if deed == "reminder.too_late" and detail["reminder"] == "hour"]
    assert late == [{"reminder": "hour", "people": 1}]


def test_a_reminder_that_waits_follows_the_event_to_its_new_day(hall: Hall) -> None:
    event = hall.event()
    hall.register(event, "ana", zone="Europe/Madrid")
    hall.ring(WEEK)
    hall.move(event, later(days=7))
    assert hall.deliver(at("2027-05-06", "07:00")) == ["ana:events.moved"]
    hall.ring(WEEK + timedelta(days=7))
    assert hall.deliver(at("2027-05-13", "07:00")) == ["ana:reminders.ahead"]


def test_another_hall_is_told_once_and_the_waiting_reminder_names_it(hall: Hall) -> None:
    event = hall.event()
    hall.register(event, "ana", zone="Europe/Madrid")
    hall.ring(WEEK)
    hall.move(event, WHEN, city="Busan")
    hall.ring(WEEK + timedelta(minutes=1))
    assert hall.deliver(at("2027-05-06", "07:00")) == ["ana:events.moved", "ana:reminders.ahead"]
    assert "Busan" in hall.rows(state="sent")[-1].reply


def test_a_cancelled_event_reminds_nobody(hall: Hall) -> None:
    event = hall.event()
    hall.register(event, "ana")
    hall.ring(WEEK)
    hall.database.write(lambda tx: organising.cancel(tx, event.slug, BY, hall.now))
    assert hall.deliver() == ["ana:events.called_off"]
    assert hall.ring(SOON) == 0


def test_who_left_the_news_of_an_event_gets_no_reminder_of_it(hall: Hall) -> None:
    event = hall.event()
    hall.register(event, "ana")
    hall.database.write(lambda tx: alerts_consent.leave_event(tx, hall.people["ana"], event.slug, hall.now))
    hall.ring(WEEK)
    assert hall.deliver() == []


@given(shifts=st.lists(st.sampled_from([-3, -1, 0, 1, 4]), min_size=1, max_size=5), stay=st.booleans())
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_however_often_an_event_moves_nobody_hears_one_reminder_twice(hall: Hall, shifts: list[int], stay: bool) -> None:
    hasty(hall.database)
    hall.now = at("2027-03-01")
    event = hall.event()
    name = f"ana{event.id}"
    hall.register(event, name)
    heard: list[str] = []
    for days in shifts:
        hall.now += timedelta(days=3)
        hall.move(event, later(days=days))
        hall.ring()
        heard += hall.deliver() if stay else []
    when = hall.again(event).when
    for moment in sorted(one.moment(when) for one in hall.library.rules.reminders):
        hall.ring(max(moment, hall.now))
        heard += hall.deliver()
    reminders = [one for one in heard if one.startswith(f"{name}:reminders")]
    assert reminders.count(f"{name}:reminders.ahead") <= 2
    assert reminders.count(f"{name}:reminders.tomorrow") <= 1
    assert reminders.count(f"{name}:reminders.soon") == 1


def test_the_plan_counts_them_by_channel_and_language_and_keeps_its_word(hall: Hall) -> None:
    event = hall.event()
    hall.register(event, "ana", zone="Europe/Madrid", language="es")
    hall.register(event, "ben")
    first, last = WEEK.date(), WHEN.start_day
    promised = hall.database.read(lambda tx: alerts_plan.plan(tx, hall.library, first, last, hall.now))
    ours = [one for one in promised if one.kind == "reminder"]
    assert [(one.rule, one.day.isoformat(), str(one.at)) for one in ours] == [
        ("week", "2027-05-06", "10:00:00"),
        ("day", "2027-05-12", "10:00:00"),
        ("hour", "2027-05-13", "08:30:00"),
    ]
    assert {one.topic for one in ours} == {f"event:{event.slug}"}
    assert [(one.people, one.channels, one.languages) for one in ours] == [(2, {"paper": 2}, {"en": 1, "es": 1})] * 3
    assert hall.rows() == []
    hall.ring(WEEK)
    assert sorted(row.due_at for row in hall.rows()) == [ours[0].first, ours[0].last]


def test_rules_of_another_house_are_followed(hall: Hall) -> None:
    rules = hall.library.rules
    hall.library = replace(hall.library, rules=replace(rules, reminders=(replace(rules.reminders[0], offset=timedelta(days=-3)),)))
    hall.register(hall.event(), "ana")
    assert hall.ring(at("2027-05-10", "01:00")) == 1
