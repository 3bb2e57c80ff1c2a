"""Needs about the movement: an event, a piece of history, an organisation, and whatever else the records answer."""

from collections.abc import Iterator

from bot.knowledge.heard import Heard
from bot.knowledge.library import Library
from bot.knowledge.reading import Need, need

BY_WORDS = 0.66
"""The most that likeness of words alone can say for a record; a name or a phrase says more."""

CONTACT = ("contact", "email", "phone", "address", "website")
VAGUE = ("cisdp", "uclg", "unesco", "core-group", "ces", "hrc", "coalicion-lac", "iopd", "falp")
RECORDS = {
    "hrc:deadline:": ("deadline", "deadline"),
    "hrc:meeting:": ("meeting", "meeting"),
    "hrc:track:": ("step", "step"),
    "event:": ("event", "event"),
    "org:": ("organisation", "org"),
    "timeline:": ("history", "moment"),
    "monitoring:": ("monitoring", "record"),
}
BY_COMMON_WORDS = ("cisdp", "gic")
"""Organisations that a word like `secretariat` may mean when no other one is named."""
KINDS = ("charter", "deadline", "meeting", "step", "event", "moment", "organisation", "stage", "area", "programme")


def needs(heard: Heard, library: Library) -> Iterator[Need]:
    """Everything about events, history and organisations that the question may want."""
    yield from _events(heard, library)
    yield from _organisations(heard)
    yield from _overview(heard, library)
    yield from _dated(heard, library)
    yield from _history(heard, library)
    yield from _anything(heard)


def _events(heard: Heard, library: Library) -> Iterator[Need]:
    asks = heard.all("ask")
    if (
        heard.has("generic", "event-word")
        and heard.asks("next", "when", "list", "current")
        and not heard.has("series")
        and not heard.has("body")
    ):
        yield need("deadlines", 0.72)
    for event in heard.all("event"):
        yield need("event", 0.96, event=event, asks=asks)
    yield from _held_there(heard, library)
    for series in heard.all("series"):
        editions = heard.numbers("edition", 2, 1, 60)
        places = tuple(sorted({spot for city in heard.all("city") for spot in heard.lexicon.places.cities[city].recorded}))
        score = 0.85 - 0.2 * (heard.has("act", "sign") and bool(heard.charters))
        yield need("event", score, series=series, year=heard.years, month=heard.months, edition=editions, city=places, asks=asks)
    if not heard.has("series"):
        hits = [hit for hit in heard.lexicon.index.search(content(heard), ("event",), limit=3) if hit.words > 1]
        if hits and hits[0].score > 0.62:
            best = tuple(hit.passage.id.removeprefix("event:") for hit in hits if hit.score > 0.93 * hits[0].score)
            yield need("event", min(0.78 * hits[0].score, BY_WORDS), event=best, asks=asks)


def _held_there(heard: Heard, library: Library) -> Iterator[Need]:
    """The events in a city and year, when the question speaks of an event of some kind (`the Lyon conference of 2006`)."""
    kinds = heard.lexicon.numbering[heard.language]["edition"]
    spots = {spot for city in heard.all("city") for spot in heard.lexicon.places.cities[city].recorded}
    if not spots or heard.has("series") or not (set(heard.words) & kinds or heard.has("generic", "event-word")):
        return
    years = heard.years or tuple({e.year for e in library.events.values()})
    held = tuple(e.id for e in library.events.values() if e.city in spots and e.year in years)
    if held:
        yield need("event", 0.9 if heard.years else 0.68, event=held[:2], asks=heard.all("ask"))


def _organisations(heard: Heard) -> Iterator[Need]:
    found = heard.all("org")
    contact = heard.asks(*CONTACT)
    for organisation in found:
        meant = heard.asks("what-is", "founded", "formerly", "does") or contact
        vague = organisation in VAGUE and heard.length("org", organisation) < 2 and not meant
        by_word = organisation in BY_COMMON_WORDS and len(found) > 1 and heard.length("org", organisation) < 2
        told = heard.asks("what-is", "founded", "formerly", "publish", "where", "does", "who", "when")
        shorter = heard.length("org", organisation) < max(heard.length("org", other) for other in found)
        score = 0.67 + 0.25 * contact + 0.12 * told - 0.3 * vague - 0.15 * by_word - 0.04 * shorter
        yield need("organisation", score, org=organisation, asks=heard.all("ask"))
    if contact and not found and not heard.has("deadline"):
        score = 0.5 + 0.15 * (heard.asks("address", "phone", "email") or bool(heard.charters))
        yield need("organisation", score, org="cisdp", asks=heard.all("ask"))


