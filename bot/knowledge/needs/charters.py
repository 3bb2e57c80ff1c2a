"""Needs about charters: an article, a fact of a charter, how two differ, how to join."""

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from bot.knowledge.heard import Heard
from bot.knowledge.index import stem
from bot.knowledge.library import Library
from bot.knowledge.reading import Need, need
from bot.knowledge.text import roman, to_roman, words
from bot.model.charters import Charter

CAMPAIGN = "campaign-10-100-1000"
EUROPEAN, GLOBAL = "european-charter-2000", "global-charter-agenda-2011"
WITH_ARTICLES = (EUROPEAN, GLOBAL, "montreal-charter-2006")
RANKS = (1.0, 0.62, 0.45, 0.35)
LIGHT_FACTS = ("who", "where", "when", "how-many", "list", "website")
TOLD_APART = ("follow-up", "implement", "origin", "adoption", "binding", "who-can-sign")
"""What two charters are compared in by their own texts rather than as a whole."""
PARTICULARS = ("how-many", "who", "phone", "email", "address", "contact", "cost")
"""What is asked of a place or a person rather than of a charter."""
LEGAL_FACTS = ("adoption", "binding", "revision", "who-can-sign", "parts", "rights-list", "count-articles")
STRONG_FACTS = (*LEGAL_FACTS, "origin", "conferences", "promoter", "follow-up", "implement", "what-is", "difference")
WEAK_FACTS = ("what-is", "parts", "rights-list", "who-can-sign", "implement")
"""Words that ask for a charter as a whole, but in a question about a subject rather for its article."""

TEXTS = ("summary", "history", "how_to_join", "implementation", "monitoring")
SAID, LEAST_SAID = 0.4, 2
"""The least share of a question's words (by weight) that a text must hold, and how many words that takes."""

CAMPAIGNING = (("generic", "city-word"), ("topic", "participation"), ("act", "sign"))
FORMAL_TOPICS = ("council-approval", "reservations")
APPLYING = ("how", "contact", "need", "cost", "wish")
JOINING = ("how", "contact", "reserve", "need", "deadline", "cost", "may", "wish")


def needs(heard: Heard, library: Library) -> Iterator[Need]:
    """Everything about charters that the question may want."""
    yield from _articles(heard, library)
    yield from _facts(heard, library)
    yield from _joining(heard)


def charter_asked(heard: Heard) -> str:
    """The charter the question is about, the European one when it says no more than `the charter`."""
    if heard.charters:
        return heard.charters[0]
    return EUROPEAN if heard.has("charter", "any") else ""


def _articles(heard: Heard, library: Library) -> Iterator[Need]:
    asked = tuple(c for c in heard.charters if c in WITH_ARTICLES) or ((EUROPEAN,) if heard.has("charter", "any") else ())
    other = bool(heard.charters) and not asked
    numbers = _numbers(heard, asked[0] if asked else EUROPEAN)
    if numbers and not other:
        charter = asked[0] if asked else EUROPEAN
        known = tuple(f"{charter}#{n}" for n in numbers if library.article(f"{charter}#{n}"))
        score = 0.95 if asked else 0.72
        yield (
            need("article", score, article=known, asks=heard.all("ask"))
            if known
            else need("no-article", score, charter=charter, number=numbers)
        )
        return
    added = _additional(heard, library) if asked and asked[0] == EUROPEAN else ()
    if added:
        yield need("article", 0.95, article=added, asks=heard.all("ask"))
        return
    ranked = rank(heard, library, asked or (EUROPEAN, GLOBAL))
    if not ranked or other:
        return
    named, worded = bool(asked), heard.has("generic", "article-word") or heard.asks("measures")
    strength = ranked[0][1]
    score = 0.3 + 0.3 * named + 0.2 * worded + 0.2 * min(strength, 1.0)
    if not heard.has("topic") and not heard.has("article"):
        score = min(score, 0.6 if named else 0.45) if not (named and worded) else score
    if not named:
        score -= 0.12 * len(heard.unheard_of)
    if not named and not worded:
        score -= 0.12 * (heard.has("city") or heard.has("country")) + 0.1 * heard.asks(*PARTICULARS) + 0.1 * _own_case(heard)
    if heard.has("act", "sign") and set(heard.all("topic")) <= {*FORMAL_TOPICS, "voting"}:
        score -= 0.25
    score += 0.15 * (named and heard.has("topic") and (len(asked) > 1 or heard.asks("ask-for")))
    several = {identifier.partition("#")[0]: identifier for identifier, _ in reversed(ranked)} if len(asked) > 1 else {}
    fair = ranked[: 1 if named else 2]
    best = tuple(several.values())[::-1] or tuple(identifier for identifier, weight in fair if weight >= 0.5 * strength)
    close = tuple(identifier for identifier, weight in ranked[1:3] if weight >= 0.8 * strength and identifier not in best)
    yield need("article", score if strength >= 0.5 else score - 0.3, article=(*best, *close)[:2], asks=heard.all("ask"))


def _additional(heard: Heard, library: Library) -> tuple[str, ...]:
    """All additional provisions of the European Charter, when they are asked for together."""
    together = heard.asks("count-articles", "how-many", "list", "ask-for", "what-is")
    if heard.has("topic") or not together or heard.lexicon.numbering[heard.language]["additional"].isdisjoint(heard.words):
        return ()
    return tuple(one.id for one in library.charters[EUROPEAN].articles if one.number.startswith("Additional"))


