"""Needs about the Human Rights Council: a session, a deadline, a text of the local-government track, a special day."""

from collections.abc import Iterator

from bot.knowledge.heard import Heard
from bot.knowledge.library import Library
from bot.knowledge.reading import Need, need

SESSION_NUMBERS = (20, 99)
SEASONS = {"spring": (2, 3, 4), "summer": (6, 7), "autumn": (9, 10)}
"""When the Council meets in a season, by the months of its sessions."""
DATED = ("when", "how-long", "exact", "official", "next", "last", "current", "what-is", "deadline")
TAKING_PART = ("may", "contact", "need", "alone", "legal-body", "report", "wish")
"""What somebody asks who wants to be heard in a review: that is the stakeholders' submission."""
YEAR = len("2000")
STEP_KINDS = {
    "side event": (("deadline", "side-event-request"),),
    "panel": (("ask", "panel"), ("series", "hrc-panel"), ("deadline", "intersessional-panel")),
    "joint statement": (("body", "joint-statement-2024"),),
    "webinar": (("body", "webinar-2024"),),
    "consultation": (("body", "consultation-2025"),),
}
"""Kinds of steps of the track, and the signs by which a question speaks of one."""
AWAITED = frozenset(
    {"expected", "awaited", "new", "coming", "espera", "nueva", "nuevo", "prevista", "attend", "attendue", "nouvelle", "nouveau", "prevue"}
)
"""Words for a text that is still to come."""
UN = frozenset({"un", "onu", "nnuu"})
STEP_WORDS = ("report", "panel", "resolution", "sponsors", "vote", "ask-for", "measures", "next", "first", "last", "list", "publish")


def needs(heard: Heard, library: Library) -> Iterator[Need]:
    """Everything about the Council that the question may want."""
    asks = heard.all("ask")
    group = heard.has("org", "upr-wg") or (heard.has("body", "upr") and heard.has("generic", "working-group"))
    reviewed = group or heard.has("body", "upr") or any(one.startswith("upr-") for one in heard.all("deadline"))
    sessions = heard.numbers("session", 2, *SESSION_NUMBERS) or _early(heard)
    reviews = heard.numbers("review", 2, 1, 99) or (sessions if group else ()) if reviewed else ()
    sessions = () if group and reviews == sessions else sessions
    alone = heard.bare(library.sessions) if not (sessions or reviews or heard.has("charter") or heard.has("series")) else ()
    yield from _deadlines(heard, sessions or alone, reviews)
    if alone and not heard.has("deadline") and not heard.symbols:
        yield need("session", 0.76, session=alone, asks=asks)
    if heard.has("body", "upr") and not heard.has("deadline") and heard.asks(*TAKING_PART):
        whose = "national-report" if _of_state(heard) else "stakeholder-submission"
        yield need("deadline", 0.8, deadline=f"upr-{whose}", review=reviews, asks=asks)
    if heard.has("topic", "ombudsman") and heard.has("body", "council") and heard.asks("how", *TAKING_PART):
        yield need("deadline", 0.8, deadline="nhri-written-submission", session=sessions or alone, asks=asks)
    for meeting in heard.all("meeting"):
        yield need("meeting", 0.85 - 0.2 * bool(heard.charters), meeting=meeting, asks=asks)
    if heard.has("org", "hrc-advisory-committee") and heard.asks("when", "next", "last", "where"):
        yield need("meeting", 0.86, meeting="advisory-committee", asks=asks)
    others = set(heard.all("org")) - {"hrc"}
    if (
        heard.length("body", "council") > 1
        and not others
        and (heard.asks("what-is", "does") or heard.has("generic", "seats"))
        and not sessions
        and not heard.asks("next", "last", "when")
    ):
        yield need("organisation", 0.86, org="hrc", asks=asks)
    yield from _texts(heard, library, sessions)
    cycles = tuple(map(str, heard.cycles)) if reviewed else ()
    if reviews or cycles or (heard.has("body", "upr") and heard.asks(*DATED) and not heard.has("deadline")):
        yield need("review", 0.85 if reviews or cycles else 0.7, number=reviews, cycle=cycles, asks=asks)
    yield from _sessions(heard, sessions)


def _early(heard: Heard) -> tuple[int, ...]:
    """A session before those in the records, said in digits right beside the word for one session."""
    one = heard.lexicon.numbering[heard.language]["early-session"]
    small = [(n, token.number) for n, token in enumerate(heard.tokens) if token.number is not None and token.number < SESSION_NUMBERS[0]]
    return tuple(number for n, number in small if one & {*heard.words[max(n - 1, 0) : n], *heard.words[n + 1 : n + 2]})


