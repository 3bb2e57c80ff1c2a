"""What people say of an event afterwards: a mark from 1 to 5 and a comment, once each, changed as often as they like."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import CheckConstraint, Column, Connection, ForeignKey, Integer, Table, Text, UniqueConstraint, exists, select, update

from bot.model.events import SeatState
from bot.model.feedback import Answer
from bot.storage.database import Id, Instant, insert_once, metadata
from bot.storage.events import registration

feedback = Table(
    "event_feedback",
    metadata,
    Column("id", Id, primary_key=True),
    Column("event_id", Id, ForeignKey("event.id"), nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False, index=True),
    Column("rating", Integer, nullable=False),
    Column("comment", Text, nullable=False, default=""),
    Column("at", Instant, nullable=False),
    UniqueConstraint("event_id", "person_id"),
    CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),
)


def had_seat(tx: Connection, event_id: int, person_id: int, states: Iterable[SeatState] = (SeatState.CONFIRMED,)) -> bool:
    """Whether this person had a seat, and so may say how it was."""
    ours = (registration.c.event_id == event_id, registration.c.person_id == person_id)
    return bool(tx.execute(select(exists().where(*ours, registration.c.state.in_([state.value for state in states])))).scalar())


def rate(tx: Connection, event_id: int, person_id: int, rating: int, now: datetime) -> None:
    """Keep a mark; a newer one replaces it, the comment stays."""
    if insert_once(tx, feedback, event_id=event_id, person_id=person_id, rating=rating, comment="", at=now) is None:
        ours = (feedback.c.event_id == event_id, feedback.c.person_id == person_id)
        tx.execute(update(feedback).where(*ours).values(rating=rating, at=now))


def comment(tx: Connection, event_id: int, person_id: int, text: str, now: datetime) -> bool:
    """Keep a comment to a mark; False when there is none."""
    ours = (feedback.c.event_id == event_id, feedback.c.person_id == person_id)
    return tx.execute(update(feedback).where(*ours).values(comment=text, at=now)).rowcount == 1


def answers(tx: Connection, event_id: int) -> list[Answer]:
    """Everything that was said of an event, the newest first, without who said it."""
    query = select(feedback.c.rating, feedback.c.comment, feedback.c.at).where(feedback.c.event_id == event_id)
    return [Answer(row.rating, row.comment, row.at) for row in tx.execute(query.order_by(feedback.c.at.desc(), feedback.c.id.desc()))]
