"""Reminders around events: who gets which, who had it already, and whether it still says what is true."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, String, cast, exists, func, literal, select, update

from bot.model.codec import dumps
from bot.model.events import Event, EventState, SeatState
from bot.model.mail import EVENT
from bot.storage.alerts import TOLD
from bot.storage.database import micros
from bot.storage.events import event, query, reading, registration
from bot.storage.events_told import CODE
from bot.storage.outbox import campaign, outbox
from bot.storage.people import person

KIND = "reminder"
SHOWN = (EventState.OPEN.value, EventState.CLOSED.value)
HELD = registration.c.state == SeatState.CONFIRMED.value


def series(event_id: int, reminder: str) -> str:
    """How the names of one reminder of one event begin, whatever its time was."""
    return f"remind:{event_id}:{reminder}:"


def name_of(it: Event, reminder: str) -> str:
    """How the outbox knows this reminder; another time or place of the event is another name, and so is its end."""
    return f"{series(it.id, reminder)}{it.sequence}:{micros(it.when.starts_at)}"


def lively(tx: Connection, since: datetime) -> list[Event]:
    """Events that take place and were not over by then, the next one first."""
    chosen = query().where(event.c.state.in_(SHOWN), event.c.ends_at > since)
    return [reading(row) for row in tx.execute(chosen.order_by(event.c.starts_at, event.c.id))]


def campaign_of(tx: Connection, name: str) -> int | None:
    """The campaign that carries this reminder, if it was sent on its way."""
    return tx.execute(select(campaign.c.id).where(campaign.c.name == name)).scalar()


def begun(tx: Connection, name: str) -> bool:
    """Whether this reminder was sent on its way."""
    return campaign_of(tx, name) is not None


def audience(it: Event, reminder: str, by: datetime, zones: Sequence[str] | None = None) -> Select[Any]:
    """The people with a seat who had registered by that moment, live in these zones (None: anywhere) and have not had this reminder."""
    names = select(campaign.c.name).where(campaign.c.kind == KIND, campaign.c.name.startswith(series(it.id, reminder), autoescape=True))
    had = select(outbox.c.recipient_id).where(outbox.c.purpose.in_(names), outbox.c.state.in_(TOLD))
    chosen = select(person.c.id).join(registration, registration.c.person_id == person.c.id)
    chosen = chosen.where(registration.c.event_id == it.id, HELD, registration.c.created_at <= by)
    chosen = chosen.where(person.c.erased_at.is_(None), person.c.id.not_in(had))
    return (chosen if zones is None else chosen.where(person.c.zone.in_(zones))).distinct()


def homes(tx: Connection, people: Select[Any]) -> list[str]:
    """The zones that these people live in."""
    wanted = select(next(iter(people.subquery().c)))
    return list(tx.execute(select(person.c.zone).where(person.c.id.in_(wanted)).distinct().order_by(person.c.zone)).scalars())


def make_personal(tx: Connection, campaign_id: int, event_id: int, reply: object) -> None:
    """Give everybody's message their own code, where `CODE` stands: that of the place they took first."""
    first = (
        select(registration.c.code)
        .where(registration.c.person_id == outbox.c.recipient_id, registration.c.event_id == event_id, HELD)
        .order_by(registration.c.id)
        .limit(1)
        .correlate(outbox)
        .scalar_subquery()
    )
    own = func.replace(literal(dumps(reply)), CODE, first)
    tx.execute(update(outbox).where(outbox.c.campaign_id == campaign_id).values(reply=own))


def joining_link(tx: Connection, event_id: int) -> str:
    """Where people who have a seat join from afar; empty when there is no such place."""
    found = event.c.get("link")
    return "" if found is None else str(tx.execute(select(found).where(event.c.id == event_id)).scalar() or "")


def stands() -> ColumnElement[bool]:
    """The recipient still has a seat, and the event its time and place, for a row of a reminder's campaign."""
    as_told = literal("%:") + cast(event.c.sequence, String) + ":" + cast(event.c.starts_at, String)
    return exists().where(
        registration.c.person_id == outbox.c.recipient_id,
        registration.c.event_id == event.c.id,
        HELD,
        event.c.state.in_(SHOWN),
        literal(EVENT) + event.c.slug == campaign.c.topic,
        campaign.c.name.like(as_told),
    )
