"""Needs about articles: one that is named by its number, or the ones that treat what the question speaks of."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from bot.knowledge.heard import Heard
from bot.knowledge.library import Library
from bot.knowledge.reading import Need, need
from bot.knowledge.text import roman, to_roman
from bot.model.charters import EUROPEAN, GLOBAL, THEMED

WITH_ARTICLES = (EUROPEAN, GLOBAL, THEMED)
RANKS = (1.0, 0.62, 0.45, 0.35)
TOGETHER: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    EUROPEAN: {"additional": ("Additional",)},
    GLOBAL: {"final": ("Final",), "general": ("A", "B", "C")},
}
"""The provisions of a charter that are asked for together, by the word for them."""
FORMAL_TOPICS = ("council-approval", "reservations")
PARTICULARS = ("how-many", "who", "where", "pay", "phone", "email", "address", "contact", "cost")
"""What is asked of a place or a person rather than of a charter."""


def needs(heard: Heard, library: Library) -> Iterator[Need]:
    """The articles that the question may be about."""
    asked = tuple(c for c in heard.charters if c in WITH_ARTICLES) or (
        (EUROPEAN,) if heard.has("charter", "any") and not heard.charters else ()
    )
    if heard.charters and not asked:
        return
    charter = asked[0] if asked else EUROPEAN
    if not asked and _of_another_text(heard):
        yield need("refuse", 0.85, reason="elsewhere")
        return
    if numbers := _numbers(heard, charter):
        known = tuple(f"{charter}#{n}" for n in numbers if library.article(f"{charter}#{n}"))
        score = 0.95 if asked else 0.96 if numbers[0].startswith("Additional") else 0.72
        told = need("article", score, article=known, asks=heard.all("ask"))
        yield told if known else need("no-article", score, charter=charter, number=numbers)
    elif asked and (added := _together(heard, library, asked[0])):
        yield need("article", 0.95, article=added, asks=heard.all("ask"))
    elif ranked := _of_kind(heard, rank(heard, library, asked or (EUROPEAN, GLOBAL))):
        score = _score(heard, asked, ranked[0][1])
        yield need("article", score, article=_best(ranked, asked), asks=heard.all("ask"))


def _adds(heard: Heard) -> bool:
    """Whether additional provisions are spoken of."""
    return not heard.lexicon.numbering[heard.language]["additional"].isdisjoint(heard.words)


def _of_kind(heard: Heard, ranked: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """Only additional provisions where it is asked for one, if one of them fits."""
    if not _adds(heard):
        return ranked
    return [pair for pair in ranked if "#Additional" in pair[0]] or ranked


def _of_another_text(heard: Heard) -> bool:
    """Whether an article of a text is asked for that Plaza does not have (`article 3 of the European Convention`)."""
    additional = heard.lexicon.numbering[heard.language]["additional"]
    another = heard.has("generic", "another-text") and heard.has("generic", "which-article")
    return another and not heard.has("generic", "our-texts") and additional.isdisjoint(heard.words)


def _best(ranked: list[tuple[str, float]], asked: tuple[str, ...]) -> tuple[str, ...]:
    """The one or two articles to tell: the best of each charter that was named, else the best and what comes close."""
    strength = ranked[0][1]
    several = {identifier.partition("#")[0]: identifier for identifier, _ in reversed(ranked)} if len(asked) > 1 else {}
    fair = ranked[: 1 if asked else 2]
    best = tuple(several.values())[::-1] or tuple(identifier for identifier, weight in fair if weight >= 0.5 * strength)
    close = tuple(identifier for identifier, weight in ranked[1:3] if weight >= 0.8 * strength and identifier not in best)
    return (*best, *close)[:2]


def _score(heard: Heard, asked: tuple[str, ...], strength: float) -> float:
    """How sure it is that an article is asked for, whose best match is this strong."""
    named = bool(asked) or heard.has("generic", "our-texts")
    worded = heard.has("generic", "article-word") or heard.asks("measures") or says_where(heard)
    score = 0.3 + 0.3 * named + 0.2 * worded + 0.2 * min(strength, 1.0)
    if not heard.has("topic") and not heard.has("article"):
        score = min(score, 0.6 if named else 0.45) if not (named and worded) else score
    if not named:
        score -= 0.12 * len(heard.unheard_of)
    if not named and not worded:
        score -= 0.12 * (heard.has("city") or heard.has("country")) + 0.1 * heard.asks(*PARTICULARS) + 0.1 * own_case(heard)
    if heard.has("act", "sign") and set(heard.all("topic")) <= {*FORMAL_TOPICS, "voting"}:
        score -= 0.25
    score += 0.15 * (named and heard.has("topic") and (len(asked) > 1 or heard.asks("ask-for")))
    return score if strength >= 0.5 else score - 0.3


def says_where(heard: Heard) -> bool:
    """Whether it is asked where a text says something (`where does the charter forbid ...`), which is no place on a map."""
    said = heard.has("generic", "says-word") or (bool(heard.charters) and bool(set(heard.all("topic")) - set(FORMAL_TOPICS)))
    return heard.asks("where") and said and not heard.asks("adoption", "when") and not heard.has("act", "sign")


def asks_which(heard: Heard) -> bool:
    """Whether the charters (one that is named, or all of Plaza's) are asked which article says something, and not for a fact."""
    return (bool(heard.charters) and heard.has("generic", "which-article")) or heard.has("generic", "our-texts")


def _together(heard: Heard, library: Library, charter: str) -> tuple[str, ...]:
    """All additional provisions of one charter, or all final or general ones of the other, when they are asked for together."""
    together = heard.asks("count-articles", "how-many", "list", "ask-for", "what-is")
    if heard.has("topic") or not together or heard.years:
        return ()
    numbering, words = heard.lexicon.numbering[heard.language], set(heard.words)
    for name, begins in TOGETHER.get(charter, {}).items():
        if numbering[name] & words:
            return tuple(one.id for one in library.charters[charter].articles if one.number.startswith(begins))
    return ()


def own_case(heard: Heard) -> bool:
    """Whether somebody speaks of what is theirs (`my son`, `mi calle`, `mon dossier`) and not of their city, office or work."""
    ours = {n for m in heard.mentions if m.group in ("generic", "act") for n in range(m.start, m.end)}
    own, office = heard.lexicon.own[heard.language], heard.lexicon.office[heard.language]
    pairs = enumerate(pairwise(heard.words), 1)
    return any(word in own and after not in office and place not in ours for place, (word, after) in pairs)


def rank(heard: Heard, library: Library, charters: tuple[str, ...]) -> list[tuple[str, float]]:
    """Articles of these charters by how well they answer: the topics named, then the words of the texts."""
    scores: defaultdict[str, float] = defaultdict(float)
    topics = heard.lexicon.topics
    for topic in heard.all("topic"):
        weight = 0.75 + 0.25 * heard.length("topic", topic)
        for mine in _shelves(topics[topic]["articles"], charters, apart=len(heard.charters) > 1):
            for place, identifier in enumerate(mine):
                scores[identifier] += weight * RANKS[min(place, len(RANKS) - 1)]
    for identifier in heard.all("article"):
        if identifier.partition("#")[0] in charters:
            scores[identifier] += 2.0
    by_words = 0.85 if heard.has("topic") else 1.1
    for hit in heard.lexicon.index.search(_words(heard), ("article",), limit=12):
        if hit.passage.id.partition("#")[0] in charters:
            scores[hit.passage.id] += by_words * hit.score
    known = [(identifier, score) for identifier, score in scores.items() if library.article(identifier)]
    return sorted(known, key=lambda pair: -pair[1])


def _shelves(articles: Sequence[str], charters: tuple[str, ...], *, apart: bool) -> Iterator[list[str]]:
    """The articles of these charters in one row, or in a row for each charter where several were named: each has its own best one."""
    for group in [(one,) for one in charters] if apart else [charters]:
        yield [identifier for identifier in articles if identifier.partition("#")[0] in group]


def _words(heard: Heard) -> list[str]:
    """The words of a question that say what an article should be about."""
    named = {n for m in heard.mentions if m.group in ("charter", "generic", "ask") for n in range(m.start, m.end)}
    small = heard.lexicon.small[heard.language]
    return [word for n, word in enumerate(heard.words) if n not in named and word not in small and len(word) > 2]


def _numbers(heard: Heard, charter: str) -> tuple[str, ...]:
    extra = heard.numbers("additional", 2, most=9)
    if extra:
        return tuple(f"Additional provision {n}" for n in extra)
    provision = heard.has("charter") or heard.has("generic", "article-word")
    if provision and set(heard.words) & heard.lexicon.numbering[heard.language]["final"] and not (heard.years or _adds(heard)):
        small = heard.lexicon.small[heard.language]
        letters = heard.letters or [w for w in heard.words if w in ("a", "b", "c") and w not in small]
        final = tuple(f"Final {letter.upper()}" for letter in letters) if charter == GLOBAL else ("Final provision",)
        return final if not heard.has("topic") else ()
    if charter == GLOBAL and heard.letters:
        return tuple(map(str.upper, heard.letters))
    found = heard.numbers("article", most=99) or (_capitals(heard) if heard.has("charter") else ())
    if charter == THEMED:
        return tuple(str(n) for n in heard.numbers("theme", most=20) or found)
    return tuple(to_roman(n) for n in found)


def _capitals(heard: Heard) -> tuple[int, ...]:
    """Roman numerals of two letters and more, typed in capitals, that belong to nothing else."""
    values = [roman(word) for word in heard.uncovered if word in heard.romans and len(word) > 1]
    return tuple(value for value in values if value)
