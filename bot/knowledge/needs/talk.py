"""Talk that is no question for the records: greetings, thanks, what Plaza can do, and what it must refuse."""

from collections.abc import Iterator

from bot.knowledge.heard import Heard
from bot.knowledge.library import Library
from bot.knowledge.reading import Need, need

ORDER = ("thanks", "help", "who-are-you", "how-are-you", "bye", "hello")
SUBJECTS = ("charter", "topic", "deadline", "meeting", "series", "body", "org", "monitoring", "stage")
PLACES = ("city", "country", "region")
FIRM = ("orders", "travel", "weather", "secret", "medical", "write", "do-it", "person", "election", "money")
"""Beyond Plaza whatever else the question names; the others only when nothing in it asks for a record."""

TOLD = ("when", "where", "who", "how-many", "count-articles", "parts", "theme", "adoption", "binding")
ASIDE = ("travel",)
"""What may be said by the way in a question that a record answers (`we must book a hotel: when is the forum?`)."""


def needs(heard: Heard, library: Library) -> Iterator[Need]:
    """Small talk and refusals."""
    placed = any(heard.has(group) for group in PLACES) and (heard.has("ask") or heard.has("act") or bool(heard.uncovered))
    subject = placed or any(heard.has(group) for group in SUBJECTS) or bool(heard.symbols)
    beyond = heard.all("beyond")
    if beyond:
        firm = [reason for reason in beyond if reason in FIRM and not _by_the_way(heard, reason)]
        yield need("refuse", 1.0 if firm else 0.91 if not _wants_record(heard) else 0.3, reason=(firm or list(beyond))[0])
    elif _accounts(heard):
        yield need("refuse", 0.86, reason="money")
    said = [kind for kind in ORDER if heard.has("talk", kind)]
    if said and not beyond and not subject and len(heard.uncovered) <= 3:
        yield need("talk", 0.9, kind=said[0])


def _accounts(heard: Heard) -> bool:
    """Whether it is asked what somebody spends, which no record says."""
    spends = heard.asks("budget") or (heard.asks("pay") and heard.asks("how-many", "cost"))
    return spends and (heard.has("org") or heard.has("city")) and not heard.has("act") and not heard.has("charter")


def _by_the_way(heard: Heard, reason: str) -> bool:
    """Whether something to refuse is only mentioned: a mayor beside the question whether a city signed, an essay that the answer is for."""
    if reason in ASIDE:
        return _wants_day(heard) or _wants_article(heard)
    if reason == "write":
        return heard.has("charter") and heard.asks(*TOLD)
    signed = heard.has("city") and heard.has("charter") and heard.has("act", "sign")
    return reason == "person" and signed and not heard.asks("who", "email", "phone", "contact")


def _wants_article(heard: Heard) -> bool:
    """Whether a charter is asked for a subject (`who may visit the cells?`)."""
    return heard.has("charter") and heard.has("topic")


def _wants_day(heard: Heard) -> bool:
    """Whether the day or place of something in the records is asked for."""
    return _wants_record(heard) and heard.asks("when", "next", "official", "exact", "deadline", "where")


def _wants_record(heard: Heard) -> bool:
    """Whether the question asks something that the records could hold, despite its odd words."""
    named = (
        heard.has("charter") or heard.has("deadline") or heard.has("series") or heard.has("body") or heard.has("org") or bool(heard.symbols)
    )
    return named and (heard.has("ask") or heard.has("act"))
