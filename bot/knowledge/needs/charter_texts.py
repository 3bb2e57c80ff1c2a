"""What the further texts of a charter say of a question: its history, how to join, how it is used and followed up."""

import re
from functools import lru_cache

from bot.knowledge.heard import Heard
from bot.knowledge.index import stem
from bot.knowledge.text import words
from bot.model.charters import EUROPEAN, GLOBAL, Charter

TEXTS = ("summary", "history", "how_to_join", "implementation", "monitoring")
SAID, LEAST_SAID, MOST_SAID = 0.3, 2, 0.7
"""The least share of a question's words (by weight) that a text must hold, and how many words that takes."""
_SENTENCE = re.compile(r"(?<=[.;:])\s+")


def told_of(heard: Heard, charter: Charter) -> tuple[str, ...]:
    """The text of a charter that tells of the city that is named, where nobody asks whether it signed."""
    if heard.has("act", "sign") or heard.has("generic", "which-article") or charter.id not in (EUROPEAN, GLOBAL):
        return ()
    cities = [heard.lexicon.places.cities[city] for city in heard.all("city")]
    names = {stem(word) for city in cities for word in words(city.names.get(heard.language) or city.names["en"])}
    content = sections(heard, charter)
    return tuple(
        name for name in TEXTS[2:] if names and names <= _roots(getattr(charter, name).get(heard.language, "")) and name in content
    )


def sentence(heard: Heard, charter: Charter) -> tuple[float, str]:
    """How much of the question (by weight) stands in one sentence of a charter's further texts, at the most, and in which text."""
    spoken = spoken_of(heard)
    total, best = sum(spoken.values()), (0.0, "")
    for name in TEXTS[1:] if len(spoken) >= LEAST_SAID else ():
        for roots in _sentences(getattr(charter, name).get(heard.language, "")):
            said = [weight for root, weight in spoken.items() if root in roots]
            best = max(best, (sum(said) / total if len(said) >= LEAST_SAID else 0.0, name))
    return best


@lru_cache(maxsize=400)
def _sentences(text: str) -> tuple[frozenset[str], ...]:
    """The stems in each sentence of a text."""
    return tuple(_roots(sentence) for sentence in _SENTENCE.split(text))


def sections(heard: Heard, charter: Charter) -> tuple[str, ...]:
    """The further texts of a charter that say what the question speaks of, and its summary does not."""
    said = shares(heard, charter)
    most = max(said.values())
    if most < SAID or most <= said["summary"]:
        return ()
    return tuple(name for name in TEXTS[1:] if said[name] >= 0.8 * most)[:2]


def shares(heard: Heard, charter: Charter) -> dict[str, float]:
    """How much of the question (by weight, from 0 to 1) each text of a charter holds; nothing where it says too little."""
    spoken = spoken_of(heard)
    if len(spoken) < LEAST_SAID:
        return dict.fromkeys(TEXTS, 0.0)
    roots = {name: _roots(getattr(charter, name).get(heard.language, "")) for name in TEXTS}
    total = sum(spoken.values())
    return {name: sum(weight for root, weight in spoken.items() if root in held) / total for name, held in roots.items()}


def spoken_of(heard: Heard) -> dict[str, float]:
    """The stems of a question's telling words, but for the charter's name, with their weights."""
    index = heard.lexicon.index
    named = {n for m in heard.mentions if m.group == "charter" for n in range(m.start, m.end)}
    small, everyday = heard.lexicon.small[heard.language], heard.lexicon.everyday
    telling = (word for n, word in enumerate(heard.words) if n not in named and word not in small and word not in everyday)
    return {stem(word): index.weight(word) for word in telling} | {str(year): index.weight(str(year)) for year in heard.years}


@lru_cache(maxsize=400)
def _roots(text: str) -> frozenset[str]:
    """The stems in a text."""
    return frozenset(stem(word) for word in words(text))
