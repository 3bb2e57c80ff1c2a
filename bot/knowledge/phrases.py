"""Finding known phrases in a question: a tree of words, where a star stands for any ending and small words may be skipped."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from sys import intern
from typing import Any, NamedTuple, cast

from bot.knowledge.text import words

SKIPS = 3
BEGINNINGS = 5_000
"""Words of questions of which is remembered what phrases they begin: most of those people use, and not all that anybody may type."""


class Mention(NamedTuple):
    """A phrase found in a question: what it means (`group`, `value`) and the tokens it covers, `end` excluded."""

    group: str
    value: str
    start: int
    end: int

    def covers(self, other: "Mention") -> bool:
        """Whether this one spans the other and more, and so is what was meant; a title leaves its words their own meaning."""
        return (
            self.group != "article"
            and self.start <= other.start
            and other.end <= self.end
            and self.end - self.start > other.end - other.start
        )


Node = dict[str, Any]
"""The next words to their nodes (a stem with its star), and under these two keys what ends here and how long the stems are."""
TAGS, SIZES = "", "*"


def _child(node: Node, step: str) -> Node:
    if step.endswith("*"):
        sizes = node.setdefault(SIZES, [])
        if len(step) - 1 not in sizes:
            sizes.append(len(step) - 1)
    return cast("Node", node.setdefault(step, {}))


def _follow(node: Node, word: str) -> list[Node]:
    found = [node[word]] if word in node else []
    if SIZES in node:
        found += [node[stem] for size in node[SIZES] if len(word) >= size and (stem := word[:size] + "*") in node]
    return found


class Phrases:
    """The phrases of one language (or of all) with what they mean."""

    def __init__(self, glue: Iterable[str]) -> None:
        self._glue = frozenset(glue)
        self._root: Node = {}
        self._begun = lru_cache(maxsize=BEGINNINGS)(lambda word: _follow(self._root, word))
        self.words: set[str] = set()
        self.stems: set[str] = set()

    def add(self, phrase: str, group: str, value: str) -> None:
        """Let `phrase` mean `value` of `group`; small words inside it need not be there."""
        steps = _steps(phrase)
        if not steps:
            return
        self._begun.cache_clear()
        node = self._root
        for place, step in enumerate(steps):
            (self.stems if step.endswith("*") else self.words).add(step.removesuffix("*"))
            if place in (0, len(steps) - 1) or step not in self._glue:
                node = _child(node, step)
        tags = node.setdefault(TAGS, [])
        if (group, value) not in tags:
            tags.append((group, value))

    @classmethod
    def restored(cls, glue: Iterable[str], kept: str) -> "Phrases":
        """The phrases out of what `kept` made of them."""
        phrases = cls(glue)
        phrases._root, words_known, stems = json.loads(kept, object_hook=_slim)
        phrases.words, phrases.stems = set(words_known), set(stems)
        return phrases

    def kept(self) -> str:
        """All phrases as JSON, much quicker read than put together again."""
        return json.dumps([self._root, sorted(self.words), sorted(self.stems)], ensure_ascii=False, separators=(",", ":"))

    def add_all(self, groups: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        """Every phrase of a vocabulary file's groups."""
        for group, values in groups.items():
            for value, phrases in values.items():
                for phrase in phrases:
                    self.add(phrase, group, str(value))

    def telling(self, phrase: str) -> int:
        """How many words of a phrase must be there."""
        return sum(step not in self._glue for step in _steps(phrase))

    def knows(self, word: str) -> bool:
        """Whether the word occurs in any phrase."""
        return word in self.words or any(word[:size] in self.stems for size in range(3, len(word) + 1))

    def find(self, tokens: Sequence[str]) -> list[Mention]:
        """Every phrase in the tokens but those inside a longer one."""
        found: list[Mention] = []
        for start, word in enumerate(tokens):
            if nodes := self._begun(word):
                found += self._from(tokens, start, nodes)
        long = [m for m in found if m.end - m.start > 1]  # one word covers nothing but itself
        return [m for m in found if not any(other.covers(m) for other in long)] if long else found

    def _from(self, tokens: Sequence[str], start: int, nodes: list[Node]) -> Iterator[Mention]:
        open_nodes = [(start + 1, node, 0) for node in nodes]
        while open_nodes:
            place, node, skipped = open_nodes.pop()
            if not skipped and TAGS in node:  # a phrase ends with a word of its own, not with one that was skipped
                yield from (Mention(group, value, start, place) for group, value in node[TAGS])
            if place >= len(tokens):
                continue
            open_nodes += [(place + 1, child, 0) for child in _follow(node, tokens[place])]
            if skipped < SKIPS and tokens[place] in self._glue and len(node) > (TAGS in node):
                open_nodes.append((place + 1, node, skipped + 1))


def _slim(node: Node) -> Node:
    """A restored node whose tags share their words with all others: they are most of what a language's phrases take up."""
    if TAGS in node:
        node[TAGS] = [(intern(group), intern(value)) for group, value in node[TAGS]]
    return node


def _steps(phrase: str) -> list[str]:
    out: list[str] = []
    for piece in phrase.split():
        star = piece.endswith("*")
        found = words(piece.rstrip("*"))
        out += [*found[:-1], found[-1] + "*"] if star and found else found
    return out
