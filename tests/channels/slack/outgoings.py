"""Hypothesis strategies for whole messages and forms: any words, up to and beyond every limit of Slack."""

from hypothesis import strategies as st

from bot.model.outgoing import Block, Choice, Heading, Link, Listing, Outgoing, Paragraph, Press, Question, Quote, Sheet, Strong, Text
from tests.channels.telegram.trees import blocks, texts, urls

NASTY = [
    "*bold* _it_ ~no~ `code`",
    "<!channel> <@U1> &lt;",
    ":smile:",
    "<https://evil.test|home>",
    "```x```",
    "\x00\ud800",
    "{{ 7*7 }}",
    "> q",
]
nasty = texts | st.sampled_from(NASTY)
labels = nasty | st.integers(0, 4_000).map(lambda n: "é" * n)
tokens = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=64)
presses = st.builds(Press, labels, tokens, st.sampled_from(["", "primary", "danger"])) | st.builds(
    Press, labels, st.just(""), st.just(""), st.just("https://plaza.test/e")
)
choices = st.builds(Choice, labels, st.text(max_size=160), tokens)
kinds = st.sampled_from(["text", "long_text", "choice", "yes_no", "number", "date", "time", "zone"])
answers = st.sampled_from(["", "2026-05-14", "25:99", "09:30", "12", "1e999", "nan"]) | labels
questions = st.builds(
    Question,
    st.just(""),
    labels,
    kinds,
    st.booleans(),
    labels,
    st.just(()) | st.lists(choices, max_size=250, unique_by=lambda c: c.value).map(tuple),
    answers,
    labels,
    st.integers(-1, 10_000),
)


def _named(found: list[Question]) -> tuple[Question, ...]:
    return tuple(Question(f"q{n}", *(getattr(q, key) for key in Question.__slots__[1:])) for n, q in enumerate(found))


sheets = st.builds(
    Sheet, tokens, labels, labels, presses, st.lists(questions, min_size=1, max_size=6).map(_named), st.just(1), st.just(1), labels, labels
)
long = st.integers(0, 30_000).map(lambda n: Paragraph((Strong((Text("word " * (n // 5)),)),)))
many: st.SearchStrategy[Block] = st.integers(0, 200).map(lambda n: Listing(tuple((Text(f"item {i}"),) for i in range(n)), n % 2 == 0))
crowds = st.integers(0, 90).map(
    lambda n: tuple(Paragraph((Text(f"line {i}"),)) if i % 3 else Heading((Text(f"part {i}"),)) for i in range(n))
)
linked = st.lists(urls.map(lambda url: Paragraph((Link((Text("here"),), url),))), max_size=12).map(tuple)
bodies: st.SearchStrategy[tuple[Block, ...]] = st.one_of(
    blocks,
    crowds,
    linked,
    st.tuples(long, many, long),
    st.tuples(many, st.just(Quote((Paragraph((Text("q"),)), Listing(((Text("x"),),)))))),
)
outgoings = st.builds(
    Outgoing,
    bodies,
    st.just("en"),
    st.lists(presses, max_size=8).map(tuple) | st.integers(0, 700).map(lambda n: (Press("Go", "t"),) * n),
    st.none() | sheets,
)
