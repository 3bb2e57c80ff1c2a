"""The outbox: the one truth about what is said to whom. due -> leased -> sent | unknown | failed | expired | cancelled."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Subquery, and_, case, func, insert, literal, or_, select, update

from bot.model.codec import dumps, loads
from bot.storage.database import Instant, insert_once
from bot.storage.outbox_tables import ALERT as ALERT
from bot.storage.outbox_tables import ANSWER as ANSWER
from bot.storage.outbox_tables import BROADCAST as BROADCAST
from bot.storage.outbox_tables import NOTICE as NOTICE
from bot.storage.outbox_tables import attempt as attempt
from bot.storage.outbox_tables import campaign as campaign
from bot.storage.outbox_tables import outbox as outbox
from bot.storage.pace import pace
from bot.storage.people import address, person


@dataclass(frozen=True, slots=True)
class Due:
    """A leased row with all that rendering and sending need."""

    id: int
    channel: str
    identity: str
    address: str
    chat: str
    answers: str
    reply: dict[str, Any]
    campaign_id: int | None
    language: str
    zone: str
    recipient_id: int
    attempts: int = 1
    settled_at: datetime | None = None
    again: bool = True
    klass: int = NOTICE
    topic: str = ""
    address_id: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message goes: a known address, and the chat when it answers somebody there."""

    channel: str
    identity: str
    address: str
    chat: str = ""
    answers: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one attempt, to be written under the owner's fence."""

    id: int
    state: str
    outcome: str
    reason: str = ""
    platform_id: str = ""
    again_at: datetime | None = None
    extra: dict[str, object] = field(default_factory=dict)


