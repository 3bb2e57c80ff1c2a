"""From a question to what is needed: language, entities and intent; two needs in one line; follow-ups to the reading before."""

from collections.abc import Iterable, Iterator

from bot.knowledge.heard import Heard, hear
from bot.knowledge.lexicon import Lexicon, lexicon
from bot.knowledge.library import Library
from bot.knowledge.needs import articles, charters, council, curated, likeness, monitoring, movement, signatories, talk
from bot.knowledge.reading import Need, Reading
from bot.knowledge.text import clauses

ENOUGH = 0.5
"""The least score that is worth an answer; below it Plaza refuses."""

SURE = 0.7
"""The least score at which a clause counts as a need of its own."""

SHIFTS = {
    ("sessions", "session"): "session",
    ("pattern", "session"): "session",
    ("city", "country"): "cities",
    ("cities", "city"): "city",
    ("figures", "country"): "cities",
    ("figures", "city"): "city",
    ("figures", "year"): "in-years",
    ("in-years", "country"): "cities",
    ("in-years", "city"): "city",
    ("extremes", "country"): "cities",
}
"""What a follow-up that names something of this kind asks for, after this kind of question."""

MOST_NEEDS = 3
"""Needs of one question that are answered."""

TAKES = {
    "figures": ("charter",),
    "cities": ("charter", "country", "city"),
    "city": ("charter", "city", "country"),
    "extremes": ("charter",),
    "in-years": ("charter", "year"),
    "event": ("year", "city", "month"),
    "track": ("year",),
    "sessions": ("year",),
    "charter": ("charter",),
    "join": ("charter",),
    "deadline": ("session",),
}
"""What else a follow-up to this kind of question may name, beside what that question named itself."""

LANGUAGES_ASKED = {"in-english": "en", "in-spanish": "es", "in-french": "fr"}

NAMING = ("city", "country", "region", "topic", "deadline", "meeting", "series", "body", "org", "monitoring", "stage", "event", "article")
"""What a question is about; a charter alone is not enough to leave out what was said before."""

HARMLESS = ("travel", "weather", "person", "money", "election")
"""Reasons to refuse a sentence that do not taint the one beside it."""

FIRM = 0.85
"""The least score of a need that stands beside something refused."""

SESSION_TALK = ("session", "sessions", "deadline", "deadlines", "pattern")

SOURCES = (curated.needs, talk.needs, articles.needs, charters.needs, signatories.needs, council.needs, movement.needs, monitoring.needs)


def understand(text: str, library: Library, *, context: Reading | None = None, hint: str = "") -> Reading:
    """The needs of a question, best first, none when Plaza should refuse.

    `context` is the reading of the question before, `hint` the reader's language, which settles what the question leaves open."""
    words = lexicon(library)
    heard = _led_up_to(hear(text, words, hint=hint), words)
    before = context.needs[0] if context and context.needs else None
    if before:
        heard = heard.about(_charters_of(before))
    if context and (asked := _language_asked(heard)):
        return Reading(asked, context.needs)
    whole = best(heard, library)
    alone = whole
    if before:
        whole = continued(heard, whole, before, library)
    if whole and whole.intent in ("refuse", "talk"):
        return Reading(heard.language, _beside(heard, library, words, whole) or (whole,))
    parts = list(_parts(heard, library, words, whole))
    return Reading(heard.language, tuple(parts or ([whole] if whole else [])), follows=whole is not alone)


def _led_up_to(heard: Heard, words: Lexicon) -> Heard:
    """The question without what somebody tells of themselves first, where nothing is asked there and the rest names something."""
    before, rest = words.wanted(heard.text, heard.language)
    if not before.strip() or "?" in before:
        return heard
    told, asked = hear(before, words, language=heard.language), hear(rest, words, language=heard.language)
    if told.has("ask") or told.has("act") or len(asked.telling) < 2 or not any(asked.has(group) for group in NAMING):
        return heard
    if told.charters and not asked.has("charter"):
        return heard
    return asked


def _language_asked(heard: Heard) -> str:
    """The language in which the last answer is asked for again (`¿y en francés?`), when nothing else is said."""
    named = [language for value, language in LANGUAGES_ASKED.items() if heard.has("generic", value)]
    others = [m for m in heard.mentions if m.value not in LANGUAGES_ASKED]
    return named[0] if len(named) == 1 and not others and not heard.uncovered else ""


def _beside(heard: Heard, library: Library, words: Lexicon, refused: Need) -> tuple[Need, ...]:
    """A sure need in another sentence than the one that must be refused (`Dates of session 64? We must book a hotel`)."""
    if refused.intent != "refuse" or refused.one("reason") not in HARMLESS:
        return ()
    sentences = [hear(piece, words, language=heard.language) for piece in clauses(heard.text, ())]
    needs = [best(one, library, FIRM) for one in sentences if len(sentences) > 1 and not one.has("beyond")]
    return tuple(n for n in needs if n and n.intent != "talk")[:2]


