"""Needs about charters: a fact of a charter, how two differ, how to join."""

from collections.abc import Iterator

from bot.knowledge.heard import Heard
from bot.knowledge.index import stem
from bot.knowledge.library import Library
from bot.knowledge.needs.articles import FORMAL_TOPICS, asks_which, says_where
from bot.knowledge.needs.charter_texts import MOST_SAID, sections, sentence, shares, told_of
from bot.knowledge.reading import Need, need
from bot.knowledge.text import to_roman, words
from bot.model.charters import CAMPAIGN, EUROPEAN, GLOBAL, Charter

LIGHT_FACTS = ("who", "where", "when", "how-many", "list", "website")
TOLD_APART = ("follow-up", "implement", "origin", "adoption", "binding", "who-can-sign")
"""What two charters are compared in by their own texts rather than as a whole."""
LEGAL_FACTS = ("adoption", "binding", "revision", "who-can-sign", "parts", "rights-list", "count-articles")
STRONG_FACTS = (*LEGAL_FACTS, "origin", "conferences", "promoter", "follow-up", "implement", "what-is", "difference")
WEAK_FACTS = ("what-is", "parts", "rights-list", "who-can-sign", "implement")
"""Words that ask for a charter as a whole, but in a question about a subject rather for its article."""

OWN_KINDS = ("city", "municipal")
"""How the kinds of instruments begin that a city gives itself."""

CHARTERED = ("Charter", "Responsibilities")
"""How the names of the charters end that cities gave themselves."""
WORKING = ("how", "what-is", "does", "measures", "implement", "follow-up", "publish")
ELSEWHERE = ("charter", "series", "event", "org", "body", "deadline", "monitoring")
"""What else a question about human rights in a city may be about."""
DEFINING = "gwangju-declaration-2011"
"""The text that says what a human rights city is."""
COUNTED = ("count-articles", "parts", "rights-list", "adoption")
BEGINNING = ("origin", "first", "list", "who")
CAMPAIGNING = (("generic", "city-word"), ("topic", "participation"), ("act", "sign"))
APPLYING = ("how", "contact", "need", "cost", "wish", "may", "deadline")
JOINING = ("how", "contact", "reserve", "need", "deadline", "cost", "may", "wish")


def needs(heard: Heard, library: Library) -> Iterator[Need]:
    """Everything about charters that the question may want."""
    yield from _of_a_city(heard, library)
    if charter := charter_asked(heard):
        yield from _parts(heard, library.charters[charter])
        yield from _texts(heard, library.charters[charter])
        yield from _facts(heard, library.charters[charter])
    elif heard.asks("rights-list") and not heard.has("city"):
        yield need("charter", 0.8, charter=GLOBAL, asks=heard.all("ask"))
    yield from _joining(heard, library)


def charter_asked(heard: Heard) -> str:
    """The charter the question is about, the European one when it says no more than `the charter`."""
    if heard.charters:
        return heard.charters[0]
    return EUROPEAN if heard.has("charter", "any") else ""


def _of_a_city(heard: Heard, library: Library) -> Iterator[Need]:
    """What a human rights city is, and what the city that is named gave itself."""
    asks, named = heard.all("ask"), heard.has("generic", "human-rights-city")
    if named and not heard.charters and heard.asks("what-is") and not heard.has("city") and not heard.has("org"):
        yield need("charter", 0.75, charter=DEFINING, asks=asks)
    if named and heard.has("city", "gwangju") and any(word.startswith("defin") for word in heard.words):
        yield need("charter", 1.0, charter=DEFINING, asks=asks)
    if own := _own_policy(heard, library) or _own_charter(heard, library):
        yield need("charter", 1.0, charter=own, asks=asks)
    if charter_asked(heard) or heard.has("act", "sign"):
        return
    for one in _made_in(heard, library):
        if said := sections(heard, library.charters[one]):
            most = 0.83 if heard.asks("when") else 0.9  # of what happened in a city the history knows more
            share = max(shares(heard, library.charters[one]).values())
            yield need("charter", min(0.45 + 0.45 * share, most), charter=one, asks=asks, section=said)
            return


