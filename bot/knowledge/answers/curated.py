"""Answers that the secretariat has approved, word for word, with the role that gave them and the day."""

from collections.abc import Sequence

from bot.knowledge.answers.common import Citation, Desk, Part, part
from bot.knowledge.reading import Need
from bot.model.curated import Curated


def curated(wanted: Need, desk: Desk) -> Sequence[Part]:
    """The entry in every language it has; the reader's own is shown, else the first."""
    held = {one.language: one for one in desk.library.curated if str(one.entry) == wanted.one("entry")}
    if not held:
        return []
    source = Citation(f"curated:{wanted.one('entry')}", {language: one.question for language, one in held.items()}, "")
    return [part("faq.answer", [source], texts={language: text(one) for language, one in held.items()})]


def text(one: Curated) -> dict[str, object]:
    """One language of an entry as it is shown."""
    return {"question": one.question, "answer": one.answer, "role": one.role, "day": one.at.date()}


COMPOSERS = {"curated": curated}
