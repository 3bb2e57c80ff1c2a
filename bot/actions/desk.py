"""Asking a human: a request, the organisers who see it, whose hands it is in, and one answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.knowledge.calendar import working_days
from bot.model.alerts import Rules
from bot.model.desk import DeskState, Exchange, Matter, Request
from bot.model.inbound import Origin
from bot.model.person import Person, Role
from bot.storage import audit, desk, outbox, people
from bot.storage.database import Connection

LATELY = timedelta(minutes=30)
EXCHANGES, LONGEST = 3, 600
REFUSAL = "ask.refusal"
Wording = Callable[[str, Mapping[str, object], str], str]


@dataclass(frozen=True, slots=True)
class Step:
    """A request after somebody tried to do something to it; `first` is False when that was done already, or cannot be any more."""

    request: Request
    first: bool


def last_question(tx: Connection, address: str, now: datetime) -> str:
    """The last sentence a person wrote to Plaza lately; "" when nothing like it is known."""
    said = desk.lately_asked(tx, address, now - LATELY)
    return next((text[:LONGEST] for text, _ in said if _sentence(text)), "")


def _sentence(text: str) -> bool:
    return "?" in text or len(text.split()) > 3


def conversation(tx: Connection, address: str, now: datetime, wording: Wording, but: str = "") -> tuple[Exchange, ...]:
    """What a person lately asked Plaza and how it answered ("" where it had to refuse), oldest first, without what is asked now."""
    said = [(text, replies) for text, replies in desk.lately_asked(tx, address, now - LATELY) if not (but and but in text)]
    found = []
    for text, replies in reversed(said[:EXCHANGES]):
        answered = " ".join(wording(one["message"], one["data"], one["language"]) for one in replies if one["message"] != REFUSAL)
        found.append(Exchange(_short(text), _short(answered)))
    return tuple(found)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def ask(
    tx: Connection,
    person: Person,
    origin: Origin,
    question: str,
    now: datetime,
    *,
    matter: Matter,
    wording: Wording,
    rules: Rules,
    follows: Request | None = None,
) -> Request:
    """Put a question on the desk, with what was said before it. What follows an answer goes to whoever gave that."""
    before = conversation(tx, origin.address, now, wording, but=question)
    holder = None
    if follows:
        before = (Exchange(follows.question, follows.answer),)
        holder = next((who.id for who in staff(tx) if who.id == follows.answered_by), None)
    number = desk.add(
        tx,
        before,
        matter=matter.value,
        person_id=person.id,
        channel=origin.channel,
        language=person.language,
        city=person.city,
        question=question,
        asked_at=now,
        due_at=due(now, rules),
        follows=follows.id if follows else None,
        **({"state": DeskState.TAKEN.value, "taken_by": holder, "taken_at": now} if holder else {}),
    )
    audit.note(tx, f"person:{person.id}", "desk.ask", f"desk:{number}", now, matter=matter.value)
    request = desk.one(tx, number)
    assert request
    return request


def due(now: datetime, rules: Rules) -> datetime:
    """When something asked now should be answered: the same hour, so many working days later (UTC)."""
    return datetime.combine(working_days(now.date(), rules.answer_within, rules.closed), now.timetz())


def staff(tx: Connection) -> list[Person]:
    """The organisers who can be told now."""
    return [who for who in people.holders(tx, Role.ORGANISER, Role.ADMIN) if outbox.best_place(tx, who.id)]


def concerned(tx: Connection, request: Request) -> list[Person]:
    """Who is told of a request: whoever holds it, else every organiser."""
    everybody = staff(tx)
    return [who for who in everybody if who.id == request.taken_by] or everybody


def take(tx: Connection, number: int, by: Person, now: datetime) -> Step | None:
    """Look after a request; None when it no longer exists."""
    return _step(tx, number, desk.take(tx, number, by.id, now), by, "desk.take", now)


def give(tx: Connection, number: int, by: Person, to: int, now: datetime) -> Step | None:
    """Hand a request to another organiser; None when it, or that organiser, is no longer there."""
    if to not in [who.id for who in staff(tx)]:
        return None
    return _step(tx, number, desk.give(tx, number, to, now), by, "desk.give", now, to=f"person:{to}")


def release(tx: Connection, number: int, by: Person, now: datetime) -> Step | None:
    """Put a request back for anybody; None when it no longer exists."""
    return _step(tx, number, desk.release(tx, number, by.id), by, "desk.release", now)


def answer(tx: Connection, number: int, by: Person, text: str, now: datetime) -> Step | None:
    """Answer a request, once; None when it no longer exists."""
    return _step(tx, number, desk.answer(tx, number, by.id, text, now), by, "desk.answer", now)


def _step(tx: Connection, number: int, first: bool, by: Person, deed: str, now: datetime, **detail: object) -> Step | None:
    request = desk.one(tx, number)
    if request is None:
        return None
    if first:
        audit.note(tx, f"person:{by.id}", deed, f"desk:{number}", now, asker=request.person_id, **detail)
    return Step(request, first)
