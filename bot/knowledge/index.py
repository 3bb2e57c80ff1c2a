"""Search in memory over every record, in all languages at once: rare words weigh more, names and titles most."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import neg
from typing import NamedTuple

from bot.knowledge.text import words
from bot.model.knowledge import Words

STEM = 6
STRENGTHS = (1.0, 1.6)
"""What it counts to say a word, and to be called by it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What can be found: a record's citation id and kind, the words it is called by and the words it says."""

    id: str
    kind: str
    names: tuple[Words, ...]
    says: tuple[Words, ...]
    extra: tuple[str, ...] = ()


class Hit(NamedTuple):
    """A passage that answers to a question: `score` is the share (0..1) of the question's weight that `words` words of it cover."""

    passage: Passage
    score: float
    words: int


def stem(word: str) -> str:
    """A word cut so that its forms, and its cousins in the other languages, meet."""
    return word.rstrip("sx")[:STEM] if len(word) > 3 else word


Postings = Mapping[str, Sequence[Sequence[int]]]
"""Per stem the numbers of the passages that say it, and of those that are called by it."""


def postings(passages: Iterable[Passage]) -> dict[str, list[list[int]]]:
    """The inverted index, as plain values that can be kept."""
    found: defaultdict[str, list[list[int]]] = defaultdict(lambda: [[], []])
    for number, passage in enumerate(passages):
        called = {stem(w) for text in passage.names for one in text.values() for w in words(one)}
        called |= {stem(w) for one in passage.extra for w in words(one)}
        said = {stem(w) for text in passage.says for one in text.values() for w in words(one)} - called
        for root in said:
            found[root][0].append(number)
        for root in called:
            found[root][1].append(number)
    return dict(found)


Shelf = Mapping[str, Sequence[tuple[float, Sequence[int]]]]
"""Per stem what it counts for some passages, and the numbers of those."""


class Index:
    """The passages with their inverted index; `noise` are words that find nothing."""

    def __init__(self, passages: Iterable[Passage], found: Postings, noise: Iterable[str] = ()) -> None:
        self.passages = tuple(passages)
        self._noise = frozenset(noise)
        self._postings = found
        self._most = math.log(1 + len(self.passages))
        self._weights = {root: math.log((1 + len(self.passages)) / (1 + len(said) + len(called))) for root, (said, called) in found.items()}
        self._shelves: dict[tuple[str, ...], Shelf] = {}

    def weight(self, word: str) -> float:
        """How telling a word is: nothing when it stands everywhere, most when nowhere (then nobody answers to it)."""
        return self._weights.get(stem(word), self._most)

    def knows(self, word: str) -> bool:
        """Whether any passage has the word."""
        return stem(word) in self._weights

    def search(self, query: Iterable[str], kinds: tuple[str, ...] = (), limit: int = 8) -> list[Hit]:
        """The best passages for folded words, best first; only of `kinds` when there are any."""
        weights, most = self._weights, self._most
        wanted = {root: weights.get(root, most) for word in query if word not in self._noise for root in (stem(word),)}
        total = sum(wanted.values())
        if not total:
            return []
        shelf = self._shelf(kinds)
        scores: dict[int, float] = {}
        matched: dict[int, int] = {}
        for root in wanted:
            for gain, numbers in shelf.get(root, ()):
                for number in numbers:
                    if number in scores:
                        scores[number] += gain
                        matched[number] += 1
                    else:
                        scores[number], matched[number] = gain, 1
        best = sorted(zip(scores.values(), map(neg, scores), strict=True), reverse=True)[:limit]
        return [Hit(self.passages[-number], min(1.0, score / total), matched[-number]) for score, number in best]

    def _shelf(self, kinds: tuple[str, ...]) -> Shelf:
        """The passages of these kinds by stem, put together once: the same few kinds are asked for in every question."""
        if kinds not in self._shelves:
            fits = [not kinds or passage.kind in kinds for passage in self.passages]
            self._shelves[kinds] = {root: shelved for root in self._postings if (shelved := tuple(self._shelved(root, fits)))}
        return self._shelves[kinds]

    def _shelved(self, root: str, fits: Sequence[bool]) -> Iterator[tuple[float, Sequence[int]]]:
        for strength, numbers in zip(STRENGTHS, self._postings[root], strict=True):
            if fitting := tuple(number for number in numbers if fits[number]):
                yield self._weights[root] * strength, fitting
