"""Registrations: one active place per event for each person and each colleague they registered."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from bot.model.events import ACTIVE, Details, Event, EventState, Registration, SeatState
from bot.storage.database import insert_once
from bot.storage.events import event, registration
from bot.storage.events import query as events_query
from bot.storage.events import reading as event_of

ACTIVE_VALUES = [state.value for state in ACTIVE]


def reading(row: Any) -> Registration:
    """A row as a registration."""
    details = Details(row.name, row.city, row.role, row.needs, row.language, row.email, row.country, row.delegation)
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
        row.party,
        row.guest,
        row.offered_until,
        row.reason,
        row.made_by or row.person_id,
    )


def add(
    tx: Connection,
    event_id: int,
    person_id: int,
    code: str,
    uid: str,
    details: Details,
    now: datetime,
    *,
    state: SeatState = SeatState.WAITING,
    party: int = 1,
    guest: str = "",
) -> int | None:
    """A new registration at the end of the line; its id, or None when the place is held already or the code is taken."""
    row: dict[str, object] = {"event_id": event_id, "person_id": person_id, "made_by": person_id, "code": code, "uid": uid}
    row |= {"state": state.value, "party": party, "guest": guest, "created_at": now, "changed_at": now, **columns(details)}
    return insert_once(tx, registration, **row)


def line(tx: Connection, event_id: int, largest: int, most: int | None = None) -> list[Registration]:
    """Who waits, in the order they registered, without parties larger than `largest`; the first `most` of them."""
    waiting = (registration.c.event_id == event_id, registration.c.state == SeatState.WAITING.value, registration.c.party <= largest)
    rows = tx.execute(select(registration).where(*waiting).order_by(registration.c.id).limit(most))
    return [reading(row) for row in rows]


def shares(tx: Connection, event_id: int, states: Iterable[SeatState]) -> list[tuple[str, str, str, int]]:
    """Seats of the registrations in these states by country, role and delegation."""
    groups = (registration.c.country, registration.c.role, registration.c.delegation)
    ours = (registration.c.event_id == event_id, registration.c.state.in_([state.value for state in states]))
    rows = tx.execute(select(*groups, func.sum(registration.c.party)).where(*ours).group_by(*groups))
    return [(row[0], row[1], row[2], int(row[3])) for row in rows]


def turn(
    tx: Connection,
    it: Registration,
    state: SeatState,
    now: datetime,
    *,
    until: datetime | None = None,
    reason: str = "",
    revised: bool = True,
) -> Registration:
    """The registration in another state. The event must be locked.

    Calendars learn it from the raised revision, unless nobody has seen the state before."""
    values = {"state": state.value, "changed_at": now, "offered_until": until, "reason": reason}
    raised = {"revision": registration.c.revision + 1} if revised else {}
    changed = update(registration).where(registration.c.id == it.id).values(values | raised).returning(registration)
    return reading(tx.execute(changed).one())


def columns(details: Details) -> dict[str, str]:
    """What a person said, by column."""
    return {field.name: getattr(details, field.name) for field in fields(details)}


def by_id(tx: Connection, registration_id: int) -> Registration:
    """The registration with this id, which is known to exist."""
    return reading(tx.execute(select(registration).where(registration.c.id == registration_id)).one())


def found(tx: Connection, registration_id: int) -> Registration | None:
    """The registration with this id, if there is one."""
    row = tx.execute(select(registration).where(registration.c.id == registration_id)).one_or_none()
    return None if row is None else reading(row)


def active(tx: Connection, event_id: int, person_id: int, guest: str = "") -> Registration | None:
    """The place this person holds in this event for themselves, or for a colleague, in any active state."""
    own = (registration.c.event_id == event_id, registration.c.person_id == person_id, registration.c.guest == guest)
    row = tx.execute(select(registration).where(*own, registration.c.state.in_(ACTIVE_VALUES))).one_or_none()
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
    """The places a person holds in events that are not over, the next event first; their own before those of colleagues."""
    held = select(registration).where(registration.c.person_id == person_id, registration.c.state.in_(ACTIVE_VALUES))
    mine = [reading(row) for row in tx.execute(held.order_by(registration.c.guest != "", registration.c.id))]
    coming = events_query().where(event.c.id.in_({it.event_id for it in mine}), event.c.ends_at > now)
    rows = [event_of(row) for row in tx.execute(coming.order_by(event.c.starts_at, event.c.id))]
    return [(found, it) for found in rows for it in mine if it.event_id == found.id]


def history(tx: Connection, person_id: int) -> list[Registration]:
    """Every registration a person ever made, for their export."""
    rows = tx.execute(select(registration).where(registration.c.person_id == person_id).order_by(registration.c.id))
    return [reading(row) for row in rows]


def roll(tx: Connection, event_id: int, states: Iterable[SeatState] = ACTIVE) -> list[Registration]:
    """The registrations of an event in these states: confirmed before waiting, in the order they were made."""
    ours = (registration.c.event_id == event_id, registration.c.state.in_([state.value for state in states]))
    rows = tx.execute(select(registration).where(*ours).order_by(registration.c.id))
    return sorted((reading(row) for row in rows), key=lambda r: list(SeatState).index(r.state))


def near(tx: Connection, event_id: int, delegation: str) -> list[Registration]:
    """The active registrations from a city."""
    ours = (registration.c.event_id == event_id, registration.c.state.in_(ACTIVE_VALUES), registration.c.delegation == delegation)
    return [reading(row) for row in tx.execute(select(registration).where(*ours).order_by(registration.c.id))]


def mails(tx: Connection, event_id: int) -> list[tuple[int, str]]:
    """The mail addresses of the active registrations, each with the id of its registration, in the order they were made."""
    ours = (registration.c.event_id == event_id, registration.c.state.in_(ACTIVE_VALUES), registration.c.email != "")
    rows = tx.execute(select(registration.c.id, registration.c.email).where(*ours).order_by(registration.c.id))
    return [(row.id, row.email) for row in rows]


def number_in_line(tx: Connection, it: Registration) -> int:
    """Which one on the waiting list by the time of registering, from 1."""
    line = (registration.c.event_id == it.event_id, registration.c.state == SeatState.WAITING.value, registration.c.id <= it.id)
    return tx.execute(select(func.count()).where(*line)).scalar_one()


def set_details(tx: Connection, it: Registration, details: Details, party: int, now: datetime) -> None:
    """Other answers, the same place."""
    tx.execute(update(registration).where(registration.c.id == it.id).values(**columns(details), party=party, changed_at=now))


def hand_over(tx: Connection, it: Registration, details: Details, guest: str, now: datetime) -> Registration:
    """The same place for somebody else. The event must be locked."""
    values: dict[str, object] = {**columns(details), "guest": guest, "revision": registration.c.revision + 1, "changed_at": now}
    changed = update(registration).where(registration.c.id == it.id).values(values).returning(registration)
    return reading(tx.execute(changed).one())


def pass_on(tx: Connection, it: Registration, person_id: int, now: datetime) -> Registration:
    """A colleague answers for their place themselves from now on. The event must be locked."""
    values: dict[str, object] = {"person_id": person_id, "guest": "", "revision": registration.c.revision + 1, "changed_at": now}
    changed = update(registration).where(registration.c.id == it.id).values(values).returning(registration)
    return reading(tx.execute(changed).one())


def lapsed(tx: Connection, now: datetime, most: int) -> list[Registration]:
    """Offers that nobody accepted in time, the oldest first; those of cancelled events need no end."""
    over = (registration.c.state == SeatState.OFFERED.value, registration.c.offered_until <= now)
    on = registration.join(event, (event.c.id == registration.c.event_id) & (event.c.state != EventState.CANCELLED.value))
    query = select(registration).select_from(on).where(*over).order_by(registration.c.event_id, registration.c.offered_until)
    return [reading(row) for row in tx.execute(query.limit(most))]
