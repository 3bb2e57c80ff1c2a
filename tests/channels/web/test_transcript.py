"""The transcript: after a reload people see what they chose, and corrections stand where the form was."""

from bot.channels.web.incoming import Asked, digest, make_key
from bot.channels.web.transcript import touched, transcript
from bot.model.outgoing import Outgoing, Press
from bot.model.ports import Delivery
from tests.channels.web.server import sheet
from tests.paper import words

ME = "web:abc"


def pressed(message: int, token: str) -> str:
    return make_key(ME, Asked("press", message, digest(token)), "n0123456789")


def answered(message: int) -> str:
    return make_key(ME, Asked("answer", message, digest("all")), "n0123456789")


def told(number: int, outgoing: Outgoing, answers: str = "") -> Delivery:
    return Delivery(number, ME, ME, outgoing, answers)


MENU = told(10, Outgoing((), buttons=(Press("A", "b10.a"), Press("B", "b10.b"))))


def test_deliveries_stand_in_the_order_they_came_whatever_their_ids() -> None:
    planned_long_ago = told(3, words("alert"))
    assert [e.delivery.id for e in transcript([MENU, planned_long_ago])] == [10, 3]


def test_an_answer_to_a_press_marks_the_button_and_stands_below() -> None:
    menu, answer = transcript([MENU, told(11, words("A it is"), pressed(10, "b10.a"))])
    assert menu.chosen == {digest("b10.a")}
    assert (menu.version, menu.answered) == (2, False)
    assert answer.delivery.id == 11


def test_an_edit_takes_the_place_of_the_pressed_message_again_and_again() -> None:
    first = told(11, words("one", edits=True), pressed(10, "b10.a"))
    second = told(12, words("two", edits=True), pressed(11, "x"))
    (entry,) = transcript([MENU, first, second])
    assert (entry.place, entry.delivery.id, entry.version) == (10, 12, 3)


def test_an_edit_of_a_message_that_is_not_shown_any_more_is_shown_by_itself() -> None:
    assert [e.place for e in transcript([told(12, words("two", edits=True), pressed(2, "x"))])] == [12]


def test_a_form_that_comes_back_with_errors_stands_where_it_was_and_the_good_one_is_closed() -> None:
    form = told(20, Outgoing((), form=sheet()))
    again = told(21, Outgoing((), form=sheet(name="needed")), answered(20))
    done = told(22, words("You have a seat"), answered(21))
    shown, seat = transcript([form, again, done])
    assert (shown.place, shown.delivery.id, shown.answered) == (20, 21, True)
    assert seat.delivery.id == 22


def test_a_late_press_on_a_replaced_message_does_not_mark_its_successor() -> None:
    edit = told(11, Outgoing((), buttons=(Press("A", "b10.a"),), edits=True), pressed(10, "b10.a"))
    late = told(12, words("too old"), pressed(10, "b10.a"))
    assert transcript([MENU, edit, late])[0].chosen == frozenset()


def test_a_key_of_another_make_is_no_press() -> None:
    assert [e.version for e in transcript([MENU, told(11, words("hi"), "telegram:99"), told(12, words("ho"))])] == [1, 1, 1]


def test_only_what_changed_is_drawn_again() -> None:
    other, answer = told(9, words("before")), told(11, words("A it is"), pressed(10, "b10.a"))
    assert [e.delivery.id for e in touched([other, MENU], [answer])] == [10, 11]
    assert [e.delivery.id for e in touched([other, MENU, answer], [answer])] == [10, 11]
    assert [e.delivery.id for e in touched([], [told(30, words("news"))])] == [30]
