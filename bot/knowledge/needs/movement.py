"""Needs about the movement: an event, a piece of history, an organisation."""

from collections.abc import Iterator

from bot.knowledge.heard import Heard
from bot.knowledge.library import Library
from bot.knowledge.needs import likeness
from bot.knowledge.reading import Need, need

CONTACT = ("contact", "email", "phone", "address", "website")
TOLD = ("how-many", "what-is", "founded", "formerly", "publish", "where", "does", "who", "when")
VAGUE = ("cisdp", "uclg", "unesco", "core-group", "ces", "hrc", "coalicion-lac", "iopd", "falp")
SHORT = 3
LAUNCH = "campaign-launch"
"""An event whose name holds that of the campaign, which is less than it."""
BY_COMMON_WORDS = ("cisdp", "gic")
"""Organisations that a word like `secretariat` may mean when no other one is named."""


def needs(heard: Heard, library: Library) -> Iterator[Need]:
    """Everything about events, history and organisations that the question may want."""
    yield from _events(heard, library)
    yield from _organisations(heard)
    yield from _seated(heard)
    if _of_a_place(heard):
        yield need("refuse", 0.8, reason="trivia")
    yield from _overview(heard, library)
    yield from _dated(heard, library)
    yield from _met(heard, library)
    yield from _history(heard, library)


def _events(heard: Heard, library: Library) -> Iterator[Need]:
    asks = heard.all("ask")
    if (
        heard.has("generic", "event-word")
        and heard.asks("next", "when", "list", "current")
        and not heard.has("series")
        and not heard.has("body")
    ):
        yield need("deadlines", 0.72 - 0.1 * heard.has("generic", "human-rights-city"))
    for event in heard.all("event"):
        yield need("event", 0.96, event=event, asks=asks)
    yield from _held_there(heard, library)
    yield from _held_then(heard, library)
    for series in heard.all("series"):
        editions = heard.numbers("edition", 2, 1, 60)
        places = tuple(sorted({spot for city in _hosts(heard) for spot in heard.lexicon.places.cities[city].recorded}))
        score = 0.85 - 0.2 * (heard.has("act", "sign") and bool(heard.charters)) + 0.07 * (series == LAUNCH)
        yield need("event", score, series=series, year=heard.years, month=heard.months, edition=editions, city=places, asks=asks)


def _hosts(heard: Heard) -> set[str]:
    """The cities that are named, be it as part of a name of events (`the Tangier congress`)."""
    find = heard.lexicon.phrases(heard.language).find
    words = ((heard.words[n],) for m in heard.mentions if m.group == "series" for n in range(m.start, m.end))
    return {*heard.all("city"), *(m.value for word in words for m in find(word) if m.group == "city")}


def _held_there(heard: Heard, library: Library) -> Iterator[Need]:
    """The events in a city and year, when the question speaks of an event of some kind (`the Lyon conference of 2006`)."""
    kinds = heard.lexicon.numbering[heard.language]["edition"]
    spots = {spot for city in heard.all("city") for spot in heard.lexicon.places.cities[city].recorded}
    eventful = bool(set(heard.words) & kinds) or heard.has("generic", "event-word")
    eventful = eventful or heard.asks("outcome", "happened") or (bool(heard.years) and heard.asks("theme", "attendance", "edition"))
    eventful = eventful or (heard.has("generic", "session-word") and heard.has("charter") and heard.asks("when"))
    series = heard.all("series")
    if not spots or not eventful:
        return
    years = heard.years or tuple({e.year for e in library.events.values()})
    there = [e for e in library.events.values() if e.city in spots and e.year in years]
    held = tuple(e.id for e in there)
    if held and not any(e.series in series for e in there):
        yield need("event", 0.9 if heard.years else 0.68, event=held[:2], asks=heard.all("ask"))


