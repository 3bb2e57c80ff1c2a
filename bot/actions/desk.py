"""Asking a human: a request, the organisers who see it, and one answer."""

from dataclasses import dataclass
from datetime import datetime

from bot.model.desk import Matter, Request
from bot.model.person import Person, Role
from bot.storage import audit, desk, outbox, people
from bot.storage.database import Connection


@dataclass(frozen=True, slots=True)
class Step:
    """A request after somebody tried to take or answer it; `first` is False when another was faster."""

    request: Request
    first: bool


def ask(tx: Connection, person: Person, channel: str, question: str, now: datetime, *, matter: Matter, context: str = "") -> Request:
    """Put a question on the desk."""
    number = desk.add(
        tx,
        matter=matter.value,
        person_id=person.id,
        channel=channel,
        language=person.language,
        city=person.city,
        question=question,
        context=context,
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