def _of_state(heard: Heard) -> bool:
    """Whether a paper is one of the State: that is named before it (`the government hands in`), and no city beside it."""
    states = [m.start for m in heard.mentions if m.value == "state-word"]
    papers = [m.start for m in heard.mentions if m.value in ("report", "upr-stakeholder-submission")]
    return bool(states and papers) and min(states) < min(papers) and not heard.has("generic", "city-word", "local-government")


def _whose(heard: Heard) -> tuple[str, ...]:
    """The deadlines mentioned; whose paper it is decides where it goes: to the Advisory Committee, or into a review as a State's own."""
    found = heard.all("deadline")
    if "ngo-written-statement" in found and (heard.has("org", "hrc-advisory-committee") or heard.has("meeting", "advisory-committee")):
        return ("advisory-committee-ngo-input",)
    if found == ("upr-stakeholder-submission",) and _of_state(heard):
        return ("upr-national-report",)
    if not found and heard.asks("alone") and heard.has("generic", "city-word", "local-government") and UN.intersection(heard.words):
        return ("ohchr-call-for-input",)
    return found


def _deadlines(heard: Heard, sessions: tuple[int, ...], reviews: tuple[int, ...]) -> Iterator[Need]:
    found = _whose(heard)
    dated = heard.asks("when", "deadline", "how", "words-limit", "how-long", "alone", "need", "who", "how-many", "legal-body")
    for deadline in found:
        longest = heard.length("deadline", deadline) == max(heard.length("deadline", other) for other in found)
        score = 0.68 + 0.12 * dated + 0.1 * longest + 0.02 * heard.length("deadline", deadline) - 0.1 * bool(heard.symbols)
        score += 0.2 * (deadline == "ohchr-call-for-input" and bool(heard.symbols) and heard.asks("deadline", "when"))
        score -= 0.12 * (deadline == "ngo-written-statement" and "nhri-written-submission" in found)
        yield need("deadline", score, deadline=deadline, session=sessions, review=reviews, symbol=heard.symbols, asks=heard.all("ask"))
    if not found and heard.asks("deadline") and (heard.has("body", "council") or heard.has("ask", "next", "list")) and not heard.charters:
        foreign = bool(heard.unheard_of) and not heard.has("body")  # of something else, perhaps (`the next Erasmus deadline`)
        yield need("deadlines", 0.82 + 0.1 * bool(sessions) - 0.4 * foreign, session=sessions, asks=heard.all("ask"))


def _texts(heard: Heard, library: Library, sessions: tuple[int, ...]) -> Iterator[Need]:
    resolution = heard.asks("resolution") or any(word.startswith("resol") for word in heard.words)
    asks = (*heard.all("ask"), "resolution") if resolution else heard.all("ask")
    report = heard.asks("report") or heard.has("stage", "publication")
    symbols = tuple(s for s in heard.symbols if not s.startswith("l.") or heard.has("body"))
    if symbols:
        steps = tuple(step for symbol in symbols for step in matching(library, symbol, heard))
        yield need("step", 0.95, step=steps, asks=asks) if steps else need("no-step", 0.9, symbol=symbols)
        return
    if resolution and heard.has("series", "hrc-panel", "ohchr-expert-meeting"):
        hits = heard.lexicon.index.search(heard.telling, ("step",), limit=8)
        found = [hit.passage.id.removeprefix("hrc:track:") for hit in hits]
        ordered = tuple(s.id for name in found for s in library.track if s.id == name and s.kind == "resolution")[:1]
        yield need("step", 0.93, step=ordered, asks=asks)  # the resolution that called for a meeting, not the meeting
        return
    if named := _named(heard, library):
        yield need("step", 0.99 if heard.dates else 0.94, step=named, asks=asks)
        return
    about = heard.has("body", "track") or (
        heard.asks("resolution", "sponsors") and (heard.has("body", "council") or heard.has("ask", "sponsors"))
    )
    about = about or (heard.asks("report", "resolution", "panel") and heard.has("generic", "local-government"))
    said = heard.has("body", "council") and heard.has("topic") and heard.has("generic", "city-word", "local-government")
    about = about or (said and bool(heard.years))
    about = about or (resolution and bool(heard.years) and not heard.has("series"))
    cities = heard.has("generic", "city-word", "local-government") or heard.has("body", "track")
    about = about or (report and (cities or bool(heard.years)) and heard.has("meeting", "advisory-committee"))
    if not about and not (heard.asks("resolution") and sessions):
        return
    one = heard.asks("when") or bool(heard.years) or heard.has("stage", "publication")
    if report and one and heard.has("meeting", "advisory-committee"):
        hits = heard.lexicon.index.search(heard.telling, ("step",), limit=1)
        yield need("step", 0.9, step=tuple(hit.passage.id.removeprefix("hrc:track:") for hit in hits), asks=asks)
    if (heard.asks("next") or AWAITED.intersection(heard.words)) and heard.years and not sessions:
        awaited = tuple(s.id for s in library.track if not s.date and s.session and _opens(library, s.session) in heard.years)
        if awaited:
            yield need("step", 0.95, step=awaited, asks=asks)
    if sessions:
        steps = tuple(s.id for s in library.track if s.session in sessions)
        yield need("step", 0.7, step=steps, asks=asks) if steps else need("session", 0.6, session=sessions)
    elif report and not resolution:
        yield need("track", 0.86, year=heard.years, asks=(*asks, "report"))
    elif heard.asks("sponsors") and not heard.years and set(heard.all("deadline")) <= {"tabling-of-drafts"}:
        yield need("sponsors", 0.9 if about else 0.6)
    elif heard.asks("first", "last", "next", "current") or heard.years:
        yield need("track", 0.85 + 0.03 * resolution, year=heard.years, asks=asks)
    else:
        yield need("track", 0.6 + 0.25 * (heard.asks("list", "how-many") or resolution), asks=asks)


