"""Needs that only the likeness of words speaks for: what comes last, and is not looked for where something surer is known."""

from collections.abc import Iterator, Sequence

from bot.knowledge.heard import Heard
from bot.knowledge.library import Library
from bot.knowledge.needs.charter_texts import sections
from bot.knowledge.reading import Need, need

MOST = 0.66
"""The most that likeness of words alone can say for a record; a name or a phrase says more."""

RECORDS = {
    "hrc:deadline:": ("deadline", "deadline"),
    "hrc:meeting:": ("meeting", "meeting"),
    "hrc:track:": ("step", "step"),
    "event:": ("event", "event"),
    "org:": ("organisation", "org"),
    "timeline:": ("history", "moment"),
    "monitoring:": ("monitoring", "record"),
}
KINDS = ("charter", "deadline", "meeting", "step", "event", "moment", "organisation", "stage", "area", "programme")


def needs(heard: Heard, library: Library) -> Iterator[Need]:
    """The events, the history and any other record whose words answer best."""
    words = content(heard)
    yield from _events(heard, words)
    if not (_local(heard, library) or firsts(heard)):
        yield from history(heard, library, words)
    yield from _anything(heard, library, words)


def content(heard: Heard) -> tuple[str, ...]:
    """The telling words but `human rights`, which stand everywhere."""
    if not heard.has("generic", "human-rights"):
        return heard.telling
    dull = {n for m in heard.mentions if m.group == "generic" and m.value == "human-rights" for n in range(m.start, m.end)}
    rights = {heard.words[n] for n in dull}
    return tuple(word for word in heard.telling if word not in rights)


def becoming(heard: Heard) -> bool:
    """Whether the question is about becoming a human rights city."""
    return heard.has("act", "become") or heard.has("generic", "human-rights-city")


def firsts(heard: Heard) -> bool:
    """Whether it asks for the first human rights city, of which the history can be surer than of other things."""
    return becoming(heard) and heard.asks("first")


def moments(heard: Heard, library: Library, words: Sequence[str], least: int) -> dict[str, float]:
    """The moments of history that share at least `least` of these words, best first, with how well they answer."""
    cities = {m.id for m in library.moments if "city" in m.tags} if becoming(heard) else set()
    found = heard.lexicon.index.search(words, ("moment",), limit=12)
    return {hit.passage.id: hit.score + 0.25 * (hit.passage.id in cities) for hit in found if hit.words >= least}


def past(heard: Heard) -> bool:
    """Whether the question asks for something of the past."""
    return heard.asks("first", "founded", "origin", "when", "adoption", "current")


def history(heard: Heard, library: Library, words: Sequence[str]) -> Iterator[Need]:
    """The moments that answer best."""
    hits = moments(heard, library, words, least=2)
    if hits:
        best = max(hits.values())
        ranked = [i for i, s in sorted(hits.items(), key=lambda pair: -pair[1]) if s > 0.75 * best]
        score = 0.85 * best + 0.12 * firsts(heard) + 0.08 * past(heard)
        yield need("history", min(score, MOST + 0.15 * firsts(heard)), moment=tuple(dict.fromkeys(ranked[:3])), asks=heard.all("ask"))


def _local(heard: Heard, library: Library) -> bool:
    """Whether a city is named that has a history of its own."""
    spots = {spot for city in heard.all("city") for spot in heard.lexicon.places.cities[city].recorded}
    return bool(spots) and any(moment.place in spots for moment in library.moments)


def _events(heard: Heard, words: Sequence[str]) -> Iterator[Need]:
    if heard.has("series"):
        return
    hits = [hit for hit in heard.lexicon.index.search(words, ("event",), limit=3) if hit.words > 1]
    if hits and hits[0].score > 0.62:
        best = tuple(hit.passage.id.removeprefix("event:") for hit in hits if hit.score > 0.93 * hits[0].score)
        yield need("event", min(0.78 * hits[0].score, MOST), event=best, asks=heard.all("ask"))


def _anything(heard: Heard, library: Library, words: Sequence[str]) -> Iterator[Need]:
    """The record whose words answer best, whatever it is; only a good match is worth an answer."""
    hits = heard.lexicon.index.search(words, KINDS, limit=1)
    if not hits or hits[0].score < 0.5 or hits[0].words < 2:
        return
    intent, slot, name = _record(hits[0].passage.id)
    said = sections(heard, library.charters[name]) if intent == "charter" else ()
    yield Need(intent, min(0.72 * hits[0].score, MOST), {slot: (name,), "asks": heard.all("ask"), "section": said})


def _record(identifier: str) -> tuple[str, str, str]:
    """The intent that answers with this record, and the slot it goes into."""
    for prefix, (intent, slot) in RECORDS.items():
        if identifier.startswith(prefix):
            return intent, slot, identifier if slot == "moment" else identifier.removeprefix(prefix)
    return "charter", "charter", identifier