def _parts(heard: Heard, charter: Charter) -> Iterator[Need]:
    """A part of the charter, by its number or its title."""
    part = heard.numbers("part", most=9)
    if part and heard.asks("parts", "count-articles"):
        yield need("part", 0.96, charter=charter.id, part=tuple(map(to_roman, part)))
    elif heard.asks("count-articles", "list") and (titled := _titled_part(heard, charter)):
        yield need("part", 0.97, charter=charter.id, part=titled)


def _texts(heard: Heard, charter: Charter) -> Iterator[Need]:
    """A further text of the charter that tells of the city that is named, or a sentence of it that says what is asked."""
    asks = heard.all("ask")
    if charter.id == CAMPAIGN and heard.has("generic", "city-word") and heard.asks(*BEGINNING) and not heard.asks(*APPLYING):
        yield need("charter", 0.93, charter=charter.id, asks=(*asks, "origin"))
    if told := told_of(heard, charter):
        yield need("charter", 0.94, charter=charter.id, asks=asks, section=told)
    if _subject(heard) or asks_which(heard) or heard.has("act", "sign") or heard.asks(*COUNTED):
        return
    share, text = sentence(heard, charter)
    if share >= MOST_SAID and charter.id in (EUROPEAN, GLOBAL):
        yield need("charter", 0.42 + 0.54 * share, charter=charter.id, asks=asks, section=text)


def _facts(heard: Heard, charter: Charter) -> Iterator[Need]:
    """The charter as a whole, or two of them compared."""
    asks, main, subject = heard.all("ask"), charter.id in (EUROPEAN, GLOBAL), _subject(heard)
    if len(heard.charters) > 1 and heard.asks("difference"):
        apart = heard.asks(*TOLD_APART)
        yield need("charter" if apart else "compare", 0.95 - 0.2 * subject, charter=heard.charters[:2], asks=asks)
    strong = heard.asks(*(fact for fact in STRONG_FACTS if not subject or fact not in WEAK_FACTS))
    facts = strong or heard.asks(*(fact for fact in LIGHT_FACTS if fact != "where" or not says_where(heard)))
    specific = bool(heard.charters)
    facts = facts or (specific and not main and heard.has("topic", "council-approval"))
    score = 0.4 + 0.3 * specific + 0.2 * facts + 0.1 * strong
    score -= 0.2 * (subject and not strong and main)
    score -= 0.2 * (heard.has("city") and heard.has("act", "sign"))
    score -= 0.1 * (asks_which(heard) and bool(charter.articles) and not heard.asks("count-articles", "parts"))
    said = sections(heard, charter)
    yield need("charter", min(score, 0.92), charter=heard.charters or (charter.id,), asks=asks, section=said)


def _subject(heard: Heard) -> bool:
    """Whether a subject is named that articles treat."""
    return bool(set(heard.all("topic")) - set(FORMAL_TOPICS))


def _titled_part(heard: Heard, charter: Charter) -> str:
    """The number of the part of the charter whose title is named (`the part on civil and political rights`)."""
    named = {n for m in heard.mentions if m.group == "charter" for n in range(m.start, m.end)}
    small, said = heard.lexicon.small[heard.language], {stem(word) for n, word in enumerate(heard.words) if n not in named}
    dull = {stem(word) for m in heard.mentions if m.group == "generic" for word in heard.words[m.start : m.end]}
    for one in (part for part in charter.parts if part.name.startswith("Part ")):
        title = [stem(word) for word in words(one.title.get(heard.language, "")) if word not in small]
        telling = [root for root in title if root not in dull]
        if len(said.intersection(telling)) >= max(2, len(telling) / 2):
            return one.name.removeprefix("Part ")
    return ""


