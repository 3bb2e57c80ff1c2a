"""The vocabulary: how people say things, one file per language, and what its places, topics and everyday words are."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from bot.knowledge.records.fields import Document, Texts
from bot.knowledge.records.files import BadKnowledge, Files, as_mapping
from bot.model.person import LANGUAGES

GROUPS = (
    "ask",
    "act",
    "topic",
    "charter",
    "deadline",
    "meeting",
    "series",
    "body",
    "org",
    "monitoring",
    "stage",
    "talk",
    "beyond",
    "season",
    "generic",
)
"""The tables of a language that say which phrases mean what."""
LISTS = ("glue", "joints", "asking", "polite", "months", "ordinals", "cardinals")
WORDS = frozenset({str})
QUOTES = "put words like 'no' and '1st' in quotes"


def vocabulary(files: Files, problems: list[BadKnowledge] | None) -> Mapping[str, Any]:
    """The vocabulary files by name. A table that is missing or of another kind is added to `problems`; without it the first is raised."""
    documents = {name: Document(files, f"vocabulary/{name}.yaml", Texts({})) for name in ("places", "topics", "everyday", *LANGUAGES)}
    for problem in _wrong(documents):
        if problems is None:
            raise problem
        problems.append(problem)
    return {name: document.raw for name, document in documents.items()}


def _wrong(documents: Mapping[str, Document]) -> Iterator[BadKnowledge]:
    topics = as_mapping(documents["topics"].raw)
    yield from _places(documents["places"])
    yield from _topics(documents["topics"])
    yield from _each(documents["everyday"], LANGUAGES, _is_text, "a text")
    for language in LANGUAGES:
        yield from _language(documents[language], topics)


def _language(document: Document, topics: Mapping[str, Any]) -> Iterator[BadKnowledge]:
    yield from _each(document, ("function_words", "before_places", "own", "office"), _is_text, "a text")
    yield from _each(document, LISTS, _is_words, "a list of words")
    yield from _each(document, ("numbering", *GROUPS), _is_table, "a table")
    for group in ("numbering", *GROUPS):
        for value, phrases in as_mapping(as_mapping(document.raw).get(group)).items():
            if not _is_words(phrases):
                yield document.fail((group, value), f"{group}: {value} should be a list of words", QUOTES)
    for topic in as_mapping(as_mapping(document.raw).get("topic")):
        if topic not in topics:
            yield document.fail(("topic", topic), f"topic: there is no {topic!r}", "correct the name, or add it to vocabulary/topics.yaml")


def _topics(document: Document) -> Iterator[BadKnowledge]:
    topics = document.raw
    if not _is_table(topics):
        yield document.fail((), "there should be a table of topics", "write the topics' names, each with its articles")
    for topic, spots in as_mapping(topics).items():
        if not _is_words(as_mapping(spots).get("articles")) or not isinstance(as_mapping(spots).get("area", ""), str):
            yield document.fail((topic,), f"{topic}: there should be a list of articles", "write `articles: [...]`, and `area:` with an id")


def _places(document: Document) -> Iterator[BadKnowledge]:
    if not _is_table(document.raw):
        yield document.fail((), "there should be tables of places", "put them back, as they are in a backup")
    book = as_mapping(document.raw)
    for table in ("homonyms", "elsewhere"):
        if table in book:
            yield from _each(document, (table,), _is_words, "a list of words")
    cities = book.get("cities", [])
    if not isinstance(cities, list):
        yield document.fail(("cities",), "`cities` should be a list", "write one city per dash")
    for number, city in enumerate(cities if isinstance(cities, list) else ()):
        if not isinstance(as_mapping(city).get("en"), str) or not _is_words(city.get("also", [])):
            yield document.fail(("cities", number), "a city should have its English name", "write {en: ..., es: ..., fr: ..., also: [...]}")
    countries = book.get("countries", {})
    if not _is_table(countries) or not all(_is_table(one) and all(map(_is_words, one.values())) for one in countries.values()):
        yield document.fail(("countries",), "`countries` should have lists of words per language", f"write en: [...]; {QUOTES}")
    regions = book.get("regions", {})
    if not _is_table(regions) or not all(_is_table(one) and all(map(_is_words, one.values())) for one in regions.values()):
        remedy = f"write en: [...], countries: [...]; {QUOTES}"
        yield document.fail(("regions",), "`regions` should have lists of words and of countries", remedy)


def _each(document: Document, tables: Sequence[str], fits: Callable[[object], bool], what: str) -> Iterator[BadKnowledge]:
    """The tables that are not there, or are not what they should be."""
    book = as_mapping(document.raw)
    for table in tables:
        if book.get(table) is None:
            yield document.fail((), f"the table `{table}` is missing", f"put it back as {what}, as it is in another language or a backup")
        elif not fits(book[table]):
            yield document.fail(
                (table,), f"`{table}` should be {what}", QUOTES if what == "a list of words" else "compare it with a backup"
            )


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping)


def _is_words(value: object) -> bool:
    return isinstance(value, list) and WORDS.issuperset(map(type, value))  # thousands of them, at every start
