"""Registrations: one active place per person and event, and a line that is served in the order people joined it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, func, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.model.events import ACTIVE, Details, Event, EventState, Registration, SeatState
from bot.storage.events import count_of, event, registration
from bot.storage.events import query as events_query
from bot.storage.events import reading as event_of

ACTIVE_VALUES = [state.value for state in ACTIVE]


def reading(row: Any) -> Registration:
    """A row as a registration."""
    details = Details(row.name, row.city, row.role, row.needs, row.language)
    return Registration(
        row.id,
        row.event_id,
        row.person_id,
        row.code,
        row.uid,
        SeatState(row.state),
        details,
        row.revision,
        row.created_at,
        row.changed_at,
    )


def take(tx: Connection, event_id: int, person_id: int, code: str, uid: str, details: Details, now: datetime) -> SeatState | None:
    """Register somebody for an open event; the statement itself decides: a seat if one is free and nobody waits, else the waiting list.

    None when the event is not open, the person holds a place already or the code is taken. The event must be locked."""
    free = (count_of(SeatState.CONFIRMED) < event.c.capacity) & (count_of(SeatState.WAITING) == 0)
    values = {"person_id": person_id, "code": code, "uid": uid, **columns(details), "revision": 0, "created_at": now, "changed_at": now}
    chosen = (
        select(
            event.c.id,
            case((free, SeatState.CONFIRMED.value), else_=SeatState.WAITING.value),
            *(literal(value, registration.c[name].type) for name, value in values.items()),
        )
        .select_from(event)
        .where(event.c.id == event_id, event.c.state == EventState.OPEN.value)
    )
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    row = dialect.insert(registration).from_select(["event_id", "state", *values], chosen).on_conflict_do_nothing()
    state = tx.execute(row.returning(registration.c.state)).scalar()
    return None if state is None else SeatState(state)


def promote_first(tx: Connection, event_id: int, now: datetime) -> Registration | None:
    """Give a free seat to whoever has waited longest, in one statement; None if none is free or nobody waits.

    The event must be locked."""
    line = registration.alias("line")
    taken = registration.alias("taken")
    first = select(func.min(line.c.id)).where(line.c.event_id == event_id, line.c.state == SeatState.WAITING.value)
    full = select(func.count()).where(taken.c.event_id == event_id, taken.c.state == SeatState.CONFIRMED.value)
    capacity = select(event.c.capacity).where(event.c.id == event_id)
    chosen = (registration.c.id == first.scalar_subquery(), full.scalar_subquery() < capacity.scalar_subquery())
    values = {"state": SeatState.CONFIRMED.value, "revision": registration.c.revision + 1, "changed_at": now}
    row = tx.execute(update(registration).where(*chosen).values(**values).returning(registration)).one_or_none()
    return None if row is None else reading(row)


def columns(details: Details) -> dict[str, str]:
    """What a person said, by column."""
    return {
        "name": details.name,
        "city": details.city,
        "role": details.role,
        "needs": details.needs,
        "language": details.language,
    }


def active(tx: Connection, event_id: int, person_id: int) -> Registration | None:
    """The place this person holds in this event, confirmed or waiting."""
    ours = (registration.c.event_id == event_id, registration.c.person_id == person_id, registration.c.state.in_(ACTIVE_VALUES))
    row = tx.execute(select(registration).where(*ours)).one_or_none()
    return None if row is None else reading(row)


def by_code(tx: Connection, code: str, person_id: int) -> Registration | None:
    """This person's registration with this code; another person's is as unknown as one that does not exist."""
    row = tx.execute(select(registration).where(registration.c.code == code, registration.c.person_id == person_id)).one_or_none()
    return None if row is None else reading(row)


def with_code(tx: Connection, code: str) -> Registration | None:
    """The registration with this code, whosever it is: only for files that its owner was promised."""
    row = tx.execute(select(registration).where(registration.c.code == code)).one_or_none()
    return None if row is None else reading(row)


def of_person(tx: Connection, person_id: int, now: datetime) -> list[tuple[Event, Registration]]:
    """The places a person holds in events that are not over, the next event first."""
    held = select(registration).where(registration.c.person_id == person_id, registration.c.state.in_(ACTIVE_VALUES))
    mine = {row.event_id: reading(row) for row in tx.execute(held)}
    coming = events_query().where(event.c.id.in_(list(mine)), event.c.ends_at > now).order_by(event.c.starts_at, event.c.id)
    return [(event_of(row), mine[row.id]) for row in tx.execute(coming)]


def history(tx: Connection, person_id: int) -> list[Registration]:
    """Every registration a person ever made, for their export."""
    rows = tx.execute(select(registration).where(registration.c.person_id == person_id).order_by(registration.c.id))
    return [reading(row) for row in rows]


def roll(tx: Connection, event_id: int, states: Iterable[SeatState] = ACTIVE) -> list[Registration]:
    """The registrations of an event in these states: confirmed before waiting, in the order they were made."""
    ours = (registration.c.event_id == event_id, registration.c.state.in_([state.value for state in states]))
    rows = tx.execute(select(registration).where(*ours).order_by(registration.c.id))
    return sorted((reading(row) for row in rows), key=lambda r: list(SeatState).index(r.state))


def number_in_line(tx: Connection, it: Registration) -> int:
    """Which one on the waiting list, from 1."""
    line = (registration.c.event_id == it.event_id, registration.c.state == SeatState.WAITING.value, registration.c.id <= it.id)
    return tx.execute(select(func.count()).where(*line)).scalar_one()


def give_up(tx: Connection, it: Registration, now: datetime) -> None:
    """End a registration; calendars learn it from the raised revision."""
    values = {"state": SeatState.CANCELLED.value, "revision": registration.c.revision + 1, "changed_at": now}
    tx.execute(update(registration).where(registration.c.id == it.id).values(**values))


def set_details(tx: Connection, it: Registration, details: Details, now: datetime) -> None:
    """Other answers, the same place."""
    tx.execute(update(registration).where(registration.c.id == it.id).values(**columns(details), changed_at=now))
