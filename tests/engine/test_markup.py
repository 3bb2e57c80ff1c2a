"""Names stay names: no value can become markup, a link or a script, on any channel."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.markup import CONTROL, literal, parse
from bot.model.outgoing import Break, Code, Emphasis, Heading, Inline, Link, Listing, Paragraph, Quote, Strong, Text

NASTY = st.text(st.sampled_from("[]()<>*_`~#+-.!|\\&;:/\"'0123456789 \t\nab=^"), max_size=60)


def shown(value: str) -> str:
    """What a reader should see of a value: its lines without blanks around them, control characters gone."""
    clean = CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return "\n".join(line.strip() for line in clean.split("\n"))


def seen(inside: tuple[Inline, ...]) -> str:
    """Plain inlines as text; anything but text and line breaks fails."""
    assert all(isinstance(part, Text | Break) for part in inside), inside
    return "".join(part.text if isinstance(part, Text) else "\n" for part in inside)


@given(NASTY | st.text(max_size=80))
def test_a_value_is_shown_as_it_is_and_nothing_else(value: str) -> None:
    blocks = parse(f"Dear {literal(value)}, welcome")
    assert len(blocks) == 1
    assert isinstance(blocks[0], Paragraph)
    text = seen(blocks[0].inside)
    assert text.removeprefix("Dear ").removesuffix(", welcome") == shown(value)


@given(NASTY | st.text(max_size=80))
def test_a_value_that_stands_alone_opens_no_heading_list_or_quote(value: str) -> None:
    blocks = parse(literal(value))
    if shown(value):
        assert len(blocks) == 1
        assert isinstance(blocks[0], Paragraph)
        assert seen(blocks[0].inside) == shown(value)
    else:
        assert blocks == ()


@given(st.lists(NASTY, min_size=1, max_size=4))
def test_a_value_in_a_list_stays_in_its_item(values: list[str]) -> None:
    lines = [value for value in values if shown(value) and "\n" not in shown(value)]
    blocks = parse("\n".join(f"- {literal(value)}" for value in lines))
    if lines:
        assert blocks == (Listing(tuple((Text(shown(value)),) for value in lines)),)


@pytest.mark.parametrize(
    "value", ["[x](http://y)", "**bold**", "<b>x</b>", "&amp;", "1. first", "# title", "> quote", "http://a.b", "a\\*b", "`c`"]
)
def test_markup_in_a_name_is_read_by_nobody(value: str) -> None:
    assert parse(literal(value)) == (Paragraph((Text(value),)),)


def test_several_lines_and_an_empty_one_between_stay_where_they_were() -> None:
    assert parse(literal("one\n\n  two  \r\nthree\n")) == (Paragraph((Text("one"), Break(), Break(), Text("two"), Break(), Text("three"))),)


def test_characters_that_turn_a_line_around_or_end_it_are_dropped() -> None:
    assert parse(literal("abc\u202edef\x00\u2028g\u2066h")) == (Paragraph((Text("abcdefgh"),)),)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "//evil.example", "JaVaScRiPt:x"]
)
def test_a_link_that_goes_anywhere_but_the_web_or_mail_is_no_link(url: str) -> None:
    assert not re.search(r"Link\(", repr(parse(f"[click]({url})")))


def test_links_to_the_web_and_to_mail_are_links() -> None:
    for url in ("https://example.org/a?b=c", "http://example.org", "mailto:a@example.org"):
        assert parse(f"[a *b*]({url})") == (Paragraph((Link((Text("a "), Emphasis((Text("b"),))), url),)),)


def test_html_and_pictures_stay_text() -> None:
    text = "<script>alert(1)</script> ![x](http://y/z.png)"
    (paragraph,) = parse(text)
    assert isinstance(paragraph, Paragraph)
    assert isinstance(paragraph.inside[0], Text)
    assert paragraph.inside[0].text.startswith("<script>alert(1)</script> !")


def test_everything_the_messages_use_becomes_a_tree() -> None:
    text = "# Title\n\nHello **you**, `x`\nnext\n\n- a\n- b\n  - c\n\n1. one\n2. two\n\n> said\n> so"
    assert parse(text) == (
        Heading((Text("Title"),)),
        Paragraph((Text("Hello "), Strong((Text("you"),)), Text(", "), Code("x"), Break(), Text("next"))),
        Listing(((Text("a"),), (Text("b"), Break(), Text("c")))),
        Listing(((Text("one"),), (Text("two"),)), numbered=True),
        Quote((Paragraph((Text("said"), Break(), Text("so"))),)),
    )


@given(st.text(max_size=200) | NASTY)
def test_whatever_an_organiser_writes_becomes_some_tree(text: str) -> None:
    assert isinstance(parse(text), tuple)
