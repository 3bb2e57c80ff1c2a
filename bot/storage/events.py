"""Events, and the tables of both events and registrations. How many seats are taken is counted from the rows, never kept beside them."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    ScalarSelect,
    Select,
    String,
    Table,
    Text,
    func,
    select,
    text,
    update,
)

from bot.model.codec import dumps, loads
from bot.model.events import Event, EventKind, EventState, Plan, SeatState, Span
from bot.storage.database import Id, Instant, insert_once, metadata

event = Table(
    "event",
    metadata,
    Column("id", Id, primary_key=True),
    Column("slug", String(80), nullable=False, unique=True),
    Column("uid", String(36), nullable=False),
    Column("titles", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("state", String(10), nullable=False, default=EventState.DRAFT.value),
    Column("start_wall", String(16), nullable=False),
    Column("end_wall", String(16), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("city", String(200), nullable=False),
    Column("place", String(300), nullable=False, default=""),
    Column("capacity", Integer, nullable=False),
    Column("opens_wall", String(16), nullable=False, default=""),
    Column("closes_wall", String(16), nullable=False, default=""),
    Column("opens_at", Instant),
    Column("closes_at", Instant),
    Column("admits", String(10), nullable=False, default="public"),
    Column("approval", Boolean, nullable=False, default=False),
    Column("offer_hours", Integer, nullable=False, default=0),
    Column("first_roles", Text, nullable=False, default="[]"),
    Column("balance", Boolean, nullable=False, default=False),
    Column("quotas", Text, nullable=False, default="[]"),
    Column("delegation", Integer, nullable=False, default=0),
    Column("together", Integer, nullable=False, default=1),
    Column("descriptions", Text, nullable=False, default="{}"),
    Column("link", String(500), nullable=False, default=""),
    Column("sequence", Integer, nullable=False, default=0),
    Column("created_by", String(300), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    CheckConstraint("capacity > 0", name="capacity"),
    CheckConstraint("ends_at > starts_at", name="order"),
    Index("ix_event_state", "state", "ends_at"),
)
registration = Table(
    "registration",
    metadata,
    Column("id", Id, primary_key=True),
    Column("event_id", Id, ForeignKey("event.id"), nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False, index=True),
    Column("code", String(12), nullable=False, unique=True),
    Column("uid", String(36), nullable=False),
    Column("state", String(10), nullable=False),
    Column("name", String(200), nullable=False),
    Column("city", String(200), nullable=False),
    Column("role", String(20), nullable=False),
    Column("needs", Text, nullable=False, default=""),
    Column("language", String(10), nullable=False),
    Column("email", String(300), nullable=False, default=""),
    Column("country", String(2), nullable=False, default=""),
    Column("delegation", String(200), nullable=False, default=""),
    Column("party", Integer, nullable=False, default=1),
    Column("guest", String(300), nullable=False, default=""),
    Column("offered_until", Instant),
    Column("reason", Text, nullable=False, default=""),
    Column("made_by", Id, ForeignKey("person.id")),
    Column("revision", Integer, nullable=False, default=0),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    CheckConstraint("party > 0", name="party"),
    Index("ix_registration_line", "event_id", "state", "id"),
    Index("ix_registration_offer", "state", "offered_until"),
    sqlite_autoincrement=True,
)
STANDING = text("state NOT IN ('cancelled', 'denied')")
Index(
    "uq_registration_active",
    registration.c.event_id,
    registration.c.person_id,
    registration.c.guest,
    unique=True,
    sqlite_where=STANDING,
    postgresql_where=STANDING,
)
event_invitation = Table(
    "event_invitation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("event_id", Id, ForeignKey("event.id"), nullable=False, index=True),
    Column("whom", String(300), nullable=False),
    Column("invited_by", String(300), nullable=False),
    Column("at", Instant, nullable=False),
)


def wall(day: date, clock: time) -> str:
    """A wall time as kept: to the minute, without a zone."""
    return f"{day.isoformat()}T{clock:%H:%M}"


def _span(row: Any) -> Span:
    first, last = datetime.fromisoformat(row.start_wall), datetime.fromisoformat(row.end_wall)
    return Span(first.date(), first.time(), last.date(), last.time(), row.zone)


def _times(when: Span) -> dict[str, object]:
    return {
        "start_wall": wall(when.start_day, when.start_time),
        "end_wall": wall(when.end_day, when.end_time),
        "zone": when.zone,
        "starts_at": when.starts_at,
        "ends_at": when.ends_at,
    }


def reading(row: Any) -> Event:
    """A row of `query` as an event."""
    return Event(
        row.id,
        row.slug,
        row.uid,
        loads(row.titles),
        EventKind(row.kind),
        EventState(row.state),
        _span(row),
        row.city,
        row.place,
        row.capacity,
        row.confirmed,
        row.waiting,
        row.sequence,
        row.changed_at,
    )


def count_of(state: SeatState) -> ScalarSelect[int]:
    """How many registrations of the event at hand are in this state, as part of a larger query."""
    counted = select(func.count()).where(registration.c.event_id == event.c.id, registration.c.state == state.value)
    return counted.correlate(event).scalar_subquery()


def query() -> Select[Any]:
    """Events, each with its taken seats and the length of its waiting list."""
    return select(event, count_of(SeatState.CONFIRMED).label("confirmed"), count_of(SeatState.WAITING).label("waiting"))


def by_slug(tx: Connection, slug: str) -> Event | None:
    """The event with this short name."""
    row = tx.execute(query().where(event.c.slug == slug)).one_or_none()
    return None if row is None else reading(row)


def by_id(tx: Connection, event_id: int) -> Event:
    """The event with this id, which is known to exist."""
    return reading(tx.execute(query().where(event.c.id == event_id)).one())


def lock(tx: Connection, slug: str) -> Event | None:
    """The event as it stands now, with every other change of its seats held off until this transaction ends.

    On SQLite a writing transaction is alone already; on PostgreSQL the row is locked first and read after that."""
    found = tx.execute(select(event.c.id).where(event.c.slug == slug).with_for_update()).scalar()
    return None if found is None else by_id(tx, found)


def open_events(tx: Connection, now: datetime) -> list[Event]:
    """Events that take registrations, the next one first."""
    rows = tx.execute(query().where(event.c.state == EventState.OPEN.value, event.c.ends_at > now).order_by(event.c.starts_at, event.c.id))
    return [reading(row) for row in rows]


def every(tx: Connection) -> list[Event]:
    """All events in the order they take place, drafts and cancelled ones too."""
    return [reading(row) for row in tx.execute(query().order_by(event.c.starts_at, event.c.id))]


def add(tx: Connection, slug: str, uid: str, plan: Plan, by: str, now: datetime) -> int | None:
    """A new draft; its id, or None when the slug is taken."""
    values = {
        "slug": slug,
        "uid": uid,
        "titles": dumps(plan.titles),
        "kind": plan.kind.value,
        "city": plan.city,
        "place": plan.place,
        "capacity": plan.capacity,
        "created_by": by,
        "created_at": now,
        "changed_at": now,
    }
    return insert_once(tx, event, **values, **_times(plan.when))


def change(tx: Connection, event_id: int, now: datetime, **values: object) -> None:
    """Set columns of an event."""
    tx.execute(update(event).where(event.c.id == event_id).values(changed_at=now, **values))


def retime(tx: Connection, event_id: int, when: Span, city: str, place: str, now: datetime) -> None:
    """Another time or place; calendars learn it from the raised sequence."""
    change(tx, event_id, now, **_times(when), city=city, place=place, sequence=event.c.sequence + 1)


def recompute(tx: Connection, now: datetime) -> int:
    """Compute the instants of coming events again from their wall times, for when the rules of a zone changed; how many moved."""
    moved = 0
    for row in tx.execute(query().where(event.c.ends_at > now)).all():
        when = _span(row)
        if (when.starts_at, when.ends_at) != (row.starts_at, row.ends_at):
            tx.execute(update(event).where(event.c.id == row.id).values(**_times(when)))
            moved += 1
    return moved


def registered(event_id: int, states: Iterable[SeatState]) -> Select[int]:
    """The ids of the people whose registration for an event is in one of these states."""
    wanted = [state.value for state in states]
    return select(registration.c.person_id).where(registration.c.event_id == event_id, registration.c.state.in_(wanted)).distinct()
