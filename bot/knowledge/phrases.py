"""Finding known phrases in a question: a tree of words, where a star stands for any ending and small words may be skipped."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.knowledge.text import words

SKIPS = 3


@dataclass(frozen=True, slots=True)
class Mention:
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


@dataclass(slots=True)
class _Node:
    exact: dict[str, "_Node"] = field(default_factory=dict)
    prefix: dict[str, "_Node"] = field(default_factory=dict)
    sizes: tuple[int, ...] = ()
    tags: list[tuple[str, str]] = field(default_factory=list)

    def child(self, step: str) -> "_Node":
        if not step.endswith("*"):
            return self.exact.setdefault(step, _Node())
        stem = step[:-1]
        if len(stem) not in self.sizes:
            self.sizes = (*self.sizes, len(stem))
        return self.prefix.setdefault(stem, _Node())

    def follow(self, word: str) -> Iterator["_Node"]:
        if word in self.exact:
            yield self.exact[word]
        for size in self.sizes:
            if len(word) >= size and word[:size] in self.prefix:
                yield self.prefix[word[:size]]


class Phrases:
    """The phrases of one language (or of all) with what they mean."""

    def __init__(self, glue: Iterable[str]) -> None:
        self._glue = frozenset(glue)
        self._root = _Node()
        self.words: set[str] = set()
        self.stems: set[str] = set()

    def add(self, phrase: str, group: str, value: str) -> None:
        """Let `phrase` mean `value` of `group`; small words inside it need not be there."""
        steps = _steps(phrase)
        if not steps:
            return
        node = self._root
        for place, step in enumerate(steps):
            (self.stems if step.endswith("*") else self.words).add(step.removesuffix("*"))
            if place in (0, len(steps) - 1) or step not in self._glue:
                node = node.child(step)
        if (group, value) not in node.tags:
            node.tags.append((group, value))

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
        found = [mention for start in range(len(tokens)) for mention in self._from(tokens, start)]
        return [m for m in found if not any(other.covers(m) for other in found)]

    def _from(self, tokens: Sequence[str], start: int) -> Iterator[Mention]:
        open_nodes = [(start, self._root, 0)]
        while open_nodes:
            place, node, skipped = open_nodes.pop()
            for group, value in node.tags:
                yield Mention(group, value, start, place)
            if place >= len(tokens):
                continue
            open_nodes += [(place + 1, child, 0) for child in node.follow(tokens[place])]
            if node is not self._root and skipped < SKIPS and tokens[place] in self._glue and (node.exact or node.prefix):
                open_nodes.append((place + 1, _without_tags(node), skipped + 1))


def _without_tags(node: _Node) -> _Node:
    return _Node(node.exact, node.prefix, node.sizes) if node.tags else node


def _steps(phrase: str) -> list[str]:
    out: list[str] = []
    for piece in phrase.split():
        star = piece.endswith("*")
        found = words(piece.rstrip("*"))
        out += [*found[:-1], found[-1] + "*"] if star and found else found
    return out
