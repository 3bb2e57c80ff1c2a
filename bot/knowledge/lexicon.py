"""Everything needed to understand a question, derived once from a library: phrases, places, languages, spelling, search."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.knowledge.index import Index, postings, stem
from bot.knowledge.language import Languages
from bot.knowledge.letters import Letters, counts
from bot.knowledge.library import Library
from bot.knowledge.passages import passages
from bot.knowledge.phrases import Phrases
from bot.knowledge.places import GLUE, Places, territories
from bot.knowledge.records.files import Files
from bot.knowledge.records.vocabulary import GROUPS
from bot.knowledge.text import fold, roman, tokens, words
from bot.model.person import LANGUAGES

SMALL_WORDS = 2
SHORT = 5
"""Up to so many letters another letter makes another word (`storm`, `store`); only swapped and doubled ones are a slip."""
ELIDED, VOWELS = "ld", "aeiouyh"
"""French words are often typed without the apostrophe before them (`leau`, `demploi`)."""
LONG_NAME = {"article": 2, "event": 5}
"""From this many telling words on the whole name of a record is understood as such."""
SHARED = ("charter", "org", "series")
"""Groups of names: they are understood whatever the language of the question."""


class Lexicon:
    """What a library's words mean, per language; a language's phrases and spelling are made when it is first spoken."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._books: Mapping[str, Mapping[str, Any]] = {language: library.vocabulary[language] for language in LANGUAGES}
        books, derived = self._books, library.files.derived
        self.places = Places(library, derived("countries", territories))
        self.small = {language: frozenset(str(books[language]["function_words"]).split()) for language in LANGUAGES}
        self.before_places = {language: frozenset(str(books[language]["before_places"]).split()) for language in LANGUAGES}
        self.own = {language: frozenset(str(books[language]["own"]).split()) for language in LANGUAGES}
        self.office = {language: frozenset(str(books[language]["office"]).split()) for language in LANGUAGES}
        self.joints: Mapping[str, Sequence[str]] = {language: books[language]["joints"] for language in LANGUAGES}
        self.months = {language: _counted(books[language]["months"]) for language in LANGUAGES}
        self.ordinals = {language: _counted(books[language]["ordinals"]) for language in LANGUAGES}
        self.cardinals = {language: _counted(books[language]["cardinals"]) for language in LANGUAGES}
        self.numbering = {language: {k: frozenset(v) for k, v in books[language]["numbering"].items()} for language in LANGUAGES}
        self._corpus: Mapping[str, list[str]] = derived("corpus", lambda: {one: sorted(set(_corpus(library, one))) for one in LANGUAGES})
        own = derived("own words", lambda: {one: sorted(_own_words(books[one]).difference(self._corpus[one])) for one in LANGUAGES})
        spoken = {one: (*self._corpus[one], *own[one]) for one in LANGUAGES}
        self.languages = Languages(self.small, spoken, self.spelt)
        self.everyday = frozenset(word for spoken in library.vocabulary["everyday"].values() for word in str(spoken).split())
        every = tuple(passages(library))
        found = derived("postings", lambda: postings(every))
        dull = (word for word in self.everyday if stem(word) not in found)
        self.index = Index(every, found, frozenset(dull).union(*self.small.values()))
        self.topics: Mapping[str, Mapping[str, Any]] = library.vocabulary["topics"]
        self._tongues: dict[str, _Tongue] = {}

    def spelt(self, text: str) -> str:
        """The language that a text is spelt like."""
        return self._letters.of(text)

    @cached_property
    def _letters(self) -> Letters:
        """How each language is spelt, counted at the first text that its words leave open."""
        found = self._library.files.derived("letters", lambda: counts({one: _texts(self._library, one) for one in LANGUAGES}))
        return Letters(LANGUAGES, found)

    def surely(self, text: str, language: str) -> bool:
        """Whether a text is written in this language beyond doubt: two small words of it, and more than of any other."""
        said = [token.text for token in tokens(text)]
        counted = {other: sum(word in small for word in said) for other, small in self.small.items()}
        ours = counted.pop(language, 0)
        return ours >= SMALL_WORDS and ours > max(counted.values())

    def phrases(self, language: str) -> Phrases:
        """The phrases of a language."""
        return self._tongue(language).phrases

    def _tongue(self, language: str) -> "_Tongue":
        if language not in self._tongues:
            kept = self._library.files.derived(f"phrases {language}", lambda: self._phrases(language).kept())
            phrases = Phrases.restored(self._glue(language), kept)
            self.places.teach(phrases, language)  # not kept: an imported list of signatories brings cities that no file has
            self._tongues[language] = _Tongue(
                phrases, self._spelling(language, phrases), *(_alternatives(self._books[language][name]) for name in ("polite", "asking"))
            )
        return self._tongues[language]

    def plain(self, folded: str, language: str) -> str:
        """A folded question without its politeness; the question as it was when nothing else is in it."""
        bare = self._tongue(language).polite.sub(" ", folded).strip(" ,.;:!?¡¿-")
        return bare if words(bare) else folded

    def wanted(self, text: str, language: str) -> tuple[str, str]:
        """What stands before and behind the words that lead up to a question (`we write a book and would like to know ...`)."""
        spots = [n for n, letter in enumerate(text) for _ in fold(letter)]
        found = self._tongue(language).asking.search("".join(map(fold, text)))
        return (text[: spots[found.start()]], text[spots[found.end() - 1] + 1 :]) if found else ("", text)

    def corrected(self, word: str, language: str) -> str:
        """The word, or the known one it was meant to be; numbers (Roman ones too) and short words are left alone."""
        tongue = self._tongue(language)
        known = word in tongue.spelling.words or word in self.everyday or tongue.phrases.knows(word)
        if known or len(word) < 4 or not word.isalpha() or roman(word):
            return word
        if language == "fr" and word[0] in ELIDED and word[1] in VOWELS and word[1:] in tongue.spelling.words:
            return word[1:]
        most = 1 if len(word) < 8 else 2
        found = process.extractOne(word, tongue.spelling.by_letter.get(word[0], ()), scorer=OSA.distance, score_cutoff=most)
        return str(found[0]) if found and (len(word) > SHORT or _slipped(word, str(found[0]))) else word

    def _glue(self, language: str) -> tuple[str, ...]:
        return *self._books[language]["glue"], *GLUE

    def _phrases(self, language: str) -> Phrases:
        books = self._books
        phrases = Phrases(self._glue(language))
        phrases.add_all({group: books[language][group] for group in GROUPS})
        for other in LANGUAGES:
            phrases.add_all({group: books[other][group] for group in SHARED if other != language})
            for charter in self._library.charters.values():
                phrases.add(charter.names.get(other, ""), "charter", charter.id)
            for organisation in self._library.organisations.values():
                phrases.add(organisation.names.get(other, ""), "org", organisation.id)
        for group, value, name in _long_names(self._library, language):
            if phrases.telling(name) >= LONG_NAME[group]:
                phrases.add(name, group, value)
        return phrases

    def _spelling(self, language: str, phrases: Phrases) -> "_Spelling":
        corpus = frozenset(self._corpus[language])
        counted = {*self.months[language], *self.ordinals[language], *self.cardinals[language]}.union(*self.numbering[language].values())
        known = corpus | self.small[language] | phrases.words | counted
        places = {word for city in self.places.cities.values() for name in city.every for word in name.split()} - corpus
        by_letter: dict[str, list[str]] = {}
        for word in sorted(known):
            if len(word) > (5 if word in places else 3) and word.isalpha():
                by_letter.setdefault(word[0], []).append(word)
        return _Spelling(known, by_letter)


