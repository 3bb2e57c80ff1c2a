"""Questions to answers: composed from records, with citations, or refused. The words are in messages/<language>/ask.j2."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.knowledge.answers import charters, council, curated, monitoring, movement, organisations, signatories, talk, track
from bot.knowledge.answers.common import Citation, Composer, Desk, Part
from bot.knowledge.lexicon import lexicon
from bot.knowledge.library import Library
from bot.knowledge.reading import Need, Reading, need
from bot.knowledge.understand import understand

COMPOSERS: Mapping[str, Composer] = {
    **charters.COMPOSERS,
    **signatories.COMPOSERS,
    **council.COMPOSERS,
    **track.COMPOSERS,
    **movement.COMPOSERS,
    **organisations.COMPOSERS,
    **monitoring.COMPOSERS,
    **talk.COMPOSERS,
    **curated.COMPOSERS,
}
REFUSAL = need("refuse", 0.9, reason="unknown")


@dataclass(frozen=True, slots=True)
class Answer:
    """The parts to say in order, what they rest on, whether Plaza abstained, how sure it is (0..1), and how it read the question."""

    parts: tuple[Part, ...]
    citations: tuple[Citation, ...]
    abstained: bool
    confidence: float
    language: str
    reading: Reading


def answer(library: Library, question: str, *, today: date, language: str = "", context: Reading | None = None, hint: str = "") -> Answer:
    """The answer to any text whatever. `language` answers in that one instead of the question's own; `hint` is the reader's own
    and settles what the question leaves open; `context` is the last reading."""
    reading = understand(question, library, context=context, hint=hint or language)
    return compose(replace(reading, language=language) if language else reading, library, today)


def compose(reading: Reading, library: Library, today: date) -> Answer:
    """The answer to needs that are understood already."""
    desk = Desk(library, lexicon(library).places, today)
    first, *others = [tuple(_parts(wanted, desk)) for wanted in reading.needs] or [()]
    first = first or tuple(_parts(REFUSAL, desk))
    if reading.follows:
        first = (replace(first[0], data={**first[0].data, "lead": "ask.following"}), *first[1:])
    chosen = (*first, *(part for parts in others for part in parts if not part.refusal))
    citations = tuple({c.id: c for part in chosen for c in part.citations}.values())
    confidence = reading.needs[0].score if reading.needs else 0.0
    return Answer(chosen, citations, all(part.refusal for part in first), confidence, reading.language, reading)


def _parts(wanted: Need, desk: Desk) -> Sequence[Part]:
    composer = COMPOSERS.get(wanted.intent)
    return composer(wanted, desk) if composer else ()
