"""Questions in anybody's own words, and the words for browsing what Plaza knows."""

from collections.abc import Callable, Sequence

from bot.actions import ask as deeds
from bot.handlers.router import Router, Turn
from bot.knowledge import browse
from bot.knowledge.answer import Answer
from bot.knowledge.library import Library
from bot.knowledge.reading import Need
from bot.model.reply import Button, Reply

router = Router()
MORE, PERSON = Button("command.more", label="ask.button_more"), Button("command.secretariat", label="ask.button_secretariat")
COVERAGE = Button("command.coverage", label="coverage.button_table")
NO_PERSON = ("legal", "orders")
"""Refusals that do not offer the secretariat, which could not help either."""


@router.fallback
def question(turn: Turn, words: str) -> Sequence[Reply]:
    """Answer any text from the records, in its own language, or say kindly what Plaza can do."""
    return told(deeds.answer_question(turn.tx, turn.library, turn.person, turn.origin.chat, words, turn.now))


@router.command("more")
def more(turn: Turn, words: str) -> Sequence[Reply]:
    """What there is beyond the last answer."""
    last = deeds.last_reading(turn.tx, turn.person, turn.origin.chat, turn.now)
    further = browse.more(last.needs[0]) if last and last.needs else ()
    return _needs(turn, further) if further else [Reply("ask.no_more")]


@router.command("charters")
def charters(turn: Turn, words: str) -> Sequence[Reply]:
    """All charters, or the one that is named."""
    return _browse(turn, words, browse.charters)


@router.command("signatories")
def signatories(turn: Turn, words: str) -> Sequence[Reply]:
    """Who signed: of a country, a city, or in figures."""
    return _browse(turn, words, browse.signatories)


@router.command("calendar")
def calendar(turn: Turn, words: str) -> Sequence[Reply]:
    """The next session and the days ahead, or those of the session that is named."""
    return _browse(turn, words, browse.calendar)


@router.command("history")
def history(turn: Turn, words: str) -> Sequence[Reply]:
    """The milestones, or what happened in a city or a year."""
    return _browse(turn, words, browse.history)


@router.press("ask.charter")
def charter(turn: Turn, value: str) -> Sequence[Reply]:
    """One charter out of the list."""
    return _browse(turn, value, lambda words, library, language: (Need("charter", 1.0, {"charter": (words,), "asks": ("what-is",)}),))


Reader = Callable[[str, Library, str], tuple[Need, ...]]


def _browse(turn: Turn, words: str, read: Reader) -> Sequence[Reply]:
    return _needs(turn, read(words, deeds.known(turn.tx, turn.library), turn.person.language))


def _needs(turn: Turn, needs: Sequence[Need]) -> Sequence[Reply]:
    return told(deeds.answer_needs(turn.tx, turn.library, turn.person, turn.origin.chat, needs, turn.now))


def told(found: Answer) -> Sequence[Reply]:
    """One message per part; the last one offers what comes next."""
    replies = [Reply(part.message, part.data, language=found.language) for part in found.parts]
    last = found.parts[-1]
    return [*replies[:-1], Reply(last.message, last.data, _offers(found), language=found.language)]


def _offers(found: Answer) -> tuple[Button, ...]:
    first = found.reading.needs[0] if found.reading.needs else None
    if first and first.intent == "charters":
        return tuple(Button("ask.charter", str(one["id"]), {"name": one["names"]}) for one in _charters(found))
    further = (MORE,) if first and browse.more(first) else ()
    offers = (*further, COVERAGE) if first and first.intent in ("cities", "figures") else further
    legal = first is not None and first.one("reason") in NO_PERSON
    return (*offers, PERSON) if found.abstained and not legal else offers


def _charters(found: Answer) -> list[dict[str, object]]:
    listed = found.parts[0].data["charters"]
    return listed[:6] if isinstance(listed, list) else []
