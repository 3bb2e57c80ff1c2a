"""Which approved answer a question asks for: the same question, said again or in another language. Rather none than a neighbour's."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.knowledge.heard import Heard, hear
from bot.knowledge.index import stem
from bot.knowledge.lexicon import lexicon
from bot.knowledge.library import Library
from bot.model.curated import Curated

ALIKE = 0.85
"""The least share of telling words that two questions in one language have in common: one may differ in seven, not one in four."""

NAMES = ("city", "country", "charter", "series", "org", "meeting", "deadline", "article", "event", "monitoring", "stage")
"""Groups of which two questions must name exactly the same things."""

LOOSE = ("any", "both")
"""Values that name no charter by themselves."""
MEANING = ("ask", "act", "topic", "body", "beyond")
"""Groups that say, beside the names, what is asked: two questions in two languages must agree in all of it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a question is compared."""

    language: str
    words: tuple[str, ...]
    names: frozenset[tuple[str, str]]
    asks: frozenset[str]
    meaning: frozenset[tuple[str, str]]
    whole: bool

    @classmethod
    def of(cls, heard: Heard) -> "Asked":
        """Out of a question taken apart; `whole` when every telling word of it has a meaning."""
        # Words such as "the charter" or "the city" may or may not be there in another language; they change no meaning.
        numbers = {("number", str(token.number)) for token in heard.tokens if token.number is not None}
        named = {(group, value) for group in NAMES for value in heard.all(group) if value not in LOOSE}
        meant = {(group, value) for group in (*NAMES, *MEANING) for value in heard.all(group) if value not in LOOSE}
        return cls(
            heard.language,
            heard.telling,
            frozenset(named | numbers | {("symbol", one) for one in heard.symbols}),
            frozenset(heard.all("ask")),
            frozenset(meant | numbers),
            not heard.uncovered,
        )


def curated(heard: Heard, library: Library) -> tuple[int, float] | None:
    """The entry that answers this question and how alike the questions are (0..1); None when no question is the same."""
    if not library.curated:
        return None
    asked = Asked.of(heard)
    likeness = [(alike(asked, other), one.entry) for one, other in shelf(library)]
    best, entry = max(likeness, key=lambda found: (found[0], -found[1]))
    return (entry, best) if best >= ALIKE else None


@lru_cache(maxsize=4)
def shelf(library: Library) -> Sequence[tuple[Curated, Asked]]:
    """Every approved question, taken apart once."""
    return tuple(_shelf(library))


def _shelf(library: Library) -> Iterator[tuple[Curated, Asked]]:
    words = lexicon(library)
    for one in library.curated:
        yield one, Asked.of(hear(one.question, words, language=one.language))


def alike(one: Asked, other: Asked) -> float:
    """How much two questions are the same, 0 when they name different things or ask for different ones."""
    if one.names != other.names or (one.asks and other.asks and not one.asks & other.asks):
        return 0.0
    if one.language == other.language:
        return _shared(one.words, other.words)
    return float(one.whole and other.whole and len(one.meaning) > 1 and one.meaning == other.meaning)


def _shared(one: Sequence[str], other: Sequence[str]) -> float:
    """The share of words that have a partner on the other side, in whatever form (`interpreter`, `interpretation`)."""
    left, right = Counter(map(stem, one)), Counter(map(stem, other))
    return 2 * (left & right).total() / (left + right).total() if one and other else 0.0
