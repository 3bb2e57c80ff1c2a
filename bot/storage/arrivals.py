"""Arrivals: one row for each registration whose holder was seen at the door."""

from datetime import datetime

from sqlalchemy import Column, Connection, ForeignKey, Select, Table, delete, func, select

from bot.model.events import Event, Registration
from bot.storage.database import Id, Instant, insert_once, metadata
from bot.storage.events import query as events_query
from bot.storage.events import reading as event_of
from bot.storage.events_tables import event, registration
from bot.storage.registrations import reading

arrival = Table(
    "arrival",
    metadata,
    Column("id", Id, primary_key=True),
    Column("registration_id", Id, ForeignKey("registration.id"), nullable=False, unique=True),
    Column("at", Instant, nullable=False),
    Column("by", Id, ForeignKey("person.id"), nullable=False),
)
HERE = registration.join(arrival)


def mark(tx: Connection, registration_id: int, by: int, now: datetime) -> bool:
    """Note an arrival; False when it was noted before, which stays as it is."""
    return insert_once(tx, arrival, registration_id=registration_id, at=now, by=by) is not None


def unmark(tx: Connection, registration_id: int) -> bool:
    """Take it back; False when there was nothing to take back."""
    return tx.execute(delete(arrival).where(arrival.c.registration_id == registration_id)).rowcount == 1


def since(tx: Connection, registration_id: int) -> datetime | None:
    """When the holder arrived; None when they have not."""
    return tx.execute(select(arrival.c.at).where(arrival.c.registration_id == registration_id)).scalar()


def count(tx: Connection, event_id: int) -> int:
    """How many seats of an event are taken by people who have arrived."""
    seats = select(func.coalesce(func.sum(registration.c.party), 0)).select_from(HERE).where(registration.c.event_id == event_id)
    return int(tx.execute(seats).scalar_one())


def people(event_id: int) -> Select[int]:
    """The ids of the people who answer for those who arrived at an event."""
    return select(registration.c.person_id).select_from(HERE).where(registration.c.event_id == event_id).distinct()


def attended(tx: Connection, person_id: int, now: datetime) -> list[tuple[Event, Registration]]:
    """The registrations of a person whose holders arrived, at events that are over; the latest event first."""
    rows = tx.execute(select(registration).select_from(HERE).where(registration.c.person_id == person_id).order_by(registration.c.id)).all()
    chosen = events_query().where(event.c.id.in_({row.event_id for row in rows}), event.c.ends_at <= now)
    events = {row.id: event_of(row) for row in tx.execute(chosen)}
    found = [(events[row.event_id], reading(row)) for row in rows if row.event_id in events]
    return sorted(found, key=lambda pair: pair[0].when.starts_at, reverse=True)