def best(heard: Heard, library: Library, least: float = ENOUGH) -> Need | None:
    """The need that the question most likely has, None when none is as likely as `least`."""
    ranked = ranked_needs(heard, library, least)
    return ranked[0] if ranked and ranked[0].score >= least else None


def ranked_needs(heard: Heard, library: Library, least: float = 0.0) -> list[Need]:
    """The needs that the sources see in the question, likeliest first; likeness is only asked where it could come first with `least`."""
    found = [n for source in SOURCES for n in source(heard, library)]
    if max([least, *(n.score for n in found)]) <= likeness.MOST:
        found += likeness.needs(heard, library)
    return sorted(found, key=lambda n: -n.score)


def _parts(heard: Heard, library: Library, words: Lexicon, whole: Need | None) -> Iterator[Need]:
    """The distinct needs of the clauses, at most three.

    Where the question as a whole mixes what its clauses name apart, they speak for themselves; otherwise they are added to the whole,
    unless that says the same."""
    pieces = clauses(heard.text, words.joints[heard.language])
    if len(pieces) < 2 or not whole:
        return
    found: list[Need] = []
    for piece in pieces:
        if len(found) == MOST_NEEDS:
            break
        clause = hear(piece, words, language=heard.language).about(heard.charters)
        part = best(clause, library, SURE) if len(clause.telling) > 1 or len(clause.mentions) > 1 else None
        if part and part.intent not in ("talk", "refuse") and not any(same(part, other) for other in found):
            found.append(part)
    mixed = [part for part in found if part.intent == whole.intent and _targets(part) < _targets(whole)]
    if mixed and len(found) > 1 and all(part.score >= FIRM for part in found if part not in mixed[:1]):
        yield from found
    elif found:
        yield from (whole, *(part for part in found if not same(part, whole)))


def same(one: Need, other: Need) -> bool:
    """Whether answering one answers the other: the same kind of thing about the same records."""
    if other.intent == "join" and one.intent == "article":
        return True
    if one.one("series") != other.one("series") and one.one("series") and other.one("series"):
        return False
    if one.intent == "session" and other.intent == "deadline" and one.asks("when", "exact"):
        return False
    if one.intent != other.intent:
        return bool(_targets(one)) and _targets(one) <= _targets(other)
    return not _targets(one) or _targets(one) <= _targets(other) or bool(_targets(one) & _targets(other))


def _targets(wanted: Need) -> set[str]:
    return {value for slot, values in wanted.slots.items() if slot not in ("asks", "topic", "section") for value in values}


def continued(heard: Heard, whole: Need | None, before: Need, library: Library) -> Need | None:
    """The need of a follow-up: what it leaves out is taken from the need before."""
    if whole and whole.score >= SURE and not _leans(heard):
        return whole
    fresh = _fresh(heard, before, library)
    fitting = {slot for slot in fresh if slot in before.slots or (before.intent, slot) in SHIFTS or slot in TAKES.get(before.intent, ())}
    if fresh and fitting and not (whole and whole.score >= 0.85):
        kept = {slot: values for slot, values in before.slots.items() if slot not in fresh and slot != "asks"}
        intent = next((SHIFTS[before.intent, slot] for slot in fresh if (before.intent, slot) in SHIFTS), before.intent)
        return Need(intent, 0.75, {**kept, **fresh, "asks": heard.all("ask") or before.all("asks")})
    if not whole and heard.has("ask") and len(heard.words) <= 8:
        return Need(before.intent, 0.7, {**before.slots, "asks": heard.all("ask")})
    return whole


def _leans(heard: Heard) -> bool:
    """Whether the question is too short to stand alone."""
    return len(heard.telling) <= 2


def _charters_of(before: Need) -> tuple[str, ...]:
    """The charters that the need before was about."""
    return before.all("charter") or tuple(dict.fromkeys(article.partition("#")[0] for article in before.all("article")))


def _fresh(heard: Heard, before: Need, library: Library) -> dict[str, tuple[str, ...]]:
    """What a short follow-up names anew; a bare number is a session when the talk was of sessions."""
    bare = [t.number for t in heard.tokens if t.number in library.sessions] if before.intent in SESSION_TALK else []
    named: dict[str, Iterable[str]] = {
        "city": heard.all("city"),
        "country": heard.all("country"),
        "charter": heard.charters,
        "session": map(str, heard.numbers("session", 2, 20, 99) or bare),
        "year": map(str, heard.years),
    }
    return {slot: values for slot, found in named.items() if (values := tuple(found))}
