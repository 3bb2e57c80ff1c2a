"""Events as they stand. How many seats are taken is counted from the registrations, never kept beside them."""

from collections.abc import Iterable
from datetime import date, datetime, time
from functools import cache
from typing import Any

from sqlalchemy import Connection, ScalarSelect, Select, func, or_, select, update

from bot.model.codec import dumps, loads
from bot.model.events import ACTIVE, Event, EventKind, EventState, Plan, SeatState, Span, instant
from bot.model.terms import Admits, AttendsAs, Quota, Share, Terms, Window
from bot.storage.database import insert_once
from bot.storage.events_tables import event as event
from bot.storage.events_tables import registration as registration


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


def _terms(row: Any) -> Terms:
    return Terms(
        Window(*(datetime.fromisoformat(text) if text else None for text in (row.opens_wall, row.closes_wall))),
        Admits(row.admits),
        row.approval,
        row.offer_hours,
        tuple(AttendsAs(role) for role in loads(row.first_roles)),
        row.balance,
        tuple(Quota(Share(share), name, seats) for share, name, seats in loads(row.quotas)),
        row.delegation,
        row.together,
    )


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
        row.offered,
        row.requested,
        _terms(row),
    )


def seats_of(state: SeatState) -> ScalarSelect[int]:
    """For how many seats the registrations in this state are, of the event at hand, as part of a larger query."""
    counted = select(func.coalesce(func.sum(registration.c.party), 0))
    ours = (registration.c.event_id == event.c.id, registration.c.state == state.value)
    return counted.where(*ours).correlate(event).scalar_subquery()


@cache
def query() -> Select[Any]:
    """Events, each with the seats that are confirmed, offered, waited for and requested. Put together once: every turn asks it."""
    return select(event, *(seats_of(state).label(state.value) for state in ACTIVE))


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
    """Events that take registrations now or will later by themselves, the next one first."""
    still = or_(event.c.closes_at.is_(None), event.c.closes_at > now)
    found = query().where(event.c.state == EventState.OPEN.value, event.c.ends_at > now, still)
    rows = tx.execute(found.order_by(event.c.starts_at, event.c.id))
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


def retime(tx: Connection, it: Event, when: Span, city: str, place: str, now: datetime) -> None:
    """Another time or place; calendars learn it from the raised sequence. Registration opens and closes by the clocks of the new place."""
    moments = window(it.terms.window, when.zone)
    change(tx, it.id, now, **_times(when), **moments, city=city, place=place, sequence=event.c.sequence + 1)


def window(it: Window, zone: str) -> dict[str, object]:
    """When registration opens and closes, as columns."""
    ends = {"opens": it.opens, "closes": it.closes}
    walls = {f"{name}_wall": wall(at.date(), at.time()) if at else "" for name, at in ends.items()}
    return walls | {f"{name}_at": instant(at.date(), at.time(), zone) if at else None for name, at in ends.items()}


def recompute(tx: Connection, now: datetime) -> int:
    """Compute the instants of coming events again from their wall times, for when the rules of a zone changed; how many moved."""
    moved = 0
    for row in tx.execute(query().where(event.c.ends_at > now)).all():
        instants = _times(_span(row)) | window(_terms(row).window, row.zone)
        if any(row._mapping[name] != value for name, value in instants.items()):
            tx.execute(update(event).where(event.c.id == row.id).values(**instants))
            moved += 1
    return moved


def registered(event_id: int, states: Iterable[SeatState]) -> Select[int]:
    """The ids of the people whose registration for an event is in one of these states."""
    wanted = [state.value for state in states]
    return select(registration.c.person_id).where(registration.c.event_id == event_id, registration.c.state.in_(wanted)).distinct()
