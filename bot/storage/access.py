"""Needs of people with a seat: found by comparing what they said with what was seen to, so that no way of registering is missed."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Index, Select, String, Table, Text, UniqueConstraint, and_, case, or_, select, update

from bot.model.access import Need, NeedState
from bot.model.events import SeatState
from bot.storage.database import Id, Instant, insert_once, metadata
from bot.storage.events import event, registration

need = Table(
    "event_need",
    metadata,
    Column("id", Id, primary_key=True),
    Column("event_id", Id, ForeignKey("event.id"), nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False, index=True),
    Column("registration_id", Id, ForeignKey("registration.id"), nullable=False),
    Column("needs", Text, nullable=False),
    Column("language", String(10), nullable=False),
    Column("state", String(12), nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("found_at", Instant, nullable=False),
    Column("told_at", Instant),
    Column("decided_by", Id, ForeignKey("person.id")),
    Column("decided_at", Instant),
    UniqueConstraint("registration_id"),
    Index("ix_event_need_event", "event_id", "state"),
)
HELD = registration.c.state == SeatState.CONFIRMED.value


def made_by(tx: Connection, event_id: int) -> str:
    """Who made an event, as the audit trail names them."""
    return str(tx.execute(select(event.c.created_by).where(event.c.id == event_id)).scalar() or "")


def find(tx: Connection, event_id: int, usual: Collection[str], now: datetime) -> int:
    """Take down what people need now and did not when we looked last; how many are new. `usual`: languages the event speaks anyway."""
    language = case((registration.c.language.in_(usual), ""), else_=registration.c.language)
    same = and_(need.c.registration_id == registration.c.id, need.c.needs == registration.c.needs, need.c.language == language)
    query = select(registration.c.id, registration.c.person_id, registration.c.needs, language.label("language")).outerjoin(need, same)
    query = query.where(registration.c.event_id == event_id, HELD, or_(registration.c.needs != "", language != ""), need.c.id.is_(None))
    found = tx.execute(query.order_by(registration.c.id)).all()
    for row in found:
        _take_down(tx, event_id, row, now)
    return len(found)


def _take_down(tx: Connection, event_id: int, row: Any, now: datetime) -> None:
    said = {"needs": row.needs, "language": row.language, "state": NeedState.OPEN.value, "reason": "", "found_at": now}
    fresh = insert_once(tx, need, event_id=event_id, person_id=row.person_id, registration_id=row.id, **said)
    if fresh is None:  # they need something else now: nobody has seen to that
        again = said | {"told_at": None, "decided_by": None, "decided_at": None}
        tx.execute(update(need).where(need.c.registration_id == row.id).values(again))


def _query() -> Select[Any]:
    """Needs of people who still have a seat and still need it."""
    asked = registration.c.needs == need.c.needs
    return select(need, registration.c.name, registration.c.city).join(registration).where(HELD, asked).order_by(need.c.id)


def one(tx: Connection, need_id: int) -> Need | None:
    """The need with this number; None when whoever had it withdrew or needs something else."""
    row = tx.execute(_query().where(need.c.id == need_id)).one_or_none()
    return None if row is None else _need(row)


def waiting(tx: Connection, event_id: int) -> list[Need]:
    """What nobody has decided about yet, oldest first."""
    return [_need(row) for row in tx.execute(_query().where(need.c.event_id == event_id, need.c.state == NeedState.OPEN.value))]


def untold(tx: Connection, event_id: int) -> list[Need]:
    """What no organiser was told of yet, oldest first."""
    here = (need.c.event_id == event_id, need.c.state == NeedState.OPEN.value, need.c.told_at.is_(None))
    return [_need(row) for row in tx.execute(_query().where(*here))]


def tell(tx: Connection, found: Collection[Need], now: datetime) -> None:
    """Organisers were told of these."""
    tx.execute(update(need).where(need.c.id.in_([it.id for it in found])).values(told_at=now))


def decide(tx: Connection, need_id: int, state: NeedState, reason: str, by: int, now: datetime) -> bool:
    """Say what became of it, once; False when that was said before."""
    values = {"state": state.value, "reason": reason, "decided_by": by, "decided_at": now}
    undecided = (need.c.id == need_id, need.c.state == NeedState.OPEN.value)
    return tx.execute(update(need).where(*undecided).values(values)).rowcount == 1


def _need(row: Any) -> Need:
    return Need(
        row.id,
        row.event_id,
        row.person_id,
        row.registration_id,
        row.name,
        row.city,
        row.needs,
        row.language,
        NeedState(row.state),
        row.reason,
        row.found_at,
    )
