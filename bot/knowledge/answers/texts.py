"""Which of a charter's further texts answer a question."""

from collections.abc import Mapping

from bot.knowledge.reading import Need
from bot.model.charters import EUROPEAN, GLOBAL, Charter

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "binding": ("monitoring", "implementation"),
    "revision": ("history",),
    "origin": ("history",),
    "conferences": ("history",),
    "promoter": ("history",),
    "who": ("history",),
    "adoption": ("history",),
    "follow-up": ("monitoring",),
    "how-often": ("monitoring",),
    "implement": ("implementation",),
    "measures": ("implementation",),
    "who-can-sign": ("how_to_join",),
    "keeps-list": ("how_to_join",),
    "contact": ("how_to_join",),
    "publish": ("implementation",),
}
"""Which further text of a charter answers which question."""
DATED = ("what-is", "adoption", "origin", "when", "where")
"""Facts that the summary and the history of a charter tell."""


def told(one: Charter, wanted: Need) -> list[str]:
    """The further texts of a charter that answer; those of an instrument that cities do not sign are short, and all told when in doubt."""
    main, said = one.id in (EUROPEAN, GLOBAL), [*wanted.all("section")]
    names = [*said, *(name for asked, sections in SECTIONS.items() if wanted.asks(asked) for name in sections)]
    if main and wanted.asks("adoption") and not wanted.asks("who", "revision", "origin"):
        names = said
    if (wanted.asks("may", *(("how",) if main else ())) and not names) or (one.id == GLOBAL and wanted.asks("first")):
        names = [*names, "how_to_join"]
    if main:
        return names
    rest = wanted.asks("who") or not (names or wanted.asks(*DATED))
    return [*names, "history", *(("implementation", "monitoring") if rest else ())]
