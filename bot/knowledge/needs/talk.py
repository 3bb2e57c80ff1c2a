"""Talk that is no question for the records: greetings, thanks, what Plaza can do, and what it must refuse."""

from collections.abc import Iterator

from bot.knowledge.heard import Heard
from bot.knowledge.library import Library
from bot.knowledge.needs.articles import asks_which, own_case
from bot.knowledge.reading import Need, need

ORDER = ("thanks", "help", "who-are-you", "how-are-you", "bye", "hello")
SUBJECTS = ("charter", "topic", "deadline", "meeting", "series", "body", "org", "monitoring", "stage")
PLACES = ("city", "country", "region")
FIRM = (
    "orders",
    "travel",
    "weather",
    "secret",
    "medical",
    "write",
    "do-it",
    "person",
    "election",
    "money",
    "elsewhere",
    "city-life",
    "ranking",
)
"""Beyond Plaza whatever else the question names; the others only when nothing in it asks for a record."""

TASKS = ("command", "write", "do-it")
BEFORE_TASKS = (
    "please can could will would you u just now ok hey hi hello plaza and then dear "
    "puedes podrias puede podria podeis tu me nos usted por favor y ahora oye hola venga "
    "peux pourrais pouvez pourriez peut vous et maintenant stp svp bonjour salut nous moi"
)
OPENERS = frozenset(BEFORE_TASKS.split())
"""Words that may stand before a task for Plaza."""
TOLD = ("when", "where", "who", "how-many", "count-articles", "parts", "theme", "adoption", "binding")
ASIDE = ("travel",)
"""What may be said by the way in a question that a record answers (`we must book a hotel: when is the forum?`)."""

SAID_IN_TEXTS = ("weather", "travel", "election", "medical", "money", "person")
"""What the articles of a charter may speak of too (`which right is the umbrella`, `which article is on the money of the city`)."""


def needs(heard: Heard, library: Library) -> Iterator[Need]:
    """Small talk and refusals."""
    placed = any(heard.has(group) for group in PLACES) and (heard.has("ask") or heard.has("act") or bool(heard.uncovered))
    subject = placed or any(heard.has(group) for group in SUBJECTS) or bool(heard.symbols)
    beyond = tuple(reason for reason in heard.all("beyond") if reason != "command" or _commanded(heard))
    if beyond:
        firm = [
            r
            for r in beyond
            if (r in FIRM and not _by_the_way(heard, r))
            or _own_law(heard, r)
            or (r in TASKS and _commanded(heard) and not _by_the_way(heard, r))
        ]
        said_only = _wants_record(heard) or all(_by_the_way(heard, reason) for reason in beyond)
        yield need("refuse", 1.0 if firm else 0.3 if said_only else 0.91, reason=(firm or list(beyond))[0])
    elif _accounts(heard):
        yield need("refuse", 0.86, reason="money")
    said = [kind for kind in ORDER if heard.has("talk", kind)]
    opening = any(m.group == "talk" and m.start == 0 for m in heard.mentions) and not (heard.has("ask") or heard.has("act"))
    if said and not beyond and not subject and (opening or len(heard.uncovered) <= 3):
        yield need("talk", 0.9, kind=said[0])


def _accounts(heard: Heard) -> bool:
    """Whether it is asked what somebody spends, which no record says."""
    spends = heard.asks("budget") or (heard.asks("pay") and heard.asks("how-many", "cost"))
    return spends and (heard.has("org") or heard.has("city")) and not heard.has("act") and not heard.has("charter")


def _own_law(heard: Heard, reason: str) -> bool:
    """Whether somebody tells a case of their own, by what is theirs or in two places at least, whatever charter they hope for."""
    told = {m.start for m in heard.mentions if m.group == "beyond" and m.value == "legal"}
    return reason == "legal" and (len(told) > 1 or own_case(heard)) and not heard.has("generic", "article-word")


def _commanded(heard: Heard) -> bool:
    """Whether the question begins with a task for Plaza (`draft a motion ...`, `can you fill in ...`), whatever the task is about."""
    tasks = [m for m in heard.mentions if m.group == "beyond" and m.value in TASKS and (m.value == "command" or m.end - m.start > 1)]
    return any(OPENERS.issuperset(heard.words[: m.start]) for m in tasks)


def _apart(heard: Heard, reason: str) -> bool:
    """Whether a charter is named beside what would be refused, and not by the same words (`the Quebec charter of human rights`)."""
    refused = [m for m in heard.mentions if m.group == "beyond" and m.value == reason]
    charters = [m for m in heard.mentions if m.group == "charter"]
    return any(all(c.end <= m.start or c.start >= m.end for m in refused) for c in charters)


def _by_the_way(heard: Heard, reason: str) -> bool:
    """Whether something to refuse is only mentioned: a mayor beside the question whether a city signed, an essay that the answer is for."""
    if reason in SAID_IN_TEXTS and asks_which(heard):
        return True
    if reason in ASIDE:
        return (
            heard.has("monitoring", "indicators") or _wants_day(heard) or _wants_article(heard) or heard.has("deadline", "video-statements")
        )
    if reason in ("elsewhere", "city-life"):  # another body or text, how a city fares: a charter may speak of them, a record may not
        ours = _apart(heard, reason) or heard.has("series") or heard.has("monitoring")
        return ours or (reason == "city-life" and heard.has("generic", "article-word"))
    if reason in TASKS and heard.has("monitoring", "indicators"):
        return True
    if reason == "write":
        return heard.has("charter") and heard.asks(*TOLD)
    if reason == "person" and heard.has("generic", "local-government", "city-word") and heard.years:
        return not heard.asks("email", "phone", "contact", "who")
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
    return heard.has("generic", "our-texts") or (named and (heard.has("ask") or heard.has("act") or asks_which(heard)))
