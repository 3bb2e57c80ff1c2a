"""Whoever writes down when people are reminded must be told the line of a mistake; and nobody is disturbed at night."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge import rules
from bot.knowledge.library import Library
from bot.knowledge.quiet import awake
from bot.knowledge.records.files import BadKnowledge
from bot.model.alerts import Rules
from bot.model.reminders import Quiet, Reminder

GOOD = """topics: []
rules: []
events:
  quiet:
    since: "22:00"
  reminders:
  - id: week
    when: 7 days before
    message: ahead
    at: "11:30"
  - id: hour
    when: 1 hour before
    message: soon
    late: 20 minutes
  - id: thanks
    when: 1 day after
    message: ahead
"""
ZONES = ("Europe/Madrid", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns", "Nowhere/At_All")


def load(tmp_path: Path, library: Library, text: str) -> Rules:
    (tmp_path / "knowledge").mkdir(exist_ok=True)
    (tmp_path / "knowledge" / "calendar.yaml").write_text("closed_days: []\n", encoding="utf-8")
    path = tmp_path / "alerts.yaml"
    path.write_text(text, encoding="utf-8")
    return rules.load(path, library, lambda block: True, lambda block: block in ("ahead", "soon"))


def test_a_section_becomes_reminders_and_quiet_hours(tmp_path: Path, library: Library) -> None:
    found = load(tmp_path, library, GOOD)
    assert found.quiet == Quiet(time(22), time(8))
    assert found.reminders == (
        Reminder("week", timedelta(days=-7), "ahead", time(11, 30)),
        Reminder("hour", timedelta(hours=-1), "soon", None, timedelta(minutes=20), urgent=True),
        Reminder("thanks", timedelta(days=1), "ahead", time(10)),
    )


def test_without_the_section_nobody_is_reminded(tmp_path: Path, library: Library) -> None:
    assert load(tmp_path, library, GOOD.partition("events:")[0]).reminders == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("7 days before", "a week before", 8, "write `7 days before`, `1 hour before` or `1 day after`"),
        ("7 days before", "0 days before", 8, "is no offset"),
        ("message: soon", "message: sooner", 13, "add {% block sooner %} to messages/*/reminders.j2"),
        ("  late: 20 minutes", '  at: "10:00"', 14, "leave `at` out, or count in days"),
        ("late: 20 minutes", "late: soon", 14, "is no span"),
        ('since: "22:00"', 'since: "late"', 5, "is no time of day"),
        ('since: "22:00"', 'from: "22:00"', 5, "unknown field 'from'; use since, until"),
        ("id: hour", "id: week", 11, "'week' stands in reminders twice"),
    ],
)
def test_each_mistake_is_one_line_with_file_line_and_remedy(
    tmp_path: Path, library: Library, old: str, new: str, line: int, says: str
) -> None:
    with pytest.raises(BadKnowledge) as caught:
        load(tmp_path, library, GOOD.replace(old, new))
    assert str(caught.value).startswith(f"{tmp_path / 'alerts.yaml'}:{line}: ")
    assert says in str(caught.value)


@given(
    moment=st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)),
    zone=st.sampled_from(ZONES),
    hours=st.tuples(st.times(), st.times()).map(lambda pair: Quiet(*(one.replace(second=0, microsecond=0) for one in pair))),
)
@settings(max_examples=150, deadline=None)
def test_nobody_is_disturbed_in_quiet_hours_and_waits_no_longer_than_they_last(moment: datetime, zone: str, hours: Quiet) -> None:
    then = awake(moment, zone, hours)
    local = then.astimezone(ZoneInfo(zone if zone != "Nowhere/At_All" else "Europe/Zurich"))
    assert moment <= then <= moment + timedelta(hours=26)
    assert not hours.holds(local.time())
    if not hours.holds(moment.astimezone(local.tzinfo).time()):
        assert then == moment