def _named(heard: Heard, library: Library) -> tuple[str, ...]:
    """The steps of the track that a phrase names, or that are the only ones of their kind in the month (or, if cities are named, year)."""
    spoken = tuple(step.id for step in library.track if heard.has("body", step.id))
    if spoken and not heard.has("charter"):
        return spoken[:3]
    kinds = {kind for kind, signs in STEP_KINDS.items() if any(heard.has(*sign) for sign in signs)}
    day = heard.dates[0] if heard.dates else ""
    near = heard.has("body", "track", "upr") or heard.has("generic", "city-word", "local-government")
    if not kinds or not day or heard.asks("resolution") or heard.has("series") or heard.has("charter") or not (near or len(day) > YEAR):
        return ()
    return tuple(step.id for step in library.track if step.kind in kinds and step.date and _same_day(step.date, day))[:3]


def _opens(library: Library, number: int) -> int:
    """The year in which a session opens, 0 when that is open."""
    session = library.sessions[number]
    first = session.opens or (session.opens_window or (None,))[0]
    return first.year if first else 0


def _same_day(one: str, other: str) -> bool:
    """Whether two dates, one of them perhaps only a month or a year, may be the same."""
    return one.startswith(other) or other.startswith(one)


def matching(library: Library, symbol: str, heard: Heard) -> tuple[str, ...]:
    """The steps of the track that a symbol stands for; a report or panel asked by a resolution comes before the resolution itself."""
    short = symbol.removeprefix("a/hrc/").removeprefix("res/").removeprefix("dec/").replace("/l", "/l.").replace("/l..", "/l.")
    own = [s for s in library.track if short in (s.number.casefold(), *_symbols(s.symbol))]
    named = [s for s in library.track if short in (s.title.get("en", "") + " " + s.note.get("en", "")).casefold() and s not in own]
    wanted = [s for s in named for kind in ("report", "panel") if heard.asks(kind) and s.kind == kind]
    webinars = [s for s in named if s.kind == "call for input" and heard.has("deadline", "ohchr-call-for-input")]
    webinars += [s for s in named if heard.has("body", s.id) or (s.kind == "webinar" and heard.has("generic", "event-word"))]
    chosen = [*wanted, *webinars, *own] or named
    return tuple(dict.fromkeys(s.id for s in chosen))[:3]


def _symbols(symbol: str) -> list[str]:
    return [one.strip().casefold().removeprefix("a/hrc/").removeprefix("res/") for one in symbol.split(";")]


def _sessions(heard: Heard, sessions: tuple[int, ...]) -> Iterator[Need]:
    asks, council = heard.all("ask"), heard.has("body", "council")
    months = heard.months or tuple(month for season in heard.all("season") for month in SEASONS[season] if heard.years)
    strong = heard.length("body", "council") > 1 or heard.has("generic", "session-word") or "hrc" in heard.words or "cdh" in heard.words
    if sessions and (council or "periodo" in heard.words):
        yield need("session", 0.9 - 0.15 * heard.has("deadline"), session=sessions, asks=asks)
    elif council and (months or heard.years):
        yield need("sessions", 0.7 + 0.15 * strong - 0.15 * heard.has("deadline"), year=heard.years, month=months, asks=asks)
    elif council and heard.asks("how-many") and heard.has("generic", "state-word") and strong:
        yield need("organisation", 0.86, org="hrc", asks=asks)  # how many States sit in it
    elif council and heard.asks("how-often", "how-many", "how-long") and strong and not heard.asks("next", "last"):
        yield need("pattern", 0.85)
    elif council and heard.asks(*DATED):
        score = 0.5 + 0.3 * strong + 0.05 * heard.asks("next", "last") - 0.3 * bool(heard.charters) - 0.1 * heard.has("deadline")
        yield need("sessions", score, which="last" if heard.asks("last") and not heard.asks("next") else "next", asks=asks)
    elif council and strong and not heard.charters:
        yield need("pattern", 0.4)