def post(
    tx: Connection,
    purpose: str,
    recipient: int,
    reply: object,
    place: Place,
    now: datetime,
    *,
    klass: int = NOTICE,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> int | None:
    """One message to one person; its id, or None when this purpose has one for them already."""
    values = {
        "purpose": purpose[:200],
        "recipient_id": recipient,
        "reply": dumps(reply),
        "channel": place.channel,
        "identity": place.identity,
        "address": place.address,
        "chat": place.chat,
        "answers": place.answers[:300],
        "class": klass,
        "due_at": due_at or now,
        "expires_at": expires_at,
        "created_at": now,
    }
    return insert_once(tx, outbox, **values)


def best_place(tx: Connection, person_id: int) -> Place | None:
    """The live address where a person spoke last."""
    query = select(address).where(address.c.person_id == person_id, address.c.state == "active")
    row = tx.execute(query.order_by(address.c.last_seen.desc(), address.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else Place(row.channel, row.identity, row.value)


def second_place(tx: Connection, person_id: int, but: str) -> Place | None:
    """Another live address of a person than the one named: mail where there is one, else the one used last."""
    others = (address.c.person_id == person_id, address.c.state == "active", address.c.value != but)
    mail_first = case((address.c.channel == "email", 0), else_=1)
    query = select(address).where(*others, address.c.channel != but.partition(":")[0])
    row = tx.execute(query.order_by(mail_first, address.c.last_seen.desc(), address.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else Place(row.channel, row.identity, row.value)


def newest_address() -> Subquery:
    """Per person (`person_id`) the address (`id`) they used last of those that live."""
    newest = (
        select(address.c.person_id, func.max(address.c.last_seen).label("seen"))
        .where(address.c.state == "active")
        .group_by(address.c.person_id)
    ).subquery()
    return (
        select(address.c.person_id, func.max(address.c.id).label("id"))
        .join(newest, (newest.c.person_id == address.c.person_id) & (newest.c.seen == address.c.last_seen))
        .where(address.c.state == "active")
        .group_by(address.c.person_id)
    ).subquery()


def fan_out(
    tx: Connection,
    campaign_id: int,
    people: Select[Any],
    now: datetime,
    *,
    klass: int,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    again: bool = True,
    at: Subquery | None = None,
) -> int:
    """One row per person of a query of person ids, at the address each used last (or the one that `at` names), in one
    INSERT ... SELECT; how many were new.

    The campaign holds the words' name and data once, and when they end unless `expires_at` says sooner. A person counted
    already is left as they were."""
    told = tx.execute(select(campaign).where(campaign.c.id == campaign_id)).one()
    person_id = next(iter(people.subquery().c))
    newest = newest_address() if at is None else at
    done = select(outbox.c.recipient_id).where(outbox.c.purpose == told.name)
    columns = {
        "purpose": literal(told.name),
        "recipient_id": address.c.person_id,
        "campaign_id": literal(campaign_id),
        "channel": address.c.channel,
        "identity": address.c.identity,
        "address": address.c.value,
        "class": literal(klass),
        "again": literal(again),
        "due_at": literal(due_at or now, Instant),
        "expires_at": literal(expires_at or told.expires_at, Instant),
        "created_at": literal(now, Instant),
    }
    rows = select(*columns.values()).select_from(address).join(newest, newest.c.id == address.c.id)
    rows = rows.where(address.c.person_id.in_(select(person_id)), address.c.person_id.not_in(done)).order_by(address.c.person_id)
    return tx.execute(insert(outbox).from_select(list(columns), rows).execution_options(preserve_rowcount=True)).rowcount


def open_campaign(
    tx: Connection,
    kind: str,
    name: str,
    reply: object,
    now: datetime,
    *,
    topic: str = "",
    by: str = "",
    expires_at: datetime | None = None,
) -> int | None:
    """One message to many people, its words' name and data kept once; None when a campaign of this name exists."""
    values = {
        "kind": kind,
        "name": name,
        "reply": dumps(reply),
        "topic": topic,
        "created_by": by,
        "created_at": now,
        "expires_at": expires_at,
    }
    return insert_once(tx, campaign, **values)


def cancel_campaign(tx: Connection, campaign_id: int, state: str, now: datetime) -> int:
    """Stop what has not gone out: `cancelled` or `paused`; how many rows were cancelled."""
    tx.execute(update(campaign).where(campaign.c.id == campaign_id).values(state=state))
    if state != "cancelled":
        return 0
    waits = (outbox.c.campaign_id == campaign_id, outbox.c.state == "due")
    return tx.execute(update(outbox).where(*waits).values(state="cancelled", reason="campaign cancelled", settled_at=now)).rowcount


def report(tx: Connection, campaign_id: int) -> dict[str, Any]:
    """How a campaign stands: rows by state and channel, and the attempts that were interrupted."""
    query = select(outbox.c.state, outbox.c.channel, func.count().label("n")).where(outbox.c.campaign_id == campaign_id)
    states: dict[str, int] = {}
    channels: dict[str, int] = {}
    for row in tx.execute(query.group_by(outbox.c.state, outbox.c.channel)):
        states[row.state] = states.get(row.state, 0) + row.n
        channels[row.channel] = channels.get(row.channel, 0) + row.n
    cut = select(func.count()).select_from(attempt).join(outbox).where(outbox.c.campaign_id == campaign_id, attempt.c.outcome == "unknown")
    return {"total": sum(states.values()), "states": states, "channels": channels, "interrupted": tx.execute(cut).scalar_one()}


def waiting(tx: Connection, state: str | None = None, most: int = 200) -> list[dict[str, Any]]:
    """Rows for an operator to read, newest first."""
    query = select(outbox, person.c.language).join(person, person.c.id == outbox.c.recipient_id).order_by(outbox.c.id.desc()).limit(most)
    if state:
        query = query.where(outbox.c.state == state)
    return [dict(row._mapping) for row in tx.execute(query)]


def counts(tx: Connection) -> dict[str, int]:
    """How many rows are in each state."""
    return {row.state: row.n for row in tx.execute(select(outbox.c.state, func.count().label("n")).group_by(outbox.c.state))}


def oldest_due(tx: Connection, now: datetime) -> datetime | None:
    """When the oldest row was due that waits for nothing but us; the first figure on the board.

    What is paused by an organiser, held by a platform or shut until an operator looks does not count."""
    speaks = and_(pace.c.closed == "", or_(pace.c.held_until.is_(None), pace.c.held_until <= now))
    running = or_(campaign.c.id.is_(None), campaign.c.state != "paused")
    query = select(func.min(outbox.c.due_at)).join(pace, pace.c.identity == outbox.c.identity).outerjoin(campaign)
    return tx.execute(query.where(outbox.c.state == "due", outbox.c.due_at <= now, speaks, running)).scalar()


def reading(rows: Sequence[Any]) -> list[Due]:
    """Database rows (outbox joined with person and campaign) as Due."""
    return [
        Due(
            row.id,
            row.channel,
            row.identity,
            row.address,
            row.chat,
            row.answers,
            loads(row.reply or row.told),
            row.campaign_id,
            row.language,
            row.zone,
            row.recipient_id,
            row.attempts,
            row.settled_at,
            row.again,
            row._mapping["class"],
            row.topic or "",
            row.address_id or 0,
        )
        for row in rows
    ]


def full() -> Select[Any]:
    """The query behind `reading`."""
    return (
        select(outbox, campaign.c.reply.label("told"), campaign.c.topic, address.c.id.label("address_id"), person.c.language, person.c.zone)
        .join(person, person.c.id == outbox.c.recipient_id)
        .outerjoin(campaign, campaign.c.id == outbox.c.campaign_id)
        .outerjoin(address, address.c.value == outbox.c.address)
    )
