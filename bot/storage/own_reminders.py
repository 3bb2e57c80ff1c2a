"""Reminders that organisers add to one event, beside those that every event has. History is kept."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Integer, String, Table, Text, insert, select, update

from bot.model.codec import dumps, loads
from bot.model.reminders import Reminder, own
from bot.storage.database import Id, Instant, metadata

own_reminder = Table(
    "event_reminder",
    metadata,
    Column("id", Id, primary_key=True),
    Column("event_id", Id, ForeignKey("event.id"), nullable=False, index=True),
    Column("minutes", Integer, nullable=False),
    Column("at", String(5), nullable=False, default=""),
    Column("texts", Text, nullable=False),
    Column("created_by", String(300), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("removed_at", Instant),
)


def add(tx: Connection, event_id: int, before: timedelta, at: time | None, texts: Mapping[str, str], by: str, now: datetime) -> int:
    """One more; its number."""
    row = {"event_id": event_id, "minutes": before // timedelta(minutes=1), "at": f"{at:%H:%M}" if at else "", "texts": dumps(texts)}
    return int(tx.execute(insert(own_reminder).values(**row, created_by=by, created_at=now).returning(own_reminder.c.id)).scalar_one())


def remove(tx: Connection, number: int, now: datetime) -> bool:
    """No longer; False when it was removed before."""
    stands = (own_reminder.c.id == number, own_reminder.c.removed_at.is_(None))
    return tx.execute(update(own_reminder).where(*stands).values(removed_at=now)).rowcount == 1


def event_of(tx: Connection, number: int) -> int | None:
    """The id of the event that this one is for."""
    return tx.execute(select(own_reminder.c.event_id).where(own_reminder.c.id == number)).scalar()


def of(tx: Connection, event_id: int) -> list[Reminder]:
    """Those of an event that stand, the earliest first; their ids are `own-<number>`."""
    stands = (own_reminder.c.event_id == event_id, own_reminder.c.removed_at.is_(None))
    rows = tx.execute(select(own_reminder).where(*stands).order_by(own_reminder.c.minutes.desc(), own_reminder.c.id))
    return [_reading(row) for row in rows]


def _reading(row: Any) -> Reminder:
    at = time.fromisoformat(row.at) if row.at else None
    return own(row.id, timedelta(minutes=row.minutes), at, loads(row.texts))
