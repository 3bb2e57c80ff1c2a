"""The outbox: the one truth about what is said to whom. due -> leased -> sent | unknown | failed | expired | cancelled."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    Subquery,
    Table,
    Text,
    UniqueConstraint,
    and_,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from bot.model.codec import dumps, loads
from bot.storage.database import Id, Instant, insert_once, metadata
from bot.storage.pace import pace
from bot.storage.people import address, person

ANSWER, NOTICE, ALERT, BROADCAST = 0, 1, 2, 3

campaign = Table(
    "campaign",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("name", String(200), nullable=False, unique=True),
    Column("reply", Text, nullable=False),
    Column("topic", String(100), nullable=False, default=""),
    Column("state", String(12), nullable=False, default="running"),
    Column("created_by", String(300), nullable=False, default=""),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
)
outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("purpose", String(200), nullable=False),
    Column("recipient_id", Id, ForeignKey("person.id"), nullable=False),
    Column("campaign_id", Id, ForeignKey("campaign.id"), index=True),
    Column("channel", String(20), nullable=False),
    Column("identity", String(80), nullable=False),
    Column("address", String(300), nullable=False),
    Column("chat", String(200), nullable=False, default=""),
    Column("answers", String(300), nullable=False, default=""),
    Column("reply", Text),
    Column("class", Integer, nullable=False, default=NOTICE),
    Column("again", Boolean, nullable=False, default=True),
    Column("due_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("state", String(10), nullable=False, default="due"),
    Column("owner", String(40), nullable=False, default=""),
    Column("lease_until", Instant),
    Column("attempts", Integer, nullable=False, default=0),
    Column("reason", String(300), nullable=False, default=""),
    Column("created_at", Instant, nullable=False),
    Column("settled_at", Instant),
    Column("platform_id", String(200), nullable=False, default=""),
    UniqueConstraint("purpose", "recipient_id"),
    Index("ix_outbox_waiting", "state", "identity", "class", "due_at"),
    Index("ix_outbox_address", "address", "state", "id"),
)
attempt = Table(
    "attempt",
    metadata,
    Column("id", Id, primary_key=True),
    Column("outbox_id", Id, ForeignKey("outbox.id"), nullable=False, index=True),
    Column("owner", String(40), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("outcome", String(12), nullable=False, default="open"),
    Column("detail", String(300), nullable=False, default=""),
    Index("ix_attempt_outcome", "outcome"),
)


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
) -> int:
    """One row per person of a query of person ids, at the address each used last, in one INSERT ... SELECT; how many were new.

    The campaign holds the words' name and data once, and when they end unless `expires_at` says sooner. A person counted
    already is left as they were."""
    told = tx.execute(select(campaign).where(campaign.c.id == campaign_id)).one()
    wanted = people.subquery()
    person_id = next(iter(wanted.c))
    one = newest_address()
    done = select(outbox.c.recipient_id).where(outbox.c.purpose == told.name)
    rows = (
        select(
            literal(told.name),
            address.c.person_id,
            literal(campaign_id),
            address.c.channel,
            address.c.identity,
            address.c.value,
            literal(klass),
            literal(again),
            literal(due_at or now, Instant),
            literal(expires_at or told.expires_at, Instant),
            literal(now, Instant),
        )
        .select_from(address)
        .join(one, one.c.id == address.c.id)
        .where(address.c.person_id.in_(select(person_id)), address.c.person_id.not_in(done))
        .order_by(address.c.person_id)
    )
    columns = [
        "purpose",
        "recipient_id",
        "campaign_id",
        "channel",
        "identity",
        "address",
        "class",
        "again",
        "due_at",
        "expires_at",
        "created_at",
    ]
    return tx.execute(insert(outbox).from_select(columns, rows).execution_options(preserve_rowcount=True)).rowcount


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
        )
        for row in rows
    ]


def full() -> Select[Any]:
    """The query behind `reading`."""
    return (
        select(outbox, campaign.c.reply.label("told"), person.c.language, person.c.zone)
        .join(person, person.c.id == outbox.c.recipient_id)
        .outerjoin(campaign, campaign.c.id == outbox.c.campaign_id)
    )
