"""The terminal prints plain lines, and a number that is printed is a number that can be typed."""

from bot.channels.terminal.outgoing import choices, draw
from bot.model.outgoing import Choice, File, Link, Listing, Outgoing, Paragraph, Press, Question, Sheet, Text
from tests.paper import words

SKIP = Choice("Skip", "", "f1.s0")


def form(*questions: Question, step: int = 1) -> Outgoing:
    """A message with a form."""
    return Outgoing((), form=Sheet("f1", "Your seat", "Send", Press("Cancel", "f1.x"), questions, step, 3))


def test_words_buttons_and_files_are_told_apart() -> None:
    said = words(
        "Two are open.",
        buttons=(Press("Gwangju", "b1.0"), Press("Page", url="https://example.org")),
        files=(File("a.ics", "text/calendar", b"12345", "your days"),),
    )
    assert draw(said) == "Two are open.\n\n[a.ics, 5 bytes] your days\n\n1. Gwangju\n2. Page (https://example.org)"


def test_lists_and_links_are_readable_without_a_mouse() -> None:
    said = Outgoing(
        (Paragraph((Link((Text("Charter"),), "https://example.org"),)), Listing(((Text("one"),), (Text("two"),)), numbered=True))
    )
    assert draw(said) == "Charter (https://example.org)\n\n1. one\n2. two"


def test_a_question_shows_where_it_stands_its_reason_and_its_choices() -> None:
    days = Question(
        "days", "Which days?", "choice", True, "Both cost the same.", (Choice("Both", "both", "f1.o0.0"), Choice("One", "one", "f1.o0.1"))
    )
    said = form(Question("days", days.label, "choice", True, days.hint, days.options, error="Choose one of these."), step=2)
    assert draw(said) == "Your seat (2/3)\n! Choose one of these.\nWhich days?\nBoth cost the same.\n\n1. Both\n2. One\n3. Cancel"
    assert [press.token for press in choices(said)] == ["f1.o0.0", "f1.o0.1", "f1.x"]


def test_a_question_for_a_number_numbers_nothing_so_that_a_number_is_the_answer() -> None:
    said = form(Question("seats", "How many seats?", "number", False, options=(SKIP,), value="40"))
    assert choices(said) == []
    assert draw(said) == "Your seat (1/3)\nHow many seats?\n[40]"


def test_an_empty_message_prints_nothing_before_its_form() -> None:
    assert draw(form(Question("name", "Your name?", "text", True))).startswith("Your seat")