def _own_case(heard: Heard) -> bool:
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
        mine = [a for a in topics[topic]["articles"] if a.partition("#")[0] in charters]
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
    if provision and set(heard.words) & heard.lexicon.numbering[heard.language]["final"]:
        small = heard.lexicon.small[heard.language]
        letters = heard.letters or [w for w in heard.words if w in ("a", "b", "c") and w not in small]
        final = tuple(f"Final {letter.upper()}" for letter in letters) if charter == GLOBAL else ("Final provision",)
        return final if not heard.has("topic") else ()
    if charter == GLOBAL and heard.letters:
        return tuple(map(str.upper, heard.letters))
    found = heard.numbers("article", most=99) or (_capitals(heard) if heard.has("charter") else ())
    if charter == "montreal-charter-2006":
        return tuple(str(n) for n in heard.numbers("theme", most=20) or found)
    return tuple(to_roman(n) for n in found)


def _capitals(heard: Heard) -> tuple[int, ...]:
    """Roman numerals of two letters and more, typed in capitals, that belong to nothing else."""
    values = [roman(word) for word in heard.uncovered if word in heard.romans and len(word) > 1]
    return tuple(value for value in values if value)


def _facts(heard: Heard, library: Library) -> Iterator[Need]:
    charter, asks = charter_asked(heard), heard.all("ask")
    if (
        heard.has("generic", "human-rights-city")
        and not heard.charters
        and heard.asks("what-is")
        and not heard.has("city")
        and not heard.has("org")
    ):
        yield need("charter", 0.75, charter="gwangju-declaration-2011", asks=asks)
    if not charter:
        if heard.asks("rights-list"):
            yield need("charter", 0.8, charter=GLOBAL, asks=asks)
        return
    if len(heard.charters) > 1 and heard.asks("difference"):
        told = heard.asks(*TOLD_APART)
        subjects = set(heard.all("topic")) - set(FORMAL_TOPICS)
        yield need("charter" if told else "compare", 0.95 - 0.2 * bool(subjects), charter=heard.charters[:2], asks=asks)
    part = heard.numbers("part", most=9)
    if part and heard.asks("parts", "count-articles"):
        yield need("part", 0.96, charter=charter, part=tuple(map(to_roman, part)))
    subject = bool(set(heard.all("topic")) - set(FORMAL_TOPICS))
    strong = heard.asks(*(fact for fact in STRONG_FACTS if not subject or fact not in WEAK_FACTS))
    facts = strong or heard.asks(*LIGHT_FACTS)
    specific = bool(heard.charters)
    score = 0.4 + 0.3 * specific + 0.2 * facts + 0.1 * strong
    score -= 0.2 * (subject and not strong and charter in (EUROPEAN, GLOBAL))
    score -= 0.2 * (heard.has("city") and heard.has("act", "sign"))
    said = _sections(heard, library.charters[charter])
    yield need("charter", min(score, 0.92), charter=heard.charters or (charter,), asks=asks, section=said)


def _sections(heard: Heard, charter: Charter) -> tuple[str, ...]:
    """The further texts of a charter that say what the question speaks of, and its summary does not."""
    index = heard.lexicon.index
    named = {n for m in heard.mentions if m.group == "charter" for n in range(m.start, m.end)}
    small, everyday = heard.lexicon.small[heard.language], heard.lexicon.everyday
    telling = (word for n, word in enumerate(heard.words) if n not in named and word not in small and word not in everyday)
    spoken = {stem(word): index.weight(word) for word in telling}
    spoken |= {str(year): index.weight(str(year)) for year in heard.years}
    total = sum(spoken.values())
    if len(spoken) < LEAST_SAID:
        return ()
    roots = {name: _roots(getattr(charter, name).get(heard.language, "")) for name in TEXTS}
    said = {name: sum(weight for root, weight in spoken.items() if root in held) / total for name, held in roots.items()}
    most = max(said.values())
    if most < SAID or most <= said["summary"]:
        return ()
    return tuple(name for name in TEXTS[1:] if said[name] >= 0.8 * most)[:2]


@lru_cache(maxsize=400)
def _roots(text: str) -> frozenset[str]:
    """The stems in a text."""
    return frozenset(stem(word) for word in words(text))


def _joining(heard: Heard) -> Iterator[Need]:
    charter = charter_asked(heard) or _joined_by_default(heard)
    campaign = CAMPAIGN in heard.charters and (any(heard.has(*sign) for sign in CAMPAIGNING) or heard.asks(*APPLYING))
    acting = heard.has("act", "sign", "become") or heard.has("topic", *FORMAL_TOPICS)
    if not charter or not (acting or campaign):
        return
    if heard.asks("who-can-sign") or (heard.has("city") and not heard.asks("how", "wish")):
        return
    voted = heard.has("topic", "voting") and heard.has("generic", "city-word")
    wanted = heard.asks(*JOINING) or voted or heard.has("topic", *FORMAL_TOPICS)
    ours = heard.has("generic", "city-word") or campaign
    past = heard.asks("how-many", "when", "list", "last") or heard.has("country")
    score = 0.6 + 0.35 * wanted + 0.2 * ours - (0.3 if past and not heard.asks("how") else 0.0)
    score -= 0.2 * bool(set(heard.all("topic")) - {*FORMAL_TOPICS, "voting", "participation"})
    score -= 0.3 * heard.asks("binding")
    score = max(score, 0.95 * (campaign and bool(heard.asks(*APPLYING, "deadline", "may"))))
    yield need("join", score, charter=heard.charters or (charter,), asks=heard.all("ask"), topic=heard.all("topic"))


def _joined_by_default(heard: Heard) -> str:
    """What is joined when the question does not say: the campaign by a human rights city, the European Charter by a signatory."""
    if heard.has("generic", "human-rights-city") and heard.has("act"):
        return CAMPAIGN
    formal = heard.has("topic", *FORMAL_TOPICS)
    return EUROPEAN if heard.has("act", "sign") and (formal or (heard.has("generic", "city-word") and heard.asks(*JOINING))) else ""
