"""Roles at one event: at most one for each person there."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Column, Connection, ForeignKey, String, Table, UniqueConstraint, delete, select, update

from bot.model.event_roles import EventRole, Held
from bot.storage import people
from bot.storage.database import Id, Instant, insert_once, metadata
from bot.storage.events_tables import event

event_role = Table(
    "event_role",
    metadata,
    Column("id", Id, primary_key=True),
    Column("event_id", Id, ForeignKey("event.id"), nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False, index=True),
    Column("role", String(12), nullable=False),
    Column("granted_by", String(300), nullable=False),
    Column("granted_at", Instant, nullable=False),
    UniqueConstraint("event_id", "person_id"),
)
GREATER = tuple(EventRole)
"""The roles, the one that may most first."""


def of(tx: Connection, event_id: int, person_id: int) -> EventRole | None:
    """What this person is at this event."""
    found = tx.execute(select(event_role.c.role).where(event_role.c.event_id == event_id, event_role.c.person_id == person_id)).scalar()
    return None if found is None else EventRole(found)


def everywhere(tx: Connection, person_id: int) -> dict[int, EventRole]:
    """What this person is at which events, by the events' ids."""
    rows = tx.execute(select(event_role.c.event_id, event_role.c.role).where(event_role.c.person_id == person_id))
    return {row.event_id: EventRole(row.role) for row in rows}


def held(tx: Connection, event_id: int) -> list[Held]:
    """Everybody with a role at an event: owners first, then in the order they were given."""
    rows = tx.execute(select(event_role).where(event_role.c.event_id == event_id).order_by(event_role.c.granted_at, event_role.c.id)).all()
    found = [(people.by_id(tx, row.person_id), row) for row in rows]
    known = [Held(who, EventRole(row.role), row.granted_by, row.granted_at) for who, row in found if who is not None and not who.erased]
    return sorted(known, key=lambda one: GREATER.index(one.role))


def put(tx: Connection, event_id: int, person_id: int, role: EventRole, by: str, now: datetime) -> None:
    """Give a role in place of whatever was held."""
    given = {"role": role.value, "granted_by": by, "granted_at": now}
    if insert_once(tx, event_role, event_id=event_id, person_id=person_id, **given) is None:
        ours = (event_role.c.event_id == event_id, event_role.c.person_id == person_id)
        tx.execute(update(event_role).where(*ours).values(given))


def remove(tx: Connection, event_id: int, person_id: int) -> bool:
    """Take it away; False when none was held."""
    ours = (event_role.c.event_id == event_id, event_role.c.person_id == person_id)
    return tx.execute(delete(event_role).where(*ours)).rowcount == 1


def made_oneself(tx: Connection, person_id: int) -> list[tuple[int, str]]:
    """The events (id, short name) that somebody owns for having made them, not because anybody gave them."""
    own = (event_role.c.person_id == person_id, event_role.c.granted_by == f"person:{person_id}")
    rows = tx.execute(select(event.c.id, event.c.slug).join(event_role, event_role.c.event_id == event.c.id).where(*own)).all()
    return [(row.id, row.slug) for row in rows]


def settle(tx: Connection, gone: int, kept: int) -> None:
    """Of two roles at one event, held by two people who are one, the greater stays."""
    theirs, ours = everywhere(tx, gone), everywhere(tx, kept)
    for event_id in theirs.keys() & ours.keys():
        lesser = kept if GREATER.index(theirs[event_id]) < GREATER.index(ours[event_id]) else gone
        remove(tx, event_id, lesser)


def differ(tx: Connection, people_ids: Iterable[int]) -> bool:
    """Whether these people hold different roles at events."""
    first, *others = [everywhere(tx, one) for one in people_ids]
    return any(one != first for one in others)