def _own_charter(heard: Heard, library: Library) -> str:
    """The charter that the named city gave itself, when `its charter` is spoken of and nobody asks who signed."""
    if heard.charters or not heard.has("charter", "any") or heard.has("act", "sign") or heard.asks("list", "how-many"):
        return ""
    return next((one for one in _made_in(heard, library) if library.charters[one].names["en"].endswith(CHARTERED)), "")


def _made_in(heard: Heard, library: Library) -> Iterator[str]:
    """The policies, charters and by-laws that the cities named here gave themselves."""
    spots = [spot for city in heard.all("city") for spot in heard.lexicon.places.cities[city].recorded]
    for one in library.charters.values():
        if one.kind.get("en", "").startswith(OWN_KINDS) and any(one.place.get("en", "").startswith(spot) for spot in spots):
            yield one.id


def _own_policy(heard: Heard, library: Library) -> str:
    """The policy or charter of the human rights city that is named, when it is asked how that one works."""
    told = heard.asks(*WORKING) and not heard.asks("first", "when", "origin", "happened")
    rights = heard.has("generic", "human-rights-city", "human-rights") and not any(heard.has(group) for group in ELSEWHERE)
    return next(_made_in(heard, library), "") if told and rights else ""


def _joining(heard: Heard, library: Library) -> Iterator[Need]:
    charter = charter_asked(heard) or _joined_by_default(heard)
    if charter and not heard.charters and heard.asks("another"):
        charter = GLOBAL
    campaign = CAMPAIGN in heard.charters and (any(heard.has(*sign) for sign in CAMPAIGNING) or heard.asks(*APPLYING))
    acting = heard.has("act", "sign") or (heard.has("act", "become") and not asks_which(heard)) or heard.has("topic", *FORMAL_TOPICS)
    closed = charter not in (EUROPEAN, GLOBAL, CAMPAIGN) and not heard.has("act", "sign", "become")
    if not charter or closed or not (acting or campaign):
        return
    listed = not heard.charters or any(one in (EUROPEAN, GLOBAL, CAMPAIGN) for one in heard.charters)
    if heard.asks("who-can-sign") or (listed and heard.has("city") and not wishes(heard)):
        return
    voted = heard.has("topic", "voting") and heard.has("generic", "city-word")
    wanted = heard.asks(*JOINING) or voted or heard.has("topic", *FORMAL_TOPICS)
    ours = heard.has("generic", "city-word") or campaign
    past = heard.asks("how-many", "when", "list", "last") or heard.has("country") or bool(heard.months and heard.years)
    score = 0.6 + 0.35 * wanted + 0.2 * ours - (0.3 if past and not heard.asks("how") else 0.0)
    score -= 0.2 * bool(set(heard.all("topic")) - {*FORMAL_TOPICS, "voting", "participation"})
    score -= 0.3 * heard.asks("binding", "how-often") + 0.35 * (heard.asks("implement") and not heard.asks("contact", "cost", "wish"))
    score = max(score, 0.95 * (campaign and bool(heard.asks(*APPLYING))))
    told = {"topic": heard.all("topic"), "country": heard.all("country")}
    yield need("join", score, charter=heard.charters or (charter,), asks=heard.all("ask"), **told)


def wishes(heard: Heard) -> bool:
    """Whether somebody asks how to sign or would like to, and not only to know who has signed."""
    return heard.asks("how") or (heard.asks("wish") and (not heard.has("city") or heard.leads(("ask", "wish"), ("act", "sign"))))


def _joined_by_default(heard: Heard) -> str:
    """What is joined when the question does not say: the campaign by a human rights city, the European Charter by a signatory."""
    if heard.has("generic", "human-rights-city") and heard.has("act"):
        return CAMPAIGN
    formal = heard.has("topic", *FORMAL_TOPICS)
    ours = heard.has("generic", "city-word") and heard.asks(*JOINING)
    return EUROPEAN if heard.has("act", "sign") and (formal or ours or heard.asks("how", "cost", "wish")) else ""