def _held_then(heard: Heard, library: Library) -> Iterator[Need]:
    """The event of the month that is named, when the question speaks of an event of some kind (`the webinar of September 2023`)."""
    said = heard.dates[0] if heard.dates else ""
    kinds = heard.lexicon.numbering[heard.language]["edition"]
    eventful = bool(set(heard.words) & kinds) or heard.has("generic", "event-word")
    if len(said) < len("2023-09") or not eventful or heard.has("body", "council") or heard.has("series"):
        return
    held = [e.id for e in library.events.values() if e.starts and e.starts.isoformat().startswith(said)]
    told = [hit.passage.id.removeprefix("event:") for hit in heard.lexicon.index.search(likeness.content(heard), ("event",), limit=12)]
    likely = [event for event in told if event in held] or held
    if likely and (len(held) == 1 or likely != held):
        yield need("event", 0.93, event=tuple(likely[:1]), asks=heard.all("ask"))


def _organisations(heard: Heard) -> Iterator[Need]:
    found = heard.all("org")
    contact = heard.asks(*CONTACT)
    clear = tuple(one for one in found if one not in VAGUE or heard.length("org", one) > 1)
    least = min((heard.length("org", one) for one in clear), default=0)
    apart = heard.asks("what-is", "does", "who", "difference") or (least < SHORT and not heard.has("act"))
    if len(clear) > 1 and apart and not heard.has("body", "track"):
        yield need("organisation", 0.9, org=clear, asks=heard.all("ask"))
    for organisation in found:
        alone = not heard.uncovered and all(m.group in ("org", "ask") for m in heard.mentions)
        meant = heard.asks("what-is", "founded", "formerly", "does") or contact or alone
        vague = organisation in VAGUE and heard.length("org", organisation) < 2 and not meant
        by_word = organisation in BY_COMMON_WORDS and len(found) > 1 and heard.length("org", organisation) < 2
        told = heard.length("org", organisation) > SHORT or heard.asks(*TOLD)
        part_in = heard.has("series") and heard.asks("does") and not heard.years
        shorter = heard.length("org", organisation) < max(heard.length("org", other) for other in found)
        score = 0.67 + 0.25 * contact + 0.12 * told + 0.12 * part_in - 0.3 * vague - 0.15 * by_word - 0.04 * shorter
        yield need("organisation", score, org=organisation, asks=heard.all("ask"))
    elsewhere = heard.has("deadline") or heard.has("generic", "article-word") or (heard.has("city") and not heard.has("charter"))
    if contact and not found and not elsewhere:
        score = 0.5 + 0.15 * (heard.asks("address", "phone", "email") or bool(heard.charters))
        yield need("organisation", score, org="cisdp", asks=heard.all("ask"))


def _of_a_place(heard: Heard) -> bool:
    """Whether it is asked when a city itself was founded, which no record says."""
    plain = all(m.group in ("city", "ask") or m.value == "city-word" for m in heard.mentions) and not heard.uncovered
    return plain and heard.has("city") and heard.asks("founded") and not heard.has("act")


def _seated(heard: Heard) -> Iterator[Need]:
    """How many states or experts sit in a body of the United Nations, rather than how often that meets."""
    if heard.has("generic", "seats") and not (heard.years or heard.symbols or heard.has("body", "track") or heard.asks("sponsors", "vote")):
        if heard.has("meeting", "advisory-committee") or heard.has("org", "hrc-advisory-committee"):
            yield need("organisation", 0.9, org="hrc-advisory-committee", asks=heard.all("ask"))
        elif heard.has("body", "council"):
            yield need("organisation", 0.9, org="hrc", asks=heard.all("ask"))