def _dated(heard: Heard, library: Library) -> Iterator[Need]:
    """What happened on a day, in a month or in a year; for a day without an entry, what its month has."""
    if not heard.dates:
        return
    spots = {spot for city in heard.all("city") for spot in heard.lexicon.places.cities[city].recorded}
    moments = [m for m in library.moments if m.place in spots] or library.moments
    for said in heard.dates[:1]:
        exact = len(said) == len("2012-12-11")
        there = tuple(dict.fromkeys(m.id for m in moments if m.date.startswith(said)))
        near = there or tuple(dict.fromkeys(m.id for m in moments if exact and m.date.startswith(said[:7])))
        if near and heard.asks("happened"):
            yield need("history", 0.9 if exact else 0.72, moment=near, asks=("list",))
        elif there and exact:
            yield need("history", 0.72, moment=there, asks=heard.all("ask"))


def _overview(heard: Heard, library: Library) -> Iterator[Need]:
    """The whole history, when it is asked for of nothing in particular."""
    particular = any(heard.has(group) for group in ("city", "org", "charter", "event", "body"))
    if not particular and heard.asks("timeline", "origin") and heard.has("generic", "human-rights-city", "movement"):
        yield need("history", 0.88, moment=library.milestones, asks=("list",))


def _history(heard: Heard, library: Library) -> Iterator[Need]:
    spots = {spot for city in heard.all("city") for spot in heard.lexicon.places.cities[city].recorded}
    local = [m for m in library.moments if m.place in spots] if spots else []
    becoming = heard.has("act", "become") or heard.has("generic", "human-rights-city")
    cities = {m.id for m in library.moments if "city" in m.tags} if becoming else set()
    placed = {n for m in heard.mentions if m.group == "city" for n in range(m.start, m.end)} if local else set()
    found = heard.lexicon.index.search([w for w in content(heard) if w not in {heard.words[n] for n in placed}], ("moment",), limit=12)
    hits = {h.passage.id: h.score + 0.25 * (h.passage.id in cities) for h in found if h.words > 1 or local}
    past = heard.asks("first", "founded", "origin", "when", "adoption", "current")
    signing = heard.has("act", "sign")
    if local:
        ranked = sorted((m.id for m in local), key=lambda i: -hits.get(i, 0.0))
        score = 0.4 + 0.25 * becoming + 0.12 * past + 0.35 * hits.get(ranked[0], 0.0) - 0.3 * (signing and not becoming)
        score = max(score, 0.63 * heard.bare)
        score -= 0.08 * len(heard.unheard_of) + 0.2 * heard.has("series")
        yield need("history", score, moment=tuple(dict.fromkeys(ranked)), city=tuple(sorted(spots)), asks=heard.all("ask"))
    elif hits:
        best = max(hits.values())
        ranked = [i for i, s in sorted(hits.items(), key=lambda pair: -pair[1]) if s > 0.75 * best]
        score = 0.85 * best + 0.12 * becoming * heard.asks("first") + 0.08 * past
        most = BY_WORDS + 0.15 * (becoming and heard.asks("first"))
        yield need("history", min(score, most), moment=tuple(dict.fromkeys(ranked[:3])), asks=heard.all("ask"))


def content(heard: Heard) -> tuple[str, ...]:
    """The telling words but `human rights`, which stand everywhere."""
    dull = {n for m in heard.mentions if m.group == "generic" and m.value == "human-rights" for n in range(m.start, m.end)}
    rights = {heard.words[n] for n in dull}
    return tuple(word for word in heard.telling if word not in rights)


def _anything(heard: Heard) -> Iterator[Need]:
    """The record whose words answer best, whatever it is; only a good match is worth an answer."""
    hits = heard.lexicon.index.search(content(heard), KINDS, limit=1)
    if not hits or hits[0].score < 0.5 or hits[0].words < 2:
        return
    intent, slot, name = _record(hits[0].passage.id)
    yield Need(intent, min(0.72 * hits[0].score, BY_WORDS), {slot: (name,), "asks": heard.all("ask")})


def _record(identifier: str) -> tuple[str, str, str]:
    """The intent that answers with this record, and the slot it goes into."""
    for prefix, (intent, slot) in RECORDS.items():
        if identifier.startswith(prefix):
            return intent, slot, identifier if slot == "moment" else identifier.removeprefix(prefix)
    return "charter", "charter", identifier
