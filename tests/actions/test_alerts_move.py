"""When Geneva moves a session, nobody may travel on the old day: who knows it is told the new one, once, and nothing old goes out."""

from datetime import date

import pytest

from bot.actions import alerts_move, calendar_dates
from bot.model.knowledge import DateChange, DateState
from bot.storage.database import Database
from tests.alerting import OPENS, SOURCE, Town, at, library_with_rules


@pytest.fixture
def town(database: Database) -> Town:
    town = Town(database, library_with_rules())
    town.person("ana")
    return town


def tell(town: Town) -> None:
    """Six weeks before: everybody here is told the day as it stands."""
    town.now = at("2027-01-11", "08:00")
    town.ring()
    town.deliver()


def test_setting_a_day_answers_with_what_moves_deadlines_included(town: Town) -> None:
    done = town.set(OPENS, "2027-03-01")
    moved = {move.after.id: (move.before.day, move.after.day) for move in done.moves}
    assert moved[OPENS] == (date(2027, 2, 22), date(2027, 3, 1))
    assert moved["hrc:session:64:ngo-written-statement"] == (date(2027, 2, 8), date(2027, 2, 15))
    assert done.pending > 5
    assert done.told == 0


def test_who_knows_the_old_day_gets_old_and_new_once(town: Town) -> None:
    tell(town)
    done = town.set(OPENS, "2027-03-01")
    assert done.told == 1
    assert town.deliver() == ["ana:alerts.moved"]
    for _ in range(3):
        town.ring()
    assert town.deliver() == []


def test_the_alert_of_the_new_day_is_not_repeated_to_who_was_told_the_old_one(town: Town) -> None:
    tell(town)
    town.person("new")
    town.set(OPENS, "2027-03-08")
    assert town.deliver() == ["ana:alerts.moved"]
    town.now = at("2027-01-25", "08:00")
    town.ring()
    assert town.deliver() == ["new:alerts.session_ahead"]
    town.now = at("2027-02-22", "08:00")
    town.ring()
    assert town.deliver() == ["ana:alerts.session_ahead", "new:alerts.session_ahead"]


def test_what_waits_for_the_old_day_is_cancelled(town: Town) -> None:
    town.now = at("2027-01-11", "08:00")
    town.ring()
    town.set(OPENS, "2027-03-08")
    assert town.deliver() == []
    assert [(row.state, row.reason) for row in town.rows()] == [("cancelled", "campaign cancelled")]


def test_two_rules_that_told_the_same_day_make_one_notice(town: Town) -> None:
    tell(town)
    town.now = at("2027-02-08", "08:00")
    town.ring()
    assert town.deliver() == ["ana:alerts.session_ahead"]
    assert town.set(OPENS, "2027-03-01").told == 1
    assert town.deliver() == ["ana:alerts.moved"]


def test_a_day_that_moves_again_before_the_notice_went_out_is_told_from_the_day_people_know(town: Town) -> None:
    tell(town)
    town.set(OPENS, "2027-03-01")
    town.set(OPENS, "2027-03-08")
    assert town.deliver() == ["ana:alerts.moved"]
    [row] = town.rows(state="sent", purpose=town.rows()[-1].purpose)
    assert ":2027-02-22:2027-03-08" in row.purpose


def test_a_day_that_comes_back_before_anybody_heard_is_no_news(town: Town) -> None:
    tell(town)
    town.set(OPENS, "2027-03-01")
    assert town.set(OPENS, "2027-02-22").told == 0
    town.ring()
    assert town.deliver() == []


def test_a_day_that_comes_back_after_people_heard_is_told_back(town: Town) -> None:
    tell(town)
    town.set(OPENS, "2027-03-01")
    town.deliver()
    assert town.set(OPENS, "2027-02-22").told == 1
    assert town.deliver() == ["ana:alerts.moved"]
    town.ring(everybody=True)
    assert town.deliver() == []


def test_who_was_not_reached_before_the_day_left_is_told_when_it_comes_back(town: Town) -> None:
    town.now = at("2027-01-11", "08:00")
    town.ring()
    town.set(OPENS, "2027-03-08")
    town.set(OPENS, "2027-02-22")
    town.ring()
    assert town.deliver() == ["ana:alerts.session_ahead"]


def test_a_day_that_is_lost_is_told_as_lost(town: Town) -> None:
    tell(town)
    assert town.set(OPENS, None, DateState.PROVISIONAL).told == 1
    assert town.deliver() == ["ana:alerts.moved"]


def test_who_left_the_topic_is_not_told_of_the_move(town: Town) -> None:
    tell(town)
    town.leave("ana", "hrc")
    assert town.set(OPENS, "2027-03-01").told == 0
    assert town.deliver() == []


def test_a_correction_of_days_long_over_is_nobody_s_news(town: Town) -> None:
    tell(town)
    town.now = at("2027-03-20")
    assert town.set(OPENS, "2027-02-24").told == 0
    assert town.deliver() == []


def test_a_date_confirmed_as_it_was_tells_nobody_and_moves_nothing(town: Town) -> None:
    tell(town)
    done = town.set(OPENS, "2027-02-22")
    assert not any(move.moved for move in done.moves)
    assert done.told == 0


def test_a_trial_run_says_the_same_and_changes_nothing(town: Town) -> None:
    tell(town)
    change = DateChange(OPENS, date(2027, 3, 1), DateState.CONFIRMED, SOURCE, "operator", town.now)
    would = town.database.read(lambda tx: alerts_move.would_move(tx, town.library, [change], town.now))
    before = town.database.read(lambda tx: calendar_dates.current(tx, town.library))
    assert next(one.day for one in before if one.id == OPENS) == date(2027, 2, 22)
    done = town.set(OPENS, "2027-03-01")
    assert (would.pending, would.told) == (done.pending, done.told)
    assert [move.after.id for move in would.moves] == [move.after.id for move in done.moves]


def test_every_change_is_kept_with_who_and_when(town: Town) -> None:
    town.set(OPENS, "2027-03-01")
    town.set(OPENS, "2027-03-08")
    made = town.database.read(lambda tx: calendar_dates.known(tx, town.library).changes)
    assert [(one.day, one.by) for one in made] == [(date(2027, 3, 1), "operator"), (date(2027, 3, 8), "operator")]
    assert town.notes("calendar.set") == [OPENS, OPENS]
