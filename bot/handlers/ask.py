"""Questions in anybody's own words, and the words for browsing what Plaza knows."""

from collections.abc import Callable, Sequence

from bot.actions import ask as deeds
from bot.actions import curated
from bot.handlers.router import Router, Turn
from bot.knowledge import browse
from bot.knowledge.answer import Answer
from bot.knowledge.library import Library
from bot.knowledge.reading import Need
from bot.model.curated import Verdict
from bot.model.reply import Button, Reply

router = Router()
MORE, PERSON = Button("command.more", label="ask.button_more"), Button("command.secretariat", label="ask.button_secretariat")
COVERAGE = Button("command.coverage", label="coverage.button_table")
NO_PERSON = ("legal", "orders")
"""Refusals that do not offer the secretariat, which could not help either."""
LONGEST = 500


@router.fallback
def question(turn: Turn, words: str) -> Sequence[Reply]:
    """Answer any text from the records, in its own language, or say kindly what Plaza can do."""
    return told(deeds.answer_question(turn.tx, turn.library, turn.person, turn.origin.chat, words, turn.now), words)


@router.press("ask.good")
def good(turn: Turn, value: str) -> Reply:
    """An answer helped."""
    return _rated(turn, value, Verdict.GOOD)


@router.press("ask.bad")
def bad(turn: Turn, value: str) -> Reply:
    """An answer did not help: the question waits for a better one, and a person can be asked."""
    return _rated(turn, value, Verdict.BAD)


def _rated(turn: Turn, value: str, verdict: Verdict) -> Reply:
    language, _, question = value.partition(" ")
    curated.rate(turn.tx, turn.person.id, language, question, verdict, turn.now)
    return Reply(f"ask.rated_{verdict.value}", {}, (PERSON,) if verdict is Verdict.BAD else (), personal=True)


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


def told(found: Answer, asked: str = "") -> Sequence[Reply]:
    """One message per part; the last one offers what comes next, and asks whether it helped when it answers a text."""
    replies = [Reply(part.message, part.data, language=found.language) for part in found.parts]
    last = found.parts[-1]
    offers = (*_offers(found), *_thumbs(found, asked))
    return [*replies[:-1], Reply(last.message, last.data, offers, language=found.language)]


def _thumbs(found: Answer, asked: str) -> tuple[Button, ...]:
    """Under every answer; small talk and a refusal are none."""
    talk = not found.reading.needs or found.reading.needs[0].intent in ("talk", "refuse")
    if found.abstained or talk or not asked:
        return ()
    return tuple(Button(f"ask.{thumb}", f"{found.language} {asked[:LONGEST]}") for thumb in ("good", "bad"))


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