@dataclass(frozen=True, slots=True)
class _Spelling:
    """Words that are right as they are, and those that a wrong one may have been meant to be, by first letter."""

    words: frozenset[str]
    by_letter: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Tongue:
    """What is made of one language when it is first spoken."""

    phrases: Phrases
    spelling: _Spelling
    polite: re.Pattern[str]
    asking: re.Pattern[str]


_KEPT: "WeakKeyDictionary[Files, tuple[object, Lexicon]]" = WeakKeyDictionary()


def _long_names(library: Library, language: str) -> Iterator[tuple[str, str, str]]:
    """Titles of articles and names of events, with their ids."""
    for charter in library.charters.values():
        for article in charter.articles:
            yield "article", article.id, article.title.get(language, "")
    for event in library.events.values():
        yield "event", event.id, event.names.get(language, "")


def _slipped(one: str, other: str) -> bool:
    """Whether two words are the same but for letters that changed places, or one that is doubled."""
    return sorted(one) == sorted(other) or re.sub(r"(.)\1", r"\1", one) == re.sub(r"(.)\1", r"\1", other)


def _counted(lines: Sequence[str]) -> Mapping[str, int]:
    """Words by the number of the line that they stand on, from 1."""
    return {word: number for number, line in enumerate(lines, 1) for word in str(line).split()}


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
            if one.name not in ("vocabulary", "files"):
                yield from _texts(getattr(value, one.name), language)


def lexicon(library: Library) -> Lexicon:
    """The lexicon of a library, made at its first use; libraries that differ only in dates or rules share it."""
    kept = _KEPT.get(library.files)
    if kept is None or kept[0] is not library.signatures:
        kept = _KEPT[library.files] = (library.signatures, Lexicon(library))
    return kept[1]
