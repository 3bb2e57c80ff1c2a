"""Needs about signatories: one city's record, the cities of a country, the first or last to sign, how many there are."""

from collections.abc import Iterator

from bot.knowledge.heard import Heard
from bot.knowledge.library import Library
from bot.knowledge.needs.charters import charter_asked, wishes
from bot.knowledge.reading import Need, need
from bot.model.charters import CAMPAIGN, EUROPEAN, GLOBAL

YEAR = len("2000")
JOINED = (EUROPEAN, GLOBAL, CAMPAIGN)
"""What cities join; other texts are of one city, or closed."""
SHORT = 10
"""A question of fewer words about the adoption in a signatory city means the signatories' charter."""


def needs(heard: Heard, library: Library) -> Iterator[Need]:
    """Everything about signatories that the question may want."""
    signing = heard.has("act", "sign")
    charter, cities, countries = charter_asked(heard), heard.all("city"), heard.all("country")
    procedure = wishes(heard) and not heard.asks("when", "list")
    if heard.charters == (CAMPAIGN,) or (heard.asks("how-many") and not cities and _closed(heard)):
        return
    if not _signable(heard, library) or (heard.has("generic", "another-text") and not heard.charters):
        return
    if cities and heard.asks("how-many") and (signing or (charter and heard.has("generic", "city-word") and not heard.has("topic"))):
        yield need("in-years" if heard.years else "figures", 0.94, charter=charter, year=heard.years, asks=heard.all("ask"))
    elif cities and signing and _closed(heard) and not heard.asks("when", "list") and not _on_record(heard, library):
        yield need("join", 0.94, charter=heard.charters, asks=heard.all("ask"))
    elif cities and signing and not procedure and _signable(heard, library):
        happened = heard.asks("happened") and not charter  # something was signed there, and no charter
        yield need("city", 0.65 if happened else 0.93, city=cities, charter=heard.charters, asks=heard.all("ask"))
    elif cities and charter and not heard.has("topic"):
        facts = heard.asks("promoter", "conferences", "origin", "adoption", "when", "where", "who")
        own = not signing and any(_given_itself(heard, library, one) for one in heard.charters)
        score = 0.93 if heard.asks("list") or _since(heard, library, cities[0]) else 0.5 if facts or own else 0.72
        yield need("city", score, city=cities, charter=heard.charters, asks=heard.all("ask"))
    elif cities and not charter and heard.asks("adoption") and len(heard.words) < SHORT and _since(heard, library, cities[0]):
        yield need("city", 0.8, city=cities, asks=heard.all("ask"))
    elif cities and heard.only:
        listed = {row.city for row in library.signatures} & set(heard.lexicon.places.cities[cities[0]].recorded)
        yield need("city", 0.66 if listed else 0.6, city=cities)
    elif signing and not cities and not countries and not procedure and heard.stranger:
        yield need(
            "city", 0.8 + 0.07 * heard.placed(heard.stranger), stranger=heard.stranger, charter=heard.charters, asks=heard.all("ask")
        )
    yield from _lists(heard, library, signing, charter)


def _lists(heard: Heard, library: Library, signing: bool, charter: str) -> Iterator[Need]:
    countries = heard.all("country") or heard.all("region")
    counted = heard.asks("how-many", "list", "first", "last") or heard.has("generic", "seats")
    about_cities = heard.has("generic", "city-word") or signing
    if countries and about_cities and not heard.has("city") and _signable(heard, library):
        joining = heard.asks("wish", "need", "contact", "how") and not heard.asks("list", "how-many")
        titled = not charter and (
            heard.has("generic", "human-rights-city") or (heard.has("generic", "human-rights") and heard.asks("first") and not signing)
        )
        listed = bool(charter) and heard.asks("list")
        score = 0.7 + 0.17 * signing + 0.1 * bool(charter) + 0.13 * listed - 0.3 * joining - 0.3 * titled
        yield need("cities", score, country=countries, charter=heard.charters, asks=heard.all("ask"))
    elif _adopter(heard):
        yield need("figures", 0.94, charter=GLOBAL, asks=("list",))  # few cities did: they can be told by name
    elif signing and heard.asks("last", "first") and not heard.has("city"):
        yield need("extremes", 0.95, charter=charter, asks=heard.all("ask"))
    elif (
        len(heard.years) == 1 and len(heard.dates[0]) > YEAR and not heard.has("city") and heard.asks("list") and (about_cities or charter)
    ):
        yield need("in-years", 0.92, charter=charter, year=heard.dates, asks=heard.all("ask"))
    elif signing and heard.years and not heard.asks("where") and not heard.has("city") and not heard.has("series"):
        yield need("in-years", 0.9, charter=charter, year=heard.dates, asks=heard.all("ask"))
    elif heard.asks("complete") and (signing or charter) and not heard.has("city"):
        yield need("figures", 0.9, charter=charter, asks=heard.all("ask"))
    elif (
        heard.charters == (GLOBAL,) and heard.has("generic", "city-word") and heard.asks("who", "where", "list") and heard.asks("adoption")
    ):
        yield need("figures", 0.94, charter=GLOBAL, asks=("list",))  # few cities did: they can be told by name
    elif signing and counted and not heard.has("city"):
        yield need("figures", 0.78 + 0.16 * heard.asks("how-many"), charter=charter, asks=heard.all("ask"))


def _adopter(heard: Heard) -> bool:
    """Whether it is asked which city has adopted the Global Charter-Agenda, and not how one would."""
    who = heard.has("generic", "city-word") or (heard.asks("who") and not heard.asks("adoption"))
    which = who and heard.has("act", "sign") and not heard.has("city")
    procedure = heard.asks("how", "may", "wish", "need", "contact", "when", "cost", "binding")
    return heard.charters == (GLOBAL,) and which and not procedure


def _closed(heard: Heard) -> bool:
    """Whether only texts are named that no city can sign any more: their history tells how many did."""
    return bool(heard.charters) and not {EUROPEAN, GLOBAL, CAMPAIGN}.intersection(heard.charters)


def _on_record(heard: Heard, library: Library) -> bool:
    """Whether a city that is named has to do with a charter that is named."""
    recorded = {spot for city in heard.all("city") for spot in heard.lexicon.places.cities[city].recorded}
    return any(row.city in recorded and row.charter in heard.charters for row in library.signatures)


def _signable(heard: Heard, library: Library) -> bool:
    """Whether what is named is signed by cities, or by the city that is named; or nothing is named."""
    if not heard.charters or any(charter in JOINED for charter in heard.charters):
        return True
    spots = {spot for city in heard.all("city") for spot in heard.lexicon.places.cities[city].recorded}
    return any(row.charter in heard.charters and row.city in spots for row in library.signatures)


def _given_itself(heard: Heard, library: Library, charter: str) -> bool:
    """Whether a charter was made in a city that is named with it, so that the city is only part of its name."""
    recorded = (spot for city in heard.all("city") for spot in heard.lexicon.places.cities[city].recorded)
    return charter not in (EUROPEAN, GLOBAL) and any(library.charters[charter].place.get("en", "").startswith(spot) for spot in recorded)


def _since(heard: Heard, library: Library, city: str) -> bool:
    """Whether it is asked since when a signatory is in a charter (`Bologna European Charter when`), not when one was adopted there."""
    recorded = heard.lexicon.places.cities[city].recorded
    signed = any(row.city in recorded for row in library.signatures)
    adopted = any(spot in charter.place.get("en", "") for charter in library.charters.values() for spot in recorded)
    return signed and heard.asks("when", "adoption") and not adopted