def _dated(heard: Heard, library: Library) -> Iterator[Need]:
    """What happened on a day, in a month or in a year; for a day without an entry, what its month has."""
    if not heard.dates:
        return
    spots = {spot for city in heard.all("city") for spot in heard.lexicon.places.cities[city].recorded}
    moments = [m for m in library.moments if not spots or m.place in spots]
    for said in heard.dates[:1]:
        exact = len(said) == len("2012-12-11")
        there = tuple(dict.fromkeys(m.id for m in moments if m.date.startswith(said)))
        near = there or tuple(dict.fromkeys(m.id for m in moments if exact and m.date.startswith(said[:7])))
        if near and heard.asks("happened"):
            yield need("history", 0.9 if exact else 0.72, moment=near, asks=("list",))
        elif there and exact:
            told = likeness.moments(heard, library, likeness.content(heard), least=1)
            yield need("history", 0.8 + 0.08 * any(one in told for one in there), moment=there, asks=heard.all("ask"))
        elif there and len(said) == len("2012-12") and not heard.has("body"):
            told = likeness.moments(heard, library, likeness.content(heard), least=1)
            yield need("history", 0.82 * any(one in told for one in there), moment=there, asks=heard.all("ask"))


def _met(heard: Heard, library: Library) -> Iterator[Need]:
    """What the history tells of the organisation that is named in the year that is named (`where did the platform meet in 2014`)."""
    if not heard.years or not heard.asks("when", "where", "happened"):
        return
    for one in (library.organisations[name] for name in heard.all("org") if name in library.organisations):
        names = (*one.acronyms, one.names.get("en", ""))
        there = tuple(
            m.id for m in library.moments if m.date[:4] == str(heard.years[0]) and any(n and n in m.what.get("en", "") for n in names)
        )
        if there:
            yield need("history", 0.9, moment=there, asks=heard.all("ask"))


def _overview(heard: Heard, library: Library) -> Iterator[Need]:
    """The whole history, when it is asked for of nothing in particular."""
    particular = any(heard.has(group) for group in ("city", "org", "charter", "event", "body"))
    named = heard.has("generic", "human-rights-city", "movement") or (_no_conference(heard) and heard.asks("origin"))
    if not particular and heard.asks("timeline", "origin") and named:
        yield need("history", 0.88, moment=library.milestones, asks=("list",))


def _no_conference(heard: Heard) -> bool:
    """Whether `cities for human rights` are spoken of, but none of the conferences that bore this name."""
    kinds = heard.lexicon.numbering[heard.language]["edition"]
    return heard.has("series", "cities-for-human-rights") and not kinds.intersection(heard.words) and not heard.years


def _history(heard: Heard, library: Library) -> Iterator[Need]:
    """The history of the city that is named, or the first human rights cities."""
    spots = {spot for city in heard.all("city") for spot in heard.lexicon.places.cities[city].recorded}
    local = [m.id for m in library.moments if m.place in spots] if spots else []
    if local:
        named = {heard.words[n] for m in heard.mentions if m.group == "city" for n in range(m.start, m.end)}
        hits = likeness.moments(heard, library, [word for word in likeness.content(heard) if word not in named], least=1)
        ranked = sorted(local, key=lambda i: -hits.get(i, 0.0))
        becoming, signing = likeness.becoming(heard), heard.has("act", "sign")
        score = 0.4 + 0.25 * becoming + 0.12 * likeness.past(heard) + 0.35 * hits.get(ranked[0], 0.0) - 0.3 * (signing and not becoming)
        score = max(score + 0.3 * heard.asks("happened"), 0.63 * heard.only)
        score -= 0.08 * len(heard.unheard_of) + 0.2 * heard.has("series")
        yield need("history", score, moment=tuple(dict.fromkeys(ranked)), city=tuple(sorted(spots)), asks=heard.all("ask"))
    elif abroad := _titled_there(heard, library):
        yield need("history", 0.85, moment=abroad, asks=heard.all("ask"))
    elif likeness.firsts(heard):
        yield from likeness.history(heard, library, likeness.content(heard))


def _titled_there(heard: Heard, library: Library) -> tuple[str, ...]:
    """The human rights cities of a country that is named."""
    titled = heard.has("generic", "human-rights-city") or (heard.has("generic", "human-rights") and heard.asks("first"))
    wanted = titled and not heard.has("charter") and (heard.has("act", "become") or heard.asks("first", "list"))
    countries = heard.all("country") if wanted else ()
    return tuple(m.id for m in library.moments if m.country in countries and {"city", "law"}.intersection(m.tags))
