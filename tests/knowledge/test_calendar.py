"""A city that books a train by Plaza's calendar must not be sent to Geneva on the wrong day."""

from datetime import UTC, date, datetime

import pytest

from bot.knowledge.calendar import anchors, next_session, working_days
from bot.knowledge.library import Library
from bot.model.knowledge import Anchor, DateChange, DateState


def found(library: Library, identifier: str, *changes: DateChange) -> Anchor:
    return next(a for a in anchors(library, changes) if a.id == identifier)


def change(identifier: str, day: date | None, hour: int = 9, state: DateState = DateState.CONFIRMED) -> DateChange:
    return DateChange(identifier, day, state, "https://example.org/note", "secretariat", datetime(2026, 11, 23, hour, tzinfo=UTC))


def test_a_session_that_took_place_has_its_days_from_the_file(library: Library) -> None:
    opening = found(library, "hrc:session:61:opens")
    assert (opening.day, opening.state, opening.session) == (date(2026, 2, 23), DateState.HELD, 61)
    assert found(library, "hrc:session:61:closes").day == date(2026, 3, 31)


def test_a_session_without_published_days_is_provisional_and_shows_the_span(library: Library) -> None:
    opening = found(library, "hrc:session:64:opens")
    assert (opening.day, opening.latest) == (date(2027, 2, 22), date(2027, 3, 1))
    assert opening.state is DateState.PROVISIONAL
    assert not opening.verified


def test_a_deadline_is_counted_from_the_opening(library: Library) -> None:
    assert found(library, "hrc:session:61:ngo-written-statement").day == date(2026, 2, 9)


def test_a_deadline_of_a_coming_session_is_never_certain(library: Library) -> None:
    confirmed = change("hrc:session:64:opens", date(2027, 2, 24))
    assert found(library, "hrc:session:64:ngo-written-statement", confirmed).state is DateState.PROVISIONAL


def test_deadlines_move_when_a_person_sets_the_opening(library: Library) -> None:
    moved = change("hrc:session:64:opens", date(2027, 2, 24))
    assert found(library, "hrc:session:64:opens", moved).state is DateState.CONFIRMED
    assert found(library, "hrc:session:64:ngo-written-statement", moved).day == date(2027, 2, 10)


def test_deadlines_before_the_end_move_when_a_person_sets_the_closing(library: Library) -> None:
    moved = change("hrc:session:64:closes", date(2027, 4, 2))
    assert found(library, "hrc:session:64:tabling-of-drafts", moved).day == date(2027, 3, 25)


def test_the_last_change_wins_in_whatever_order_the_rows_come(library: Library) -> None:
    early, late = change("hrc:session:64:opens", date(2027, 2, 22), 8), change("hrc:session:64:opens", date(2027, 3, 1), 9)
    assert found(library, "hrc:session:64:opens", late, early).day == date(2027, 3, 1)


def test_a_deadline_set_by_a_person_wins_over_the_computed_one(library: Library) -> None:
    fixed = change("hrc:session:64:side-event-request", date(2027, 1, 15))
    assert found(library, "hrc:session:64:side-event-request", fixed).day == date(2027, 1, 15)
    assert found(library, "hrc:session:64:side-event-request").day is None


def test_review_papers_keep_the_published_day(library: Library) -> None:
    assert found(library, "hrc:upr:44:upr-stakeholder-submission").day == date(2023, 4, 5)


def test_a_review_without_days_can_be_given_one(library: Library) -> None:
    opened = change("hrc:upr:54:opens", date(2027, 1, 18))
    assert found(library, "hrc:upr:54:upr-stakeholder-submission", opened).day == date(2026, 6, 11)


def test_human_rights_day_comes_every_year(library: Library) -> None:
    assert found(library, "hrc:meeting:human-rights-day:2026-12-10").state is DateState.CONFIRMED


def test_the_forum_of_next_year_is_there_without_a_day(library: Library) -> None:
    forum = found(library, "event:whrcf-2027:starts")
    assert forum.day is None
    assert forum.state is DateState.PROVISIONAL


def test_every_anchor_has_one_id_three_names_and_a_source(library: Library) -> None:
    every = anchors(library)
    assert len({a.id for a in every}) == len(every)
    assert all({"en", "es", "fr"} <= set(a.names) and a.source.startswith("http") for a in every)


@pytest.mark.parametrize(("today", "number"), [(date(2026, 11, 23), 64), (date(2026, 2, 23), 61), (date(2026, 2, 24), 62)])
def test_the_next_session_is_the_first_that_has_not_opened(library: Library, today: date, number: int) -> None:
    session = next_session(library, today)
    assert session is not None
    assert session.number == number


def test_working_days_skip_weekends_and_days_off() -> None:
    assert working_days(date(2027, 2, 22), -3) == date(2027, 2, 17)
    assert working_days(date(2026, 12, 24), 1, ["12-25"]) == date(2026, 12, 28)
