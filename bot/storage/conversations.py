"""What a person last asked in a chat, so that `more` and a follow-up know what they follow."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, String, Table, Text, UniqueConstraint, delete, select, update

from bot.model.codec import dumps, loads
from bot.storage.database import Id, Instant, insert_once, metadata

FRESH = timedelta(minutes=30)
"""After this a question stands alone again."""

conversation = Table(
    "conversation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("chat", String(300), nullable=False, default=""),
    Column("reading", Text, nullable=False),
    Column("at", Instant, nullable=False, index=True),
    UniqueConstraint("person_id", "chat"),
)


def last(tx: Connection, person_id: int, chat: str, now: datetime) -> Any:
    """The last reading kept for this person in this chat as plain values; None when there is none or it is too old."""
    query = select(conversation.c.reading).where(*_here(person_id, chat), conversation.c.at > now - FRESH)
    found = tx.execute(query).scalar()
    return None if found is None else loads(found)


def keep(tx: Connection, person_id: int, chat: str, reading: object, now: datetime) -> None:
    """Remember a reading in place of the one before, and let old ones of this person go."""
    tx.execute(delete(conversation).where(conversation.c.person_id == person_id, conversation.c.at <= now - FRESH))
    values = {"reading": dumps(reading), "at": now}
    if not tx.execute(update(conversation).where(*_here(person_id, chat)).values(values)).rowcount:
        insert_once(tx, conversation, person_id=person_id, chat=chat[:300], **values)


def _here(person_id: int, chat: str) -> tuple[Any, Any]:
    return conversation.c.person_id == person_id, conversation.c.chat == chat[:300]
