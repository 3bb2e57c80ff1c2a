"""Who did what, append-only."""

from datetime import datetime

from sqlalchemy import Column, Connection, String, Table, Text, insert, select

from bot.model.codec import dumps, loads
from bot.storage.database import Id, Instant, metadata

audit = Table(
    "audit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor", String(300), nullable=False),
    Column("deed", String(60), nullable=False, index=True),
    Column("subject", String(300), nullable=False, default=""),
    Column("detail", Text, nullable=False, default="{}"),
)


def note(tx: Connection, actor: str, deed: str, subject: str, now: datetime, **detail: object) -> None:
    """Write one line: actor (`person:7` or `operator`), deed (`event.open`), subject and what else belongs to it."""
    tx.execute(insert(audit).values(at=now, actor=actor, deed=deed, subject=subject[:300], detail=dumps(detail)))


def lines(tx: Connection, subject: str) -> list[tuple[datetime, str, str, dict[str, object]]]:
    """What was done to this subject, oldest first."""
    rows = tx.execute(select(audit).where(audit.c.subject == subject).order_by(audit.c.id))
    return [(row.at, row.actor, row.deed, loads(row.detail)) for row in rows]
