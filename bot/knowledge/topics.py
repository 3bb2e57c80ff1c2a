"""Which topic of alerts, or which day of the calendar, somebody means, in whatever language and spelling."""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.knowledge.text import fold
from bot.model.alerts import Rules, Topic
from bot.model.knowledge import Anchor

SURE, POSSIBLE, CLEARLY = 88.0, 75.0, 8.0
SMALL_WORDS = (
    "the a an of on about to for alert alerts me please and my all any"
    " el la los las de del un una sobre a al para alerta alertas mi mis por favor y en"
    " le les des du une sur aux au pour alerte alertes mes svp et d l"
)
SMALL = frozenset(SMALL_WORDS.split())


@dataclass(frozen=True, slots=True)
class Meant:
    """The topics that may be meant, best first; `sure` when there is one and it was named well enough to act on it."""

    topics: tuple[Topic, ...] = ()
    sure: bool = False


def find(rules: Rules, text: str) -> Meant:
    """The topic meant, or the few that may be meant; none when nothing is like it."""
    wanted = _bare(text)
    if not wanted:
        return Meant()
    scored = sorted(
        ((_score(topic, wanted), number, topic) for number, topic in enumerate(rules.topics)), key=lambda one: (-one[0], one[1])
    )
    best = scored[0][0] if scored else 0.0
    if best >= SURE and (len(scored) == 1 or best - scored[1][0] >= CLEARLY):
        return Meant((scored[0][2],), sure=True)
    return Meant(tuple(topic for score, _, topic in scored if score >= POSSIBLE and best - score < CLEARLY))


def _score(topic: Topic, wanted: str) -> float:
    names = [topic.id.replace("_", " "), *topic.words]
    return max(_alike(_bare(name), wanted) for name in names)


def _alike(name: str, wanted: str) -> float:
    """How alike two names are, 0 to 100; what contains the whole name counts nearly as much as the name itself."""
    if name == wanted:
        return 100.0
    within = 95.0 if len(name) > 2 and f" {name} " in f" {wanted} " else 0.0
    return max(within, fuzz.ratio(name, wanted), 0.96 * fuzz.token_sort_ratio(name, wanted))


def _bare(text: str) -> str:
    """Folded words without the small ones, apostrophes opened."""
    words = "".join(c if c.isalnum() else " " for c in fold(text)).split()
    return " ".join(word for word in words if word not in SMALL)


def named(anchors: Iterable[Anchor], text: str, language: str) -> list[Anchor]:
    """The days whose name holds what was typed, the closest first; numbers must be the same."""
    wanted = _bare(text)
    numbers = {word for word in wanted.split() if word.isdigit()}
    scored = []
    for place, anchor in enumerate(anchors):
        name = _bare(anchor.names.get(language) or anchor.names["en"])
        if numbers <= set(name.split()):
            scored.append((fuzz.token_set_ratio(name, wanted), -place, anchor))
    return [anchor for score, _, anchor in sorted(scored, key=lambda one: one[:2], reverse=True) if score >= POSSIBLE]
