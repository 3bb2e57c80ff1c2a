"""What the browsing words mean (`charters`, `signatories Croatia`, `calendar 64`, `history Graz`, `more`): needs, as of a question."""

from bot.knowledge.heard import Heard, hear
from bot.knowledge.lexicon import lexicon
from bot.knowledge.library import Library
from bot.knowledge.reading import Need, need
from bot.knowledge.understand import understand
from bot.model.charters import EUROPEAN
from bot.model.person import LANGUAGES

EVERYTHING = ("origin", "implement", "follow-up", "who-can-sign", "adoption")


def charters(words: str, library: Library, language: str) -> tuple[Need, ...]:
    """The charter that is named; all of them when none is."""
    if not words.strip():
        return (need("charters", 1.0),)
    named = heard(words, library, language, "charter").charters
    if named:
        return (need("charter", 1.0, charter=named[:2], asks=("what-is",)),)
    return understand(words, library, hint=language).needs


def signatories(words: str, library: Library, language: str) -> tuple[Need, ...]:
    """The cities or countries that are named; the figures when none is."""
    if not words.strip():
        return (need("figures", 1.0, charter=EUROPEAN, asks=("list",)),)
    cities = heard(words, library, language, "city")
    if cities.all("city"):
        return (need("city", 1.0, city=cities.all("city"), charter=cities.charters),)
    countries = heard(words, library, language, "country")
    if countries.all("country"):
        return (need("cities", 1.0, country=countries.all("country"), charter=countries.charters),)
    if countries.charters:
        return (need("figures", 1.0, charter=countries.charters[0], asks=("list",)),)
    return (need("city", 1.0, stranger=words.strip()[:60]),)


def calendar(words: str, library: Library, language: str) -> tuple[Need, ...]:
    """The session or year that is named; the next session and the days ahead when none is."""
    numbers = tuple(word for word in words.split() if word.isdigit() and int(word) in library.sessions)
    if numbers:
        return need("session", 1.0, session=numbers), need("deadlines", 1.0, session=numbers[:1])
    if words.strip():
        return understand(words, library, hint=language).needs
    return need("sessions", 1.0, which="next"), need("deadlines", 1.0)


def history(words: str, library: Library, language: str) -> tuple[Need, ...]:
    """The history of the city or year that is named; the milestones when none is."""
    found = heard(words, library, language, "city")
    spots = {spot for city in found.all("city") for spot in found.lexicon.places.cities[city].recorded}
    years = tuple(str(year) for year in found.years)
    if words.strip() and not spots and not years:
        return understand(words, library, hint=language).needs
    told = tuple(m.id for m in library.moments if (m.place in spots if spots else m.date[:4] in years))
    chosen = told if words.strip() else library.milestones
    return (need("history", 1.0, moment=tuple(dict.fromkeys(chosen)), city=tuple(sorted(spots)), asks=("list",)),) if chosen else ()


def more(last: Need) -> tuple[Need, ...]:
    """What to tell beyond the last answer; nothing when there is no more."""
    match last.intent:
        case "article":
            charters = tuple(dict.fromkeys(article.partition("#")[0] for article in last.all("article")))
            return (need("charter", 1.0, charter=charters, asks=("what-is",)),)
        case "charter" | "compare" | "part" | "no-article":
            return (need("charter", 1.0, charter=last.all("charter"), asks=EVERYTHING),) if not last.asks(*EVERYTHING[:4]) else ()
        case "city" | "cities" | "extremes" | "in-years":
            return (need("figures", 1.0, charter=last.one("charter") or EUROPEAN, asks=("list",)),)
        case "figures":
            return (need("join", 1.0, charter=last.one("charter") or EUROPEAN),)
        case "join":
            return (need("charter", 1.0, charter=last.all("charter"), asks=("what-is", "implement")),)
        case "session" | "sessions" | "pattern" | "deadline":
            return (need("deadlines", 1.0, session=last.all("session")),)
        case "step" | "sponsors" | "no-step":
            return (need("track", 1.0, asks=("list",)),)
        case "event" if last.one("series"):
            return (need("event", 1.0, series=last.one("series"), asks=("list",)),)
        case "history" if last.all("city") and not last.asks("list"):
            return (need("history", 1.0, moment=last.all("moment"), city=last.all("city"), asks=("list",)),)
        case "monitoring" if last.one("record") not in ("stages", "areas"):
            return need("monitoring", 1.0, record="stages"), need("monitoring", 1.0, record="areas")
    return ()


def heard(words: str, library: Library, language: str, group: str) -> Heard:
    """The words in the reader's language, or in the first other one in which they name something of this group."""
    spoken = [hear(words, lexicon(library), language=one) for one in dict.fromkeys((language, *LANGUAGES)) if one in LANGUAGES]
    return next((one for one in spoken if one.has(group)), spoken[0])
