"""Needs about the monitoring programme: what it is, its stages, its cost, its indicators."""

from collections.abc import Iterator

from bot.knowledge.heard import Heard
from bot.knowledge.library import Library
from bot.knowledge.reading import Need, need

LONG = 3
"""So many words that name a stage need nothing else to be understood."""
OWN = ("city-comment", "draft-report", "scoping", "expert-team")
"""Stages whose names hardly mean anything else."""
CONTEXT = ("programme", "stages", "pilot", "indicators", "types", "cross-cutting")


def needs(heard: Heard, library: Library) -> Iterator[Need]:
    """Everything about the programme that the question may want."""
    asks = heard.all("ask")
    context = heard.has("monitoring", *CONTEXT) or len(heard.all("stage")) > 1
    yield from _stages(heard, library, context)
    measured = heard.asks("how") and heard.asks("measures") and heard.has("topic") and not heard.charters
    if heard.has("monitoring", "indicators", "areas", "scale") or measured:
        yield from _indicators(heard, library)
    if heard.has("monitoring", "programme") and heard.has("beyond", "opinion"):
        yield need("monitoring", 0.92, record="method", asks=asks)
    if heard.has("monitoring", "types"):
        yield need("monitoring", 0.93, record="method", asks=asks)
    if heard.has("monitoring", "follow-up-2018") or (heard.asks("follow-up") and 2018 in heard.years):
        yield need("monitoring", 0.93, record="follow-up-2018", asks=asks)
    cities = heard.has("city") or (heard.has("generic", "city-word") and heard.asks("list", "who", "happened", "where", "how-many"))
    where = heard.has("monitoring", "programme") and cities and not heard.charters
    if heard.has("monitoring", "pilot") or (where and not heard.asks("how", "may")):
        yield need("monitoring", 0.92 + 0.03 * heard.has("stage"), record="pilot", asks=asks)
    if heard.has("monitoring", "cross-cutting"):
        yield need("monitoring", 0.9, record="checks", asks=asks)
    if heard.has("monitoring", "roles") and context:
        yield need("monitoring", 0.92, record="roles", asks=asks)
    reported = heard.has("monitoring", "programme") or heard.has("stage", "follow-up", "publication")
    if reported and heard.asks("measures") and heard.asks("how-long", "when", "deadline", "publish"):
        yield need("monitoring", 0.94, record="follow-up", asks=asks)
    if heard.has("monitoring", "programme"):
        cost = heard.asks("cost", "how-long") and not heard.has("stage")
        charter = bool(heard.charters) and heard.length("monitoring", "programme") < 2
        yield need("monitoring", 0.82 + 0.1 * cost - 0.25 * charter, record="cost" if cost else "programme", asks=asks)


def context_of(heard: Heard) -> bool:
    """Whether the programme itself is spoken of, so that its stages are meant."""
    return heard.has("monitoring", "programme", "pilot", "indicators")


def _one_stage(heard: Heard, library: Library) -> str:
    """The one stage that is asked about: by its name, or the first or last of all."""
    stages, every = heard.all("stage"), library.programme.stages
    if len(stages) == 1:
        return "" if heard.asks("next", "before", "list", "how-many") else stages[0]
    if len(stages) > 1 and heard.asks("how-long") and not heard.asks("list", "how-many"):
        return stages[0]
    if stages or not heard.asks("first", "last") or heard.asks("how-many", "list"):
        return ""
    return every[0].id if heard.asks("first") else every[-1].id


def _stages(heard: Heard, library: Library, context: bool) -> Iterator[Need]:
    stages = heard.all("stage")
    if heard.has("monitoring", "stages"):
        elsewhere = not context_of(heard) and (heard.has("act", "sign") or bool(heard.charters))
        if one := _one_stage(heard, library):
            yield need("monitoring", 0.93, record=one, asks=heard.all("ask"))
        yield need("monitoring", 0.9 - 0.4 * elsewhere, record="stages", stage=stages, asks=heard.all("ask"))
        return
    for stage in stages:
        own = stage in OWN
        context = context or heard.length("stage", stage) > LONG or (own and heard.asks("how-long"))
        firm = 0.25 * context + 0.1 * own * context
        yield need("monitoring", 0.55 + firm + 0.05 * heard.length("stage", stage) * context, record=stage, asks=heard.all("ask"))


def _indicators(heard: Heard, library: Library) -> Iterator[Need]:
    areas = [heard.lexicon.topics[topic].get("area") for topic in heard.all("topic")]
    titled = [area.id for area in library.programme.areas if area.article in heard.all("article")]
    found = tuple(dict.fromkeys((*titled, *(str(area) for area in areas if area))))
    if not found and heard.has("topic"):
        rights = {article for topic in heard.all("topic") for article in heard.lexicon.topics[topic]["articles"]}
        found = tuple(area.id for area in library.programme.areas if area.article in rights)[:1]
    if found:
        yield need("monitoring", 0.94, record=found[:2], asks=heard.all("ask"))
    else:
        yield need("monitoring", 0.82, record="areas", asks=heard.all("ask"))
