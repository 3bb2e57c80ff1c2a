"""Drawing: whatever people write stays text, and links lead only where a browser may go."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.kit import safe_url
from bot.channels.web.incoming import clean, digest
from bot.channels.web.outgoing import Frame, draw, draw_blocks
from bot.model.outgoing import (
    Block,
    Break,
    Code,
    Emphasis,
    File,
    Heading,
    Inline,
    Link,
    Listing,
    Outgoing,
    Paragraph,
    Press,
    Quote,
    Strong,
    Text,
)
from tests.channels.web.reading import Page
from tests.channels.web.server import phrase

NASTY = [
    "<script>alert(1)</script>",
    "</article><img src=x onerror=alert(1)>",
    "&lt;b&gt; &amp;amp; &#60;i&#62;",
    '" onmouseover="alert(1)" x=\'',
    "{{ 7 * 7 }} {% raw %} ${x} %s",
    "<!-- --> <![CDATA[ ]]> <?php ?>",
    "\u202eright to left\u202c \u200b\ud800 \0",
]
text = st.one_of(st.text(), st.sampled_from(NASTY), st.text(alphabet="<>&\"'/=! -scriptaimgx"))
urls = st.one_of(
    text, st.sampled_from(["https://example.org/?a=1&b=%22", "mailto:a@example.org", "javascript:alert(1)", "data:text/html,x"])
)


def inlines(children: st.SearchStrategy[Inline]) -> st.SearchStrategy[Inline]:
    many = st.lists(children, max_size=3).map(tuple)
    return st.one_of(st.builds(Strong, many), st.builds(Emphasis, many), st.builds(Link, many, urls))


leaf: st.SearchStrategy[Inline] = st.one_of(st.builds(Text, text), st.builds(Code, text), st.builds(Break))
line = st.lists(st.recursive(leaf, inlines, max_leaves=5), max_size=4).map(tuple)
flat: st.SearchStrategy[Block] = st.one_of(
    st.builds(Paragraph, line), st.builds(Heading, line), st.builds(Listing, st.lists(line, max_size=3).map(tuple), st.booleans())
)
blocks = st.lists(st.recursive(flat, lambda one: st.builds(Quote, st.lists(one, max_size=2).map(tuple)), max_leaves=4), max_size=4).map(
    tuple
)


def words_of(parts: Iterable[Inline]) -> str:
    """The text that must be read back, the browser's way with line ends."""
    out = ""
    for part in parts:
        match part:
            case Text(said) | Code(said):
                out += clean(said)
            case Strong(inside) | Emphasis(inside) | Link(inside, _):
                out += words_of(inside)
            case Break():
                pass
    return out


def words_of_blocks(tree: Iterable[Block]) -> str:
    out = ""
    for block in tree:
        match block:
            case Paragraph(inside) | Heading(inside):
                out += words_of(inside)
            case Listing(items, _):
                out += "".join(words_of(item) for item in items)
            case Quote(within):
                out += words_of_blocks(within)
    return out


def bare(said: str) -> str:
    """Without line ends, which the markup adds between blocks."""
    return said.replace("\n", "").replace("\r", "")


def frame(**more: object) -> Frame:
    return Frame(1, 1, lambda block: phrase("en", block), lambda n: f"/file/1/{n}?sig=x", **more)  # type: ignore[arg-type]


@given(blocks)
def test_no_text_becomes_an_element_and_none_is_lost(tree: tuple[Block, ...]) -> None:
    page = Page(draw_blocks(tree))
    assert {e.tag for e in page.elements} <= {"p", "h3", "ul", "ol", "li", "blockquote", "code", "strong", "em", "a", "br"}
    assert bare(page.text) == bare(words_of_blocks(tree))
    assert all(set(e.attributes) <= {"href", "rel"} for e in page.elements)
    assert all(e["href"].lower().startswith(("http://", "https://", "mailto:")) and "noopener" in e["rel"] for e in page.all("a"))


@given(text, text, text, st.sampled_from(["", "primary", "danger", '"><script>']))
def test_labels_tokens_and_file_names_stay_inside_their_attributes(label: str, token: str, name: str, style: str) -> None:
    outgoing = Outgoing(
        (), buttons=(Press(label, token, style), Press(label, url="javascript:alert(1)")), files=(File(name, "image/png", b"", label),)
    )
    page = Page(draw(outgoing, frame()))
    assert {e.tag for e in page.elements} <= {"article", "h2", "div", "p", "a", "span", "img", "form", "button"}
    assert not any(attribute.startswith("on") for e in page.elements for attribute in e.attributes)
    assert [e["value"] for e in page.all("button")] == ([clean(token)] if token else [])
    assert page.one("img")["alt"] == clean(label or name)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", " https://example.org", "https://a\tb", "data:text/html,x", "//example.org", "/console", "https://", ""]
)
def test_an_address_a_browser_should_not_follow_is_no_link(url: str) -> None:
    assert safe_url(url) == ""
    page = Page(draw_blocks((Paragraph((Link((Text("here"),), url),)),)))
    assert (page.all("a"), page.text) == ([], "here")


def test_the_pressed_button_says_that_it_was_chosen_and_cannot_be_pressed_again() -> None:
    outgoing = Outgoing((), buttons=(Press("Yes", "b1.a"), Press("No", "b1.b")))
    yes, no = Page(draw(outgoing, frame(chosen=frozenset({digest("b1.a")})))).all("button")
    assert yes["aria-pressed"] == "true"
    assert "disabled" in yes
    assert "aria-pressed" not in no
    assert "disabled" not in no


def test_a_button_with_an_address_is_a_link_that_works_without_script() -> None:
    page = Page(draw(Outgoing((), buttons=(Press("Agenda", url="https://example.org/agenda"),)), frame()))
    assert page.one("a", class_="button")["href"] == "https://example.org/agenda"


def test_a_message_names_its_language_so_that_it_is_read_aloud_in_it() -> None:
    assert Page(draw(Outgoing((), "fr"), frame())).one("article")["lang"] == "fr"


def test_a_picture_is_shown_with_its_description_and_other_files_are_links() -> None:
    files = (
        File("map.png", "image/png", b"", "Map of the venue"),
        File("a.svg", "image/svg+xml", b""),
        File("a.ics", "text/calendar", b""),
    )
    page = Page(draw(Outgoing((), files=files), frame()))
    assert [e["alt"] for e in page.all("img")] == ["Map of the venue"]
    assert [e["download"] for e in page.all("a")] == ["map.png", "a.svg", "a.ics"]
