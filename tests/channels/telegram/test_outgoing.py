"""What Plaza says looks right on a telephone: words, buttons under the last message, one question at a time, files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.outgoing import Part, draw
from bot.model.outgoing import Block, Choice, File, Outgoing, Paragraph, Press, Question, Sheet, Text
from tests.channels.telegram.trees import blocks, texts, unhurried
from tests.paper import words

CANCEL = Press("Cancel", "c0")
PNG = b"\x89PNG\r\n\x1a\n"


def asked(question: Question, **more: object) -> Outgoing:
    """A form's question with nothing else around it."""
    sheet = Sheet("t", "Sign up", "Send", CANCEL, (question,), **more)  # type: ignore[arg-type]
    return Outgoing((), form=sheet)


def labels(part: Part) -> list[list[str]]:
    return [[key["text"] for key in row] for row in part.rows]


def test_links_in_messages_are_never_previewed() -> None:
    [part] = draw(words("hello"))
    assert part.params() == {"text": "hello", "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}


def test_short_labels_share_a_row_and_long_ones_have_their_own() -> None:
    presses = (Press("Yes", "a"), Press("No", "b"), Press("Remind me a day before it starts", "c"), Press("Later", "d"))
    [part] = draw(words("Coming?", buttons=presses))
    assert labels(part) == [["Yes", "No"], ["Remind me a day before it starts"], ["Later"]]


def test_a_token_may_fill_all_that_telegram_gives_it() -> None:
    [part] = draw(words("x", buttons=(Press("Go", "é" * 32),)))
    assert part.rows[0][0]["callback_data"] == "é" * 32


def test_a_press_sends_its_token_and_a_link_opens_its_page() -> None:
    [part] = draw(words("x", buttons=(Press("Go", "tok", style="primary"), Press("See", url="https://plaza.example.org/events/f"))))
    assert part.rows == (
        ({"text": "Go", "callback_data": "tok", "style": "primary"}, {"text": "See", "url": "https://plaza.example.org/events/f"}),
    )


@pytest.mark.parametrize("url", ["http://localhost:8080/events/f", "mailto:bot@plaza.test", "http://[oops", "https://a b.org"])
def test_a_link_telegram_would_refuse_with_the_whole_message_is_written_out(url: str) -> None:
    [part] = draw(words("x", buttons=(Press("See", url=url),)))
    assert part.rows == ()
    assert part.plain == f"x\n\nSee: {url}"


@pytest.mark.parametrize("press", [Press("x", "é" * 32 + "t"), Press("x"), Press(" ", "t")])
def test_a_button_that_could_never_be_pressed_is_our_bug_and_says_so(press: Press) -> None:
    with pytest.raises(ValueError, match="button"):
        draw(words("x", buttons=(press,)))


def test_a_question_shows_where_we_are_what_was_wrong_and_a_way_out() -> None:
    question = Question(
        "size",
        "Which size?",
        "choice",
        True,
        "For the T-shirt",
        (Choice("Small", "s", "t1"), Choice("Large", "l", "t2")),
        error="Not that one",
    )
    [part] = draw(asked(question, step=2, steps=5))
    assert part.plain == "Sign up · 2/5\n\n⚠️ Not that one\n\nWhich size?\n\nFor the T-shirt"
    assert part.html.count("<b>Which size?</b>") == 1
    assert labels(part) == [["Small", "Large"], ["Cancel"]]


def test_a_question_to_be_answered_in_writing_shows_what_stands_there_and_how_to_skip_it() -> None:
    [part] = draw(asked(Question("city", "Your city?", "text", False, value="Gwangju"), optional="Send - to skip"))
    assert part.html == "<b>Your city?</b>\n\n<code>Gwangju</code>\n\n<i>Send - to skip</i>"
    assert labels(part) == [["Cancel"]]


def test_a_typed_answer_that_may_be_skipped_has_a_button_for_it() -> None:
    skip = Choice("Skip", "", "t.s0")
    [part] = draw(asked(Question("city", "Your city?", "text", False, options=(skip,), value="Seoul"), optional="Skip"))
    assert part.plain == "Your city?\n\nSeoul"
    assert labels(part) == [["Skip"], ["Cancel"]]


def test_what_was_chosen_before_is_not_shown_in_the_words_of_the_machine() -> None:
    question = Question("language", "Language?", "choice", True, options=(Choice("Español", "es", "t1"),), value="es")
    assert draw(asked(question))[0].plain == "Language?"


def test_the_way_to_skip_is_not_offered_for_what_must_be_answered() -> None:
    [part] = draw(asked(Question("city", "Your city?", "text", True), optional="Send - to skip"))
    assert "skip" not in part.plain


def test_more_choices_than_a_keyboard_holds_go_on_under_a_second_message() -> None:
    options = tuple(Choice(f"A city with a rather long name {n}", str(n), f"t{n}") for n in range(130))
    parts = draw(asked(Question("city", "City?", "choice", True, options=options)))
    assert [sum(map(len, part.rows)) for part in parts] == [100, 31]
    assert parts[-1].rows[-1][0]["text"] == "Cancel"


def test_the_keyboard_stands_under_the_last_part_of_a_long_message() -> None:
    parts = draw(words("word " * 2000, buttons=(Press("More", "m"),)))
    assert [bool(part.rows) for part in parts] == [False, False, True]


def test_a_lone_file_carries_short_words_and_their_buttons() -> None:
    [part] = draw(words("You are in", buttons=(Press("Undo", "u"),), files=(File("f.ics", "text/calendar", b"BEGIN"),)))
    assert (part.params()["caption"], part.photo, labels(part)) == ("You are in", False, [["Undo"]])


def test_words_too_long_for_a_caption_follow_the_file() -> None:
    file, text = draw(words("word " * 300, files=(File("p.png", "image/png", PNG, "A map"),)))
    assert (file.photo, file.plain, text.file) == (True, "A map", None)


def test_pictures_telegram_cannot_show_travel_as_documents() -> None:
    parts = draw(words("x", files=(File("a.svg", "image/svg+xml", b"<svg/>"), File("b.png", "image/png", PNG + b"0" * 10_000_000))))
    assert [part.photo for part in parts] == [False, False, False]


def test_buttons_without_words_still_have_something_to_stand_under() -> None:
    [part] = draw(Outgoing((), buttons=(Press("Go", "g"),)))
    assert part.plain == "…"
    assert draw(Outgoing((Paragraph((Text(" \u200b"),)),))) == []


@unhurried
@given(blocks, st.lists(texts, max_size=5), st.booleans())
def test_nothing_that_stands_in_a_form_becomes_markup(tree: tuple[Block, ...], said: list[str], with_file: bool) -> None:
    fill = iter([*said, *[""] * 5])
    question = Question("q", next(fill), "text", False, next(fill), (), next(fill), next(fill))
    sheet = Sheet("t", next(fill), "Send", CANCEL, (question,), 1, 2)
    files = (File("f.txt", "text/plain", b"x"),) if with_file else ()
    for part in draw(Outgoing(tree, form=sheet, files=files)):
        from_html = part.params()["caption" if part.file else "text"]
        assert len(part.plain) <= (1024 if part.file else 4096)
        assert "<script" not in from_html
