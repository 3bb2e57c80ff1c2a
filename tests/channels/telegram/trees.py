"""Hypothesis strategies for Outgoing trees of any text."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from bot.model.outgoing import Block, Break, Code, Emphasis, Heading, Inline, Link, Listing, Paragraph, Quote, Strong, Text

# A busy machine is no failure.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

NASTY = [
    "<b>",
    "</b>",
    "&lt;",
    "&amp",
    '<a href="x">',
    "[x](http://y)",
    "*_`",
    "🏳️‍🌈",
    "👩🏽‍🚀",
    "\u202e",
    "\0",
    "\ud800",
    "\u200b",
    "\n\n",
    " ",
    "é" * 40,
]
texts = st.text(max_size=60) | st.lists(st.sampled_from(NASTY), max_size=8).map("".join)
urls = st.sampled_from(
    ['https://example.org/a?b=1&c="2"', "http://x.org/<>", "mailto:bot@plaza.test", "javascript:alert(1)", "https://e.org/" + "a" * 3000]
)

leaves: st.SearchStrategy[Inline] = texts.map(Text) | texts.map(Code) | st.just(Break())


def _wrap(inner: st.SearchStrategy[Inline]) -> st.SearchStrategy[Inline]:
    several = st.lists(inner, max_size=3).map(tuple)
    return several.map(Strong) | several.map(Emphasis) | st.builds(Link, several, urls)


inlines = st.recursive(leaves, _wrap, max_leaves=8)
lines = st.lists(inlines, max_size=4).map(tuple)
flat: st.SearchStrategy[Block] = (
    lines.map(Paragraph) | lines.map(Heading) | st.builds(Listing, st.lists(lines, max_size=4).map(tuple), st.booleans())
)
blocks = st.lists(flat | st.lists(flat, max_size=3).map(lambda inside: Quote(tuple(inside))), max_size=6).map(tuple)
