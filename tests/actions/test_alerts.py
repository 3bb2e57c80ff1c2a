"""A subscriber must hear of a deadline once, in time, in the morning of their own day; and nobody must hear of it twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.storage.database import Database
from tests.alerting import OPENS, Town, at, library_with_rules

SIX_WEEKS = "alert:session-in-six-weeks:hrc:session:64:opens:2027-02-22"


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database, library_with_rules())


def test_each_reader_is_told_at_nine_in_their_own_morning(town: Town) -> None:
    for name, zone in (("seoul", "Asia/Seoul"), ("madrid", "Europe/Madrid"), ("bogota", "America/Bogota")):
        town.person(name, zone)
    for moment, told in (("00:00", "seoul"), ("08:00", "madrid"), ("14:00", "bogota")):
        town.now = at("2027-01-11", moment) - timedelta(minutes=1)
        town.ring()
        assert town.deliver() == []
        town.now += timedelta(minutes=1)
        town.ring()
        assert town.deliver() == [f"{told}:alerts.session_ahead"]


def test_a_second_ring_and_a_second_process_tell_nobody_twice(town: Town) -> None:
    town.person("ana")
    town.now = at("2027-01-11", "08:00")
    assert town.ring() == 1
    assert town.ring() == 0
    assert town.ring(everybody=True) == 0
    assert len(town.rows(purpose=SIX_WEEKS)) == 1


def test_several_processes_that_ring_at_once_tell_everybody_once(town: Town) -> None:
    for number in range(30):
        town.person(f"p{number}", ("Europe/Madrid", "Asia/Seoul", "Asia/Kathmandu")[number % 3])
    town.now = at("2027-01-11", "08:00")
    with ThreadPoolExecutor(4) as several:
        counts = list(several.map(lambda _: town.ring(everybody=True), range(8)))
    assert sum(counts) == 30
    assert len(town.rows(purpose=SIX_WEEKS)) == 30


def test_a_move_while_others_ring_leaves_nothing_of_the_old_day_waiting(town: Town) -> None:
    for number in range(30):
        town.person(f"p{number}")
    town.now = at("2027-01-11", "08:00")
    with ThreadPoolExecutor(4) as several:
        several.map(lambda n: town.set(OPENS, "2027-03-08") if n == 3 else town.ring(), range(8))
    town.ring()
    assert town.deliver() == []


def test_after_an_outage_the_alert_is_sent_late_while_it_is_still_of_use(town: Town) -> None:
    town.person("ana")
    town.now = at("2027-01-17", "20:00")
    town.ring()
    assert town.deliver() == ["ana:alerts.session_ahead"]


def test_what_is_of_no_use_any_more_is_left_out_and_the_record_says_so(town: Town) -> None:
    town.person("ana")
    town.now = at("2027-01-18", "08:00")
    assert town.ring() == 0
    assert town.notes("alert.too_late") == [SIX_WEEKS]
    assert town.ring() == 0
    assert town.notes("alert.too_late") == [SIX_WEEKS]


def test_an_alert_that_waited_too_long_in_the_outbox_expires_by_its_own_zone(town: Town) -> None:
    town.person("ana")
    town.now = at("2027-01-11", "08:00")
    town.ring()
    town.now = at("2027-01-18", "08:00")
    assert town.deliver() == []
    assert [row.state for row in town.rows(purpose=SIX_WEEKS)] == ["expired"]


def test_who_subscribes_after_the_moment_is_not_sent_old_news(town: Town) -> None:
    town.now = at("2027-01-11", "08:30")
    town.person("late")
    town.ring()
    town.ring(everybody=True)
    assert town.rows() == []


def test_who_moves_to_a_zone_that_had_its_turn_is_found_within_the_hour(town: Town) -> None:
    town.person("ana", "America/Bogota")
    town.now = at("2027-01-11", "08:00")
    town.ring()
    town.moves_to("ana", "Europe/Madrid")
    town.now = at("2027-01-11", "08:40")
    assert town.ring() == 0
    town.now = at("2027-01-11", "09:00")
    assert town.ring(everybody=True) == 1
    town.now = at("2027-01-11", "14:00")
    assert town.ring(everybody=True) == 0


def test_who_moves_west_after_being_told_is_not_told_again(town: Town) -> None:
    town.person("ana", "Asia/Seoul")
    town.now = at("2027-01-11", "00:00")
    assert town.ring() == 1
    town.moves_to("ana", "America/Bogota")
    town.now = at("2027-01-11", "14:00")
    assert town.ring(everybody=True) == 0


def test_a_person_with_a_zone_that_nobody_knows_hears_on_geneva_time(town: Town) -> None:
    town.person("ana")
    town.moves_to("ana", "Mars/Olympus")
    town.now = at("2027-01-11", "08:00")
    assert town.ring() == 1


def test_only_subscribers_of_the_topic_are_told(town: Town) -> None:
    town.person("deadlines", topics=("deadlines",))
    town.person("nothing", topics=())
    town.person("erased")
    town.erase("erased")
    town.now = at("2027-01-11", "08:00")
    assert town.ring() == 0


def test_leaving_in_the_middle_of_the_sending_is_honoured_at_once(town: Town) -> None:
    for name in ("ana", "ben", "eva"):
        town.person(name)
    town.now = at("2027-01-11", "08:00")
    town.ring()
    first = town.deliver(most=1)
    assert len(first) == 1
    left = next(name for name in ("ana", "ben", "eva") if f"{name}:alerts.session_ahead" not in first)
    assert town.leave(left, "hrc") == 1
    assert len(town.deliver()) == 1
    assert [row.reason for row in town.rows(state="cancelled")] == ["opted out"]


def test_nothing_is_hung_on_a_day_that_nobody_knows(town: Town) -> None:
    town.person("ana", topics=("hrc", "deadlines", "events", "local_government", "human_rights_day"))
    town.set(OPENS, None)
    town.set("hrc:session:64:closes", None)
    for _ in range(150):
        town.now += timedelta(days=1)
        town.ring()
    assert {row.purpose.split(":")[1] for row in town.rows()} == {"human-rights-day"}
