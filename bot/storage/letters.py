"""Requests for invitation letters. A row holds passport data and goes, whole, when its event is over or its person is erased."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Select, String, Table, delete, insert, select, update

from bot.model.letters import Letter, LetterState, Passport
from bot.storage.database import Id, Instant, metadata
from bot.storage.dialogs import dialog
from bot.storage.events_tables import event, registration
from bot.storage.outbox import attempt, outbox

letter = Table(
    "visa_letter",
    metadata,
    Column("id", Id, primary_key=True),
    Column("registration_id", Id, ForeignKey("registration.id"), nullable=False, index=True),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False, index=True),
    Column("full_name", String(200), nullable=False),
    Column("passport", String(40), nullable=False),
    Column("nationality", String(100), nullable=False),
    Column("language", String(2), nullable=False),
    Column("state", String(10), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("decided_by", Id, ForeignKey("person.id")),
    Column("decided_at", Instant),
    sqlite_autoincrement=True,
)


def _query() -> Select[Any]:
    return select(letter, registration.c.code).join(registration)


def _reading(row: Any) -> Letter:
    passport = Passport(row.full_name, row.passport, row.nationality)
    state = LetterState(row.state)
    return Letter(row.id, row.code, row.person_id, passport, row.language, state, row.asked_at, row.decided_by, row.decided_at)


def ask(tx: Connection, registration_id: int, person_id: int, passport: Passport, language: str, now: datetime) -> int:
    """A request that waits for an organiser; its id."""
    whose = {"registration_id": registration_id, "person_id": person_id, "state": LetterState.PENDING.value, "asked_at": now}
    said = {"full_name": passport.full_name, "passport": passport.number, "nationality": passport.nationality, "language": language}
    row = insert(letter).values(**whose, **said).returning(letter.c.id)
    return int(tx.execute(row).scalar_one())


def by_id(tx: Connection, letter_id: int) -> Letter | None:
    """The request with this id; None when it is gone."""
    row = tx.execute(_query().where(letter.c.id == letter_id)).one_or_none()
    return None if row is None else _reading(row)


def newest(tx: Connection, registration_id: int) -> Letter | None:
    """The latest request for this registration."""
    ours = _query().where(letter.c.registration_id == registration_id).order_by(letter.c.id.desc()).limit(1)
    row = tx.execute(ours).one_or_none()
    return None if row is None else _reading(row)


def decide(tx: Connection, letter_id: int, state: LetterState, by: int, now: datetime) -> bool:
    """Settle a request once; False when it was settled already or is gone."""
    waits = (letter.c.id == letter_id, letter.c.state == LetterState.PENDING.value)
    return tx.execute(update(letter).where(*waits).values(state=state.value, decided_by=by, decided_at=now)).rowcount == 1


def forget(tx: Connection, now: datetime) -> int:
    """Delete every request for an event that is over; how many."""
    over = select(registration.c.id).join(event).where(event.c.ends_at <= now)
    return tx.execute(delete(letter).where(letter.c.registration_id.in_(over))).rowcount


def forget_questions(tx: Connection, before: datetime) -> int:
    """Delete forms that were opened before this moment and never sent, and the questions as they were asked: each holds the answers
    given before it. How many messages."""
    tx.execute(delete(dialog).where(dialog.c.form.contains('"letters.wish"', autoescape=True), dialog.c.opened_at < before))
    asked = (outbox.c.reply.contains('"letters.wish"', autoescape=True), outbox.c.settled_at < before)
    tx.execute(delete(attempt).where(attempt.c.outbox_id.in_(select(outbox.c.id).where(*asked))))
    return tx.execute(delete(outbox).where(*asked)).rowcount
