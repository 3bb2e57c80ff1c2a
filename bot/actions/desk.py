"""Asking a human: a request, the organisers who see it, and one answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.desk import Matter, Request
from bot.model.inbound import Origin
from bot.model.person import Person, Role
from bot.storage import audit, desk, outbox, people
from bot.storage.database import Connection

LATELY = timedelta(minutes=30)
CONTEXT = 500


@dataclass(frozen=True, slots=True)
class Step:
    """A request after somebody tried to take or answer it; `first` is False when another was faster."""

    request: Request
    first: bool


def last_question(tx: Connection, address: str, now: datetime, but: str = "") -> str:
    """The last sentence a person wrote to Plaza, lately, that does not hold `but`; "" when nothing like it is known."""
    said = desk.lately_asked(tx, address, now - LATELY)
    return next((text[:CONTEXT] for text in said if ("?" in text or len(text.split()) > 3) and (not but or but not in text)), "")


def ask(tx: Connection, person: Person, origin: Origin, question: str, now: datetime, *, matter: Matter) -> Request:
    """Put a question on the desk, with the one that the person had asked Plaza before it."""
    number = desk.add(
        tx,
        matter=matter.value,
        person_id=person.id,
        channel=origin.channel,
        language=person.language,
        city=person.city,
        question=question,
        context=last_question(tx, origin.address, now, but=question),
        asked_at=now,
    )
    audit.note(tx, f"person:{person.id}", "desk.ask", f"desk:{number}", now, matter=matter.value)
    request = desk.one(tx, number)
    assert request
    return request


def staff(tx: Connection) -> list[Person]:
    """The organisers who can be told now."""
    return [who for who in people.holders(tx, Role.ORGANISER, Role.ADMIN) if outbox.best_place(tx, who.id)]


def take(tx: Connection, number: int, by: Person, now: datetime) -> Step | None:
    """Look after a request; None when it no longer exists."""
    first = desk.take(tx, number, by.id, now)
    request = desk.one(tx, number)
    if request is None:
        return None
    if first:
        audit.note(tx, f"person:{by.id}", "desk.take", f"desk:{number}", now)
    return Step(request, first)


def answer(tx: Connection, number: int, by: Person, text: str, now: datetime) -> Step | None:
    """Answer a request, once; None when it no longer exists."""
    first = desk.answer(tx, number, by.id, text, now)
    request = desk.one(tx, number)
    if request is None:
        return None
    if first:
        audit.note(tx, f"person:{by.id}", "desk.answer", f"desk:{number}", now, asker=request.person_id)
    return Step(request, first)
