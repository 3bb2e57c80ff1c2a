"""What the plan promises an organiser must be what goes out, to the last person; and looking at it must change nothing."""

from collections import Counter
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.actions import alerts_plan, broadcasts
from bot.model.alerts import Planned
from bot.storage import broadcasts as storage
from bot.storage.database import Connection, Database
from tests.alerting import OPENS, Town, at, library_with_rules

FIRST, LAST = date(2027, 1, 1), date(2027, 3, 31)
HOMES = {
    "ana": ("Europe/Madrid", "es", "paper", ("hrc", "deadlines")),
    "ben": ("America/New_York", "en", "paper", ("hrc",)),
    "eva": ("America/Sao_Paulo", "es", "sheet", ("local_government", "deadlines")),
    "nima": ("Asia/Kathmandu", "en", "sheet", ("hrc", "local_government", "events")),
    "lou": ("Australia/Lord_Howe", "fr", "paper", ("deadlines", "human_rights_day")),
    "tui": ("Pacific/Apia", "fr", "paper", ("hrc", "deadlines", "local_government")),
}


@pytest.fixture
def town(database: Database) -> Town:
    town = Town(database, library_with_rules(), at("2026-12-31", "06:00"))
    for name, (zone, language, channel, topics) in HOMES.items():
        town.person(name, zone, topics, language, channel)
    return town


def planned(town: Town, first: date = FIRST, last: date = LAST) -> list[Planned]:
    return town.database.read(lambda tx: alerts_plan.plan(tx, town.library, first, last, town.now))


def live_through(town: Town, until: date, hours: int = 8) -> None:
    """Ring every few hours until the end of that day is over everywhere; late is early enough for every rule."""
    while town.now.date() <= until + timedelta(days=1):
        town.ring()
        town.now += timedelta(hours=hours)


def test_a_quarter_goes_out_exactly_as_planned(town: Town) -> None:
    promised = {one.name: one for one in planned(town)}
    live_through(town, LAST)
    rows = [row for row in town.rows() if row.purpose in promised]
    assert rows == town.rows()
    sent = Counter(row.purpose for row in rows)
    assert {name: one.people for name, one in promised.items() if one.people} == dict(sent)
    for name, one in promised.items():
        ours = [row for row in rows if row.purpose == name]
        assert Counter(row.channel for row in ours) == Counter(one.channels)
        homes = {town.people[who]: home for who, home in HOMES.items()}
        assert Counter(homes[row.recipient_id][1] for row in ours) == Counter(one.languages)
        for row in ours:
            local = row.due_at.astimezone(ZoneInfo(homes[row.recipient_id][0]))
            assert (local.date(), local.time()) == (one.day, one.at)
            assert one.first <= row.due_at <= one.last
    assert len(rows) > 20


def test_looking_at_the_plan_changes_nothing(town: Town) -> None:
    planned(town)
    assert town.rows() == []
    assert planned(town) == planned(town)


def test_the_plan_names_the_rule_the_day_and_how_sure_it_is(town: Town) -> None:
    one = next(one for one in planned(town) if one.rule == "session-in-six-weeks")
    assert one.anchor is not None
    assert (one.kind, one.day, one.anchor.id, one.anchor.state) == ("alert", date(2027, 1, 11), OPENS, "provisional")
    assert (one.people, one.channels, one.languages) == (4, {"paper": 3, "sheet": 1}, {"en": 2, "es": 1, "fr": 1})


def test_what_some_zones_have_had_already_is_not_promised_again(town: Town) -> None:
    town.now = at("2027-01-11", "08:30")
    town.ring()
    one = next(one for one in planned(town) if one.rule == "session-in-six-weeks" and one.kind == "alert" and one.at)
    assert (one.people, one.languages) == (1, {"en": 1})
    waiting = next(one for one in planned(town) if one.at is None)
    assert (waiting.people, waiting.day) == (3, date(2027, 1, 11))


def test_after_a_move_the_plan_leaves_out_who_was_told(town: Town) -> None:
    town.now = at("2027-01-11", "08:30")
    town.ring()
    town.deliver()
    town.set(OPENS, "2027-03-08")
    one = next(one for one in planned(town) if one.rule == "session-in-six-weeks" and one.at)
    assert one.day == date(2027, 1, 25)
    assert one.people == 2, "the two on the other channel are still to be told: nothing was delivered there"


def test_who_leaves_is_out_of_the_plan_at_once(town: Town) -> None:
    before = next(one.people for one in planned(town) if one.rule == "session-in-six-weeks")
    town.leave("ana", "hrc")
    assert next(one.people for one in planned(town) if one.rule == "session-in-six-weeks") == before - 1


def test_a_broadcast_that_waits_is_in_the_plan(town: Town) -> None:
    def work(tx: Connection) -> None:
        whom = broadcasts.audience(tx, town.library, lambda name, data, language: name, "topic:hrc")
        made = storage.of(tx, broadcasts.draft(tx, whom, {"en": "Hello"}, "operator", town.now))
        assert made is not None
        broadcasts.send(tx, made, whom, "operator", town.now, before=("draft",))

    town.database.write(work)
    [one] = [one for one in planned(town, date(2026, 12, 31)) if one.kind == "broadcast"]
    assert (one.people, one.topic, one.at) == (4, "hrc", None)
