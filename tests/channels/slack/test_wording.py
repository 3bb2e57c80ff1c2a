"""Slack's notation: what people typed comes through, what Plaza says stays characters."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.slack.wording import LONGEST_TEXT, clean, cut, escape, fallback, plain, without_mention


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("<https://example.org/a?b=1&amp;c=2>", "https://example.org/a?b=1&c=2"),
        ("<http://gwangju.kr|gwangju.kr>", "gwangju.kr"),
        ("<https://example.org|the charter>", "the charter (https://example.org)"),
        ("<mailto:eva@city.test|eva@city.test>", "eva@city.test"),
        ("<@U1|eva> <@U2> <#C1|cities> <!here> <!subteam^S1|@team>", "@eva @U2 #cities @here @team"),
        ("a < b > c <i>", "a < b > c <i>"),
    ],
)
def test_a_message_reads_as_the_person_saw_it(typed: str, shown: str) -> None:
    assert plain(typed) == shown


@given(st.text())
def test_what_somebody_types_comes_back_the_same(text: str) -> None:
    assert plain(escape(text)) == clean(text)


def test_halves_of_characters_and_control_characters_are_left_out() -> None:
    assert plain("a\x00b\ud800c\r\n\td") == "abc\n\td"
    assert escape("a\x07<\udfff") == "a&lt;"


@given(st.text())
def test_no_text_can_mention_or_link(text: str) -> None:
    escaped = fallback(text)
    assert not set("<>") & set(escaped)
    assert all(re.match(r"&(amp|lt|gt);", escaped[m.start() :]) for m in re.finditer("&", escaped))


def test_a_text_too_long_for_slack_is_cut_between_characters() -> None:
    for text in ("<" * 15_000, "&" * 60_000, "x" * 60_000):
        cut_text = fallback(text)
        assert len(cut_text) <= LONGEST_TEXT
        assert re.fullmatch(r"(&lt;|&amp;|x)*…", cut_text)
    assert fallback("x" * LONGEST_TEXT) == "x" * LONGEST_TEXT


def test_a_label_is_cut_with_a_sign_that_it_was() -> None:
    assert (cut("Gwangju", 7), cut("Gwangju forum", 9)) == ("Gwangju", "Gwangju…")


def test_our_name_is_taken_out_wherever_it_stands() -> None:
    assert without_mention("<@U1> hello <@U2>", "U1") == "hello <@U2>"
    assert without_mention("hello <@U1|plaza>", "U1") == "hello"
    assert without_mention("<@U9> hello <@U2>", "") == "hello <@U2>"
