"""Calendar addresses: where a person's own calendar is read from, one at a time; an old one leads nowhere."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, ForeignKey, Table, insert, select, update

from bot.storage.database import Id, Instant, metadata

calendar_address = Table(
    "calendar_address",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False, index=True),
    Column("made_at", Instant, nullable=False),
    Column("ended_at", Instant),
    sqlite_autoincrement=True,
)


@dataclass(frozen=True, slots=True)
class CalendarAddress:
    """One that works: its number (never given twice) and whose calendar it shows."""

    id: int
    person_id: int


def standing(tx: Connection, person_id: int) -> CalendarAddress | None:
    """The address of a person's calendar, the newest if two people turned out to be one."""
    ours = (calendar_address.c.person_id == person_id, calendar_address.c.ended_at.is_(None))
    found = tx.execute(select(calendar_address.c.id).where(*ours).order_by(calendar_address.c.id.desc()).limit(1)).scalar()
    return None if found is None else CalendarAddress(found, person_id)


def numbered(tx: Connection, number: int) -> CalendarAddress | None:
    """The address with this number, while it works."""
    query = select(calendar_address.c.person_id).where(calendar_address.c.id == number, calendar_address.c.ended_at.is_(None))
    found = tx.execute(query).scalar()
    return None if found is None else CalendarAddress(number, found)


def add(tx: Connection, person_id: int, now: datetime) -> CalendarAddress:
    """A new one."""
    row = insert(calendar_address).values(person_id=person_id, made_at=now).returning(calendar_address.c.id)
    return CalendarAddress(int(tx.execute(row).scalar_one()), person_id)


def end_all(tx: Connection, person_id: int, now: datetime) -> int:
    """Make every address of a person's calendar lead nowhere; how many did not already."""
    ours = (calendar_address.c.person_id == person_id, calendar_address.c.ended_at.is_(None))
    return tx.execute(update(calendar_address).where(*ours).values(ended_at=now)).rowcount
