"""Which language a text is spelt like: short sequences of letters, counted in Plaza's own texts. Exact enough, and needs no model."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

LONGEST = 4
"""Letters in a sequence at most; the blanks around a word count, for how it begins and ends."""

LEAST = 2
"""Times that a sequence must occur to be kept."""

UNSEEN = 0.5
"""What a sequence counts in a language that does not have it."""

_WORD = re.compile(r"[^\W\d_]+")

Counts = Mapping[str, Iterable[int]]
"""Per sequence how often each language has it, and under "" how many sequences each has; plain values that can be kept."""


def counts(texts: Mapping[str, Iterable[str]]) -> dict[str, list[int]]:
    """The sequences of every language's texts; the languages keep their order."""
    found = [_counted(every) for every in texts.values()]
    kept = {one: [own[one] for own in found] for one in sorted(set().union(*found))}
    return {"": [own.total() for own in found]} | {one: many for one, many in kept.items() if sum(many) >= LEAST}


class Letters:
    """Tells the languages of `counts` apart: naive Bayes over sequences of letters."""

    def __init__(self, languages: Iterable[str], found: Counts) -> None:
        self._languages = tuple(languages)
        sizes = [total + UNSEEN * (len(found) - 1) for total in found[""]]
        self._weights = {
            one: tuple(math.log((n + UNSEEN) / size) for n, size in zip(many, sizes, strict=True)) for one, many in found.items() if one
        }

    def of(self, text: str) -> str:
        """The likeliest language; the first one for a text without any known sequence."""
        known = [self._weights[one] for word in _words(text) for one in _sequences(word) if one in self._weights]
        scores = [sum(weights) for weights in zip(*known, strict=True)] or [0.0]
        return self._languages[scores.index(max(scores))]


def _counted(texts: Iterable[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for word, times in Counter(word for text in texts for word in _words(text)).items():
        for one in _sequences(word):
            found[one] += times
    return found


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _sequences(word: str) -> Iterator[str]:
    """Every sequence of up to LONGEST letters, a repeated one as often as it stands there."""
    padded = f" {word} "
    for length in range(1, LONGEST + 1):
        for start in range(len(padded) - length + 1):
            yield padded[start : start + length]
