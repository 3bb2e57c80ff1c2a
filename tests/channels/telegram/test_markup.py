"""Whatever stands in a message, Telegram can parse it, it is short enough, and people's words stay words."""

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.markup import LONGEST, MOST_BYTES, MOST_ENTITIES, Run, flatten, html, plain, split, tidy, units, visible
from bot.model.outgoing import Block, Code, Emphasis, Heading, Link, Listing, Paragraph, Quote, Strong, Text
from tests.channels.telegram.trees import blocks, unhurried
from tests.platforms.telegram_html import parse


def drawn(*tree: Block) -> str:
    return html(flatten(tree))


def test_every_kind_of_block_has_its_html() -> None:
    tree = (
        Heading((Text("Forum"),)),
        Paragraph((Text("On "), Strong((Text("Monday"),)), Text(" in "), Emphasis((Text("Seoul"),)), Text(": "), Code("A1"))),
        Listing(((Text("one"),), (Text("two"),))),
        Listing(((Text("one"),), (Text("two"),)), numbered=True),
        Quote((Paragraph((Text("said"),)), Paragraph((Text("so"),)))),
        Paragraph((Link((Text("the charter"),), 'https://x.org/?a=1&b="2"'),)),
    )
    assert drawn(*tree) == (
        "<b>Forum</b>\n\nOn <b>Monday</b> in <i>Seoul</i>: <code>A1</code>\n\n• one\n• two\n\n1. one\n2. two\n\n"
        '<blockquote>said\n\nso</blockquote>\n\n<a href="https://x.org/?a=1&amp;b=&quot;2&quot;">the charter</a>'
    )


def test_a_name_full_of_markup_is_shown_letter_by_letter() -> None:
    name = '<a href="http://evil">& *co* </b>'
    text, entities = parse(drawn(Paragraph((Text(name),))))
    assert (text, entities) == (name, [])


def test_formatting_is_not_repeated_inside_itself() -> None:
    assert drawn(Heading((Strong((Text("x"),)),))) == "<b>x</b>"
    assert drawn(Quote((Quote((Paragraph((Text("x"),)),)),))) == "<blockquote>x</blockquote>"


def test_addresses_telegram_does_not_link_are_written_out_or_left_as_their_label() -> None:
    assert drawn(Paragraph((Link((Text("write"),), "mailto:bot@plaza.test"),))) == "write (bot@plaza.test)"
    assert drawn(Paragraph((Link((Text("bot@plaza.test"),), "mailto:bot@plaza.test"),))) == "bot@plaza.test"
    assert drawn(Paragraph((Link((Text("here"),), "javascript:alert(1)"),))) == "here"


def test_a_long_answer_is_cut_between_paragraphs() -> None:
    paragraph = Paragraph((Text("word " * 300),))
    pieces = split(flatten([paragraph] * 4))
    assert [plain(piece).count("\n\n") for piece in pieces] == [1, 1]
    assert all(plain(piece).startswith("word") and plain(piece).endswith("word") for piece in pieces)


def test_bold_goes_on_after_a_cut_and_emoji_are_never_cut_in_two() -> None:
    pieces = split(flatten([Paragraph((Strong((Text("🏙" * 5000),)),))]))
    assert [units(plain(piece)) for piece in pieces] == [4096, 4096, 1808]
    assert all(html(piece) == f"<b>{plain(piece)}</b>" for piece in pieces)


def test_a_hundred_thousand_characters_lose_none() -> None:
    text = "ñandú" * 20_000
    assert "".join(plain(piece) for piece in split(flatten([Paragraph((Text(text),))]))) == text


def test_a_message_with_more_links_than_telegram_draws_is_cut_so_that_all_are_drawn() -> None:
    listing = Listing(tuple((Link((Text(f"source {n}"),), f"https://example.org/{n}"),) for n in range(150)))
    pieces = split(flatten([listing]))
    assert sum(html(piece).count("<a ") for piece in pieces) == 150
    assert all(html(piece).count("<a ") <= MOST_ENTITIES for piece in pieces)


@unhurried
@given(blocks)
def test_any_tree_becomes_html_that_telegram_parses_and_takes(tree: tuple[Block, ...]) -> None:
    runs = flatten(tree)
    for piece in split(runs):
        source = html(piece)
        text, _ = parse(source)
        assert text == plain(piece)
        assert text.strip() == text
        assert visible(text)
        assert units(text) <= LONGEST
        assert len(source.encode()) <= MOST_BYTES


@unhurried
@given(blocks, st.integers(64, 300))
def test_cutting_loses_no_visible_character(tree: tuple[Block, ...], limit: int) -> None:
    runs = flatten(tree)
    pieces = split(runs, limit)
    assert all(units(plain(piece)) <= limit for piece in pieces)
    seen = [c for piece in pieces for c in plain(piece) if visible(c)]
    assert seen == [c for c in plain(runs) if visible(c)]


@unhurried
@given(st.lists(st.tuples(st.text(max_size=5), st.lists(st.sampled_from(["b", "i", "code", 'a href="https://x.org"']), unique=True))))
def test_tags_are_closed_in_the_order_they_were_opened(bits: list[tuple[str, list[str]]]) -> None:
    source = html(Run(tidy(text), tuple(tags)) for text, tags in bits)
    assert parse(source)[0] == "".join(tidy(text) for text, _ in bits)
