"""Which of a few titled things somebody means, from a few words: any language, any order, typing mistakes."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from rapidfuzz import fuzz

from bot.knowledge.library import Library
from bot.knowledge.text import fold, words

K = TypeVar("K")
GLUE = frozenset(
    words(
        "a an and at for in me my of on the this to up with please event events "
        "al con de del e el en la las lo los mi para por un una y evento eventos "
        "au aux avec d de des du et l la le les m ma mon pour s sur un une evenement evenements"
    )
)
ENOUGH = 60.0
"""Share of the telling letters that must be found in a thing's names, in percent."""
CLEAR = 15.0
"""Percent by which the best must lead to be the only one."""
ALIKE = 78.0
"""Two words this similar are one word and its typing mistake."""


def telling(text: str) -> list[str]:
    """The words that say something, folded."""
    return [word for word in words(text) if word not in GLUE]


def closest(text: str, names: Mapping[K, Iterable[str]]) -> list[K]:
    """The things meant, best first: one when it is clear, several when it is not, none when nothing fits."""
    exact = [key for key, every in names.items() if fold(text).strip() in {fold(name) for name in every}]
    if len(exact) == 1:
        return exact
    asked = telling(text)
    scores = {key: _score(asked, {word for name in every for word in words(name)}) for key, every in names.items()}
    best = max(scores.values(), default=0.0)
    near = [key for key, score in scores.items() if score >= ENOUGH and score > best - CLEAR]
    return sorted(near, key=lambda key: -scores[key])


def _score(asked: list[str], known: set[str]) -> float:
    weight = sum(map(len, asked))
    return sum(len(word) * _found(word, known) for word in asked) / weight if weight else 0.0


def _found(word: str, known: set[str]) -> float:
    """How surely a word is among the known ones, 0..100; numbers and short words must be the same."""
    if word in known:
        return 100.0
    if len(word) < 4 or word.isdigit():
        return 0.0
    if any(one.startswith(word) for one in known):
        return 95.0
    likeness = max((fuzz.ratio(word, one) for one in known if len(one) > 3), default=0.0)
    return likeness if likeness >= ALIKE else 0.0


def city_names(library: Library, city: str) -> list[str]:
    """A city under every name the vocabulary has for it, its own first."""
    wanted = fold(city)
    for entry in library.vocabulary["places"].get("cities", []):
        every = [str(entry[key]) for key in ("en", "es", "fr") if key in entry] + [str(name) for name in entry.get("also", [])]
        if wanted in map(fold, every):
            return [city, *every]
    return [city]
