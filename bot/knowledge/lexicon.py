"""Everything needed to understand a question, derived once from a library: phrases, places, languages, spelling, search."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.knowledge.index import Index
from bot.knowledge.language import Languages
from bot.knowledge.library import Library
from bot.knowledge.passages import passages
from bot.knowledge.phrases import Phrases
from bot.knowledge.places import GLUE, Places
from bot.knowledge.text import words
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
    "generic",
)
SHARED = ("charter", "org", "series")
"""Groups of names: they are understood whatever the language of the question."""


class Lexicon:
    """What a library's words mean, per language."""

    def __init__(self, library: Library) -> None:
        self.books = books = {language: library.vocabulary[language] for language in LANGUAGES}
        self.places = Places(library)
        self.small = {language: frozenset(str(books[language]["function_words"]).split()) for language in LANGUAGES}
        self.joints: Mapping[str, Sequence[str]] = {language: books[language]["joints"] for language in LANGUAGES}
        self._polite = {language: _alternatives(books[language]["polite"]) for language in LANGUAGES}
        self.phrases = {language: self._phrases(books, language, library) for language in LANGUAGES}
        corpus = {language: frozenset(_corpus(library, language)) for language in LANGUAGES}
        self._known = {language: self._spelling(corpus[language], language) for language in LANGUAGES}
        self.languages = Languages(self.small, {language: corpus[language] | _own_words(books[language]) for language in LANGUAGES})
        self.index = Index(passages(library), frozenset().union(*self.small.values()))
        self.topics: Mapping[str, Mapping[str, Any]] = library.vocabulary["topics"]

    def plain(self, folded: str, language: str) -> str:
        """A folded question without its politeness; the question as it was when nothing else is in it."""
        bare = self._polite[language].sub(" ", folded).strip(" ,.;:!?¡¿-")
        return bare if words(bare) else folded

    def corrected(self, word: str, language: str) -> str:
        """The word, or the known one it was meant to be; numbers and short words are left alone."""
        known = self._known[language]
        if len(word) < 4 or not word.isalpha() or word in known[word[0]] or self.phrases[language].knows(word):
            return word
        most = 1 if len(word) < 8 else 2
        found = process.extractOne(word, known[word[0]], scorer=OSA.distance, score_cutoff=most)
        return str(found[0]) if found else word

    def _phrases(self, books: Mapping[str, Mapping[str, Any]], language: str, library: Library) -> Phrases:
        phrases = Phrases((*books[language]["glue"], *GLUE))
        phrases.add_all({group: books[language][group] for group in GROUPS})
        for other in LANGUAGES:
            phrases.add_all({group: books[other][group] for group in SHARED if other != language})
            for charter in library.charters.values():
                phrases.add(charter.names.get(other, ""), "charter", charter.id)
            for organisation in library.organisations.values():
                phrases.add(organisation.names.get(other, ""), "org", organisation.id)
        self.places.teach(phrases, language)
        return phrases

    def _spelling(self, corpus: frozenset[str], language: str) -> Mapping[str, list[str]]:
        book = self.books[language]
        counted = [*book["months"], *book["ordinals"], *(word for line in book["numbering"].values() for word in line)]
        known = corpus | self.small[language] | self.phrases[language].words | {word for line in counted for word in str(line).split()}
        named = {word for city in self.places.cities.values() for name in city.every for word in name.split()}
        by_letter: dict[str, list[str]] = {chr(c): [] for c in range(ord("a"), ord("z") + 1)}
        for word in sorted(known):
            if len(word) > (5 if word in named and word not in corpus else 3) and word.isalpha():
                by_letter.setdefault(word[0], []).append(word)
        return _Letters(by_letter)


class _Letters(dict[str, list[str]]):
    def __missing__(self, letter: str) -> list[str]:
        return []


def _own_words(book: Mapping[str, Any]) -> frozenset[str]:
    """The words of one language's vocabulary file, without stars."""
    phrases = (phrase for group in GROUPS for value in book[group].values() for phrase in value)
    return frozenset(word for phrase in phrases if "*" not in phrase for word in words(phrase))


def _alternatives(phrases: Sequence[str]) -> re.Pattern[str]:
    ready = sorted((r"\W+".join(map(re.escape, words(phrase))) for phrase in phrases), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(ready) + r")\b")


def _corpus(library: Library, language: str) -> Iterator[str]:
    for text in _texts(library, language):
        yield from words(text)


def _texts(value: object, language: str) -> Iterator[str]:
    """Every text of one language anywhere in the records."""
    if isinstance(value, Mapping):
        if isinstance(value.get("en"), str):
            yield value.get(language) or ""
        else:
            for inner in value.values():
                yield from _texts(inner, language)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _texts(inner, language)
    elif is_dataclass(value):
        for one in fields(value):
            if one.name != "vocabulary":
                yield from _texts(getattr(value, one.name), language)


@lru_cache(maxsize=2)
def lexicon(library: Library) -> Lexicon:
    """The lexicon of a library, made at its first use (about a third of a second)."""
    return Lexicon(library)
