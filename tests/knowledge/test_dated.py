"""A date that the secretariat sets must be the date everybody is answered with."""

from datetime import UTC, date, datetime

from bot.knowledge.calendar import anchors, next_session
from bot.knowledge.dated import dated
from bot.knowledge.library import Library
from bot.model.knowledge import DateChange, DateState

SOURCE = "https://www.ohchr.org/x"


def change(identifier: str, day: date | None, state: DateState = DateState.CONFIRMED) -> DateChange:
    return DateChange(identifier, day, state, SOURCE, "operator", datetime(2026, 11, 23, tzinfo=UTC))


def test_without_changes_the_library_is_the_same_object(library: Library) -> None:
    assert dated(library, ()) is library


def test_a_session_shows_the_days_that_were_set_and_where_they_stand(library: Library) -> None:
    set_by_hand = [change("hrc:session:64:opens", date(2027, 2, 24)), change("hrc:session:64:closes", date(2027, 4, 2))]
    session = dated(library, set_by_hand).sessions[64]
    assert (session.opens, session.closes, session.state, session.sure) == (date(2027, 2, 24), date(2027, 4, 2), DateState.CONFIRMED, True)
    assert session.note == {}
    assert session.url == SOURCE


def test_a_session_with_one_confirmed_day_is_not_called_certain(library: Library) -> None:
    session = dated(library, [change("hrc:session:64:opens", date(2027, 2, 24))]).sessions[64]
    assert session.opens == date(2027, 2, 24)
    assert session.state is DateState.PROVISIONAL
    assert not session.sure


def test_every_reader_of_the_calendar_sees_the_change_without_being_told(library: Library) -> None:
    here = dated(library, [change("hrc:session:64:opens", date(2027, 2, 24)), change("hrc:upr:54:opens", date(2027, 1, 18))])
    days = {one.id: one for one in anchors(here)}
    assert days["hrc:session:64:opens"].state is DateState.CONFIRMED
    assert days["hrc:session:64:closes"].state is DateState.PROVISIONAL
    assert days["hrc:session:64:ngo-written-statement"].day == date(2027, 2, 10)
    assert days["hrc:upr:54:upr-stakeholder-submission"].day == date(2026, 6, 11)
    session = next_session(here, date(2027, 2, 1))
    assert session is not None
    assert session.opens == date(2027, 2, 24)


def test_a_day_taken_back_is_not_known_any_more(library: Library) -> None:
    here = dated(library, [change("hrc:session:64:opens", None, DateState.PROVISIONAL)])
    assert here.sessions[64].opens is None
    assert next(one.day for one in anchors(here) if one.id == "hrc:session:64:opens") is None
