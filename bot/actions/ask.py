"""Answer a question from the records, and remember how it was read, so that the next one may follow it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from bot.actions import calendar_dates, curated, signatories
from bot.knowledge.answer import Answer, answer, compose
from bot.knowledge.lexicon import lexicon
from bot.knowledge.library import Library
from bot.knowledge.reading import Need, Reading
from bot.model.person import Person
from bot.storage import conversations, people
from bot.storage.database import Connection


def known(tx: Connection, library: Library) -> Library:
    """The library with the dates that people set, the list of signatories that they imported and the answers that they approved."""
    return curated.known(tx, calendar_dates.known(tx, signatories.known(tx, library)))


def last_reading(tx: Connection, person: Person, chat: str, now: datetime) -> Reading | None:
    """How the last question of this person in this chat was read, if it was lately."""
    return Reading.restored(conversations.last(tx, person.id, chat, now))


def answer_question(tx: Connection, library: Library, person: Person, chat: str, words: str, now: datetime) -> Answer:
    """The answer to a free text, from what people set and imported; a short follow-up is read after the question before it.

    Whoever writes in another language beyond doubt is spoken to in that one from then on, unless they have chosen one."""
    before = last_reading(tx, person, chat, now)
    found = answer(known(tx, library), words, today=now.date(), hint=person.language, context=before)
    if found.language != person.language and lexicon(library).surely(words, found.language):
        people.adopt_language(tx, person, found.language)
    _remember(tx, person, chat, found, now)
    curated.missed(tx, person.id, words, found, now)
    return found


def answer_needs(tx: Connection, library: Library, person: Person, chat: str, needs: Sequence[Need], now: datetime) -> Answer:
    """The answer to needs that are known already (a browsing word, a button), in the reader's own language."""
    found = compose(Reading(person.language, tuple(needs)), known(tx, library), now.date())
    _remember(tx, person, chat, found, now)
    return found


def _remember(tx: Connection, person: Person, chat: str, found: Answer, now: datetime) -> None:
    """Small talk and refusals are no subject to follow."""
    if found.reading.needs and found.reading.needs[0].intent not in ("talk", "refuse"):
        conversations.keep(tx, person.id, chat, asdict(found.reading), now)
