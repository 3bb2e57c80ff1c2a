"""Forms: every question can be found, understood and corrected by who cannot see it."""

import pytest

from bot.channels.web.incoming import digest
from bot.channels.web.outgoing import Frame, draw
from bot.model.form import Kind
from bot.model.outgoing import Choice, Outgoing, Press, Question, Sheet
from tests.channels.web.reading import Page
from tests.channels.web.server import phrase, sheet

SKIP = Choice("Skip", "", "f1.s0")


def drawn(form: Sheet, **more: object) -> Page:
    frame = Frame(7, 7, lambda block: phrase("en", block), str, **more)  # type: ignore[arg-type]
    return Page(draw(Outgoing((), form=form), frame))


def asking(question: Question, **more: object) -> Page:
    return drawn(Sheet("f1", "Title", "Send", Press("Cancel", "f1.x"), (question,)), **more)


def test_every_field_has_a_label_that_says_whether_it_is_required() -> None:
    page = drawn(sheet())
    labelled = {e["for"] for e in page.all("label") if "for" in e}
    fields = [e for tag in ("input", "select", "textarea") for e in page.all(tag) if e.attributes.get("type") not in ("hidden", "radio")]
    assert {e["id"] for e in fields} == labelled
    assert "(required)" in page.one("label", for_="q7-name").text
    assert "(optional)" in page.one("label", for_="q7-needs").text
    assert page.one("form", class_="sheet")["aria-labelledby"] == page.one("h3")["id"]


def test_an_error_is_tied_to_its_field_beside_the_hint() -> None:
    page = asking(Question("seats", "Seats", "number", True, hint="At most four.", error="Write a whole number."))
    field = page.one("input", id="q7-seats")
    assert field["aria-invalid"] == "true"
    assert [page.one("p", id=one).text for one in field["aria-describedby"].split()] == ["At most four.", "Write a whole number."]
    assert field["inputmode"] == "numeric"


def test_an_error_in_a_choice_is_told_with_the_whole_group() -> None:
    question = Question("days", "Days", "choice", True, options=(Choice("Both", "both"), Choice("One", "one")), error="Choose one.")
    group = asking(question).one("fieldset")
    assert (group["aria-describedby"], group["aria-invalid"]) == ("q7-days-error", "true")


@pytest.mark.parametrize(
    ("question", "tag", "kind"),
    [
        (Question("q", "Q", Kind.TEXT, False, options=(SKIP,)), "input", "text"),
        (Question("q", "Q", Kind.LONG_TEXT, False, options=(SKIP,)), "textarea", ""),
        (Question("q", "Q", Kind.DATE, True, value="2027-05-13"), "input", "date"),
        (Question("q", "Q", Kind.DATE, True, value="next week"), "input", "text"),
        (Question("q", "Q", Kind.TIME, True), "input", "time"),
        (Question("q", "Q", Kind.NUMBER, True), "input", "text"),
        (Question("q", "Q", Kind.ZONE, True), "input", "text"),
        (Question("q", "Q", Kind.CHOICE, False, options=(Choice("A", "a"), SKIP)), "select", ""),
        (Question("q", "Q", Kind.CHOICE, True, options=tuple(Choice(str(n), str(n)) for n in range(9))), "select", ""),
    ],
)
def test_each_kind_of_question_gets_the_field_that_suits_it(question: Question, tag: str, kind: str) -> None:
    field = asking(question).one(tag, id="q7-q")
    assert field["name"] == "f.q"
    assert field.attributes.get("type", "") == kind
    assert field.attributes.get("value", "") == (question.value if tag == "input" else "")


@pytest.mark.parametrize("options", [(), (Choice("Yes", "yes"), Choice("No", "no"))])
def test_yes_or_no_is_two_choices_and_none_is_made_for_the_person(options: tuple[Choice, ...]) -> None:
    radios = [e for e in asking(Question("ok", "Fine?", "yes_no", True, options=options)).all("input") if e.attributes["type"] == "radio"]
    assert [e["value"] for e in radios] == ["yes", "no"]
    assert not any("checked" in e for e in radios)


def test_what_was_answered_before_is_still_there() -> None:
    options = (Choice("A", "a"), Choice("B", "b"), SKIP)
    page = asking(Question("q", "Q", "choice", False, options=options, value="b"))
    assert [e["value"] for e in page.all("option") if "selected" in e] == ["b"]
    assert page.all("option")[0]["value"] == ""
    page = asking(Question("q", "Q", "long_text", True, value="\nFirst line\n<b>"))
    assert page.one("textarea").text == "\n\nFirst line\n<b>"


def test_a_form_that_was_sent_or_left_is_one_line_and_cannot_be_sent_again() -> None:
    sent = drawn(sheet(), answered=True)
    assert sent.all("form") == []
    assert "Register for Gwangju Sent." in sent.text
    left = drawn(sheet(), chosen=frozenset({digest("f1.sig.x")}))
    assert left.all("form") == []
    assert "Cancelled." in left.text


def test_the_cancel_button_leaves_the_form_by_its_own_token_even_without_script() -> None:
    page = drawn(sheet(), query="?as=member")
    tokens = [e["value"] for e in page.elements if e.attributes.get("name") == "token"]
    cancel = page.one("button", name="token")
    assert tokens[-1] == cancel["value"] == "f1.sig.x"
    assert cancel["formaction"] == "/press?as=member"
