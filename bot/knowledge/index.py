"""Search in memory over every record, in all languages at once: rare words weigh more, names and titles most."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.knowledge.text import words
from bot.model.knowledge import Words

STEM = 6


@dataclass(frozen=True, slots=True)
class Passage:
    """What can be found: a record's citation id and kind, the words it is called by and the words it says."""

    id: str
    kind: str
    names: tuple[Words, ...]
    says: tuple[Words, ...]
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers to a question: `score` is the share (0..1) of the question's weight that it covers."""

    passage: Passage
    score: float


def stem(word: str) -> str:
    """A word cut so that its forms, and its cousins in the other languages, meet."""
    return word.rstrip("sx")[:STEM] if len(word) > 3 else word


class Index:
    """The passages with an inverted index from stems to (passage, weight)."""

    def __init__(self, passages: Iterable[Passage], noise: Iterable[str] = ()) -> None:
        self.passages = tuple(passages)
        self._noise = frozenset(noise)
        postings: defaultdict[str, dict[int, float]] = defaultdict(dict)
        for number, passage in enumerate(self.passages):
            for weight, texts in ((1.0, passage.says), (1.6, passage.names)):
                for text in texts:
                    for one in text.values():
                        for word in set(words(one)) - self._noise:
                            postings[stem(word)][number] = weight
            for one in passage.extra:
                for word in words(one):
                    postings[stem(word)][number] = 1.6
        self._postings: Mapping[str, Mapping[int, float]] = postings
        self._most = math.log(1 + len(self.passages))

    def weight(self, word: str) -> float:
        """How telling a word is: nothing when it stands everywhere, most when nowhere (then nobody answers to it)."""
        found = self._postings.get(stem(word))
        return math.log((1 + len(self.passages)) / (1 + len(found))) if found else self._most

    def knows(self, word: str) -> bool:
        """Whether any passage has the word."""
        return stem(word) in self._postings

    def search(self, query: Iterable[str], kinds: Iterable[str] = (), limit: int = 8) -> list[Hit]:
        """The best passages for folded words, best first; only of `kinds` when there are any."""
        wanted = {stem(word): self.weight(word) for word in query if word not in self._noise}
        total = sum(wanted.values())
        if not total:
            return []
        scores: defaultdict[int, float] = defaultdict(float)
        for root, weight in wanted.items():
            for number, strength in self._postings.get(root, {}).items():
                scores[number] += weight * strength
        only = frozenset(kinds)
        hits = [Hit(self.passages[n], min(1.0, s / total)) for n, s in scores.items() if not only or self.passages[n].kind in only]
        return sorted(hits, key=lambda hit: -hit.score)[:limit]
