"""Organisers' broadcasts: the draft, who approved it, and the campaign that carries it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, Connection, ForeignKey, String, Table, Text, func, insert, select, update

from bot.model.codec import dumps, loads
from bot.storage.database import Id, Instant, metadata
from bot.storage.outbox import attempt, campaign, outbox
from bot.storage.people import person

broadcast = Table(
    "broadcast",
    metadata,
    Column("id", Id, primary_key=True),
    Column("audience", String(200), nullable=False),
    Column("texts", Text, nullable=False),
    Column("state", String(12), nullable=False, default="draft"),
    Column("again", Boolean, nullable=False, default=True),
    Column("created_by", String(300), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("approved_by", String(300), nullable=False, default=""),
    Column("approved_at", Instant),
    Column("sent_at", Instant),
    Column("campaign_id", Id, ForeignKey("campaign.id"), unique=True),
)


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A broadcast as it stands: draft, approved, running, paused or cancelled. `audience` is `topic:<id>` or `event:<slug>`."""

    id: int
    audience: str
    texts: Mapping[str, str]
    state: str
    again: bool
    created_by: str
    created_at: datetime
    approved_by: str
    sent_at: datetime | None
    campaign_id: int | None


def draft(tx: Connection, audience: str, texts: Mapping[str, str], by: str, now: datetime, *, again: bool = True) -> int:
    """A new draft; its id."""
    row = {"audience": audience, "texts": dumps(texts), "created_by": by, "created_at": now, "again": again}
    return int(tx.execute(insert(broadcast).values(row).returning(broadcast.c.id)).scalar_one())


def of(tx: Connection, identifier: int) -> Broadcast | None:
    """The broadcast with this id."""
    row = tx.execute(select(broadcast).where(broadcast.c.id == identifier)).one_or_none()
    return None if row is None else _read(row)


def newest(tx: Connection, most: int = 50) -> list[Broadcast]:
    """The latest broadcasts, newest first."""
    return [_read(row) for row in tx.execute(select(broadcast).order_by(broadcast.c.id.desc()).limit(most))]


def _read(row: Any) -> Broadcast:
    return Broadcast(
        row.id,
        row.audience,
        loads(row.texts),
        row.state,
        row.again,
        row.created_by,
        row.created_at,
        row.approved_by,
        row.sent_at,
        row.campaign_id,
    )


def step(tx: Connection, identifier: int, before: tuple[str, ...], after: str, **values: object) -> bool:
    """Move a broadcast on if it stands in one of these states; False when somebody was faster or it stands elsewhere."""
    here = (broadcast.c.id == identifier, broadcast.c.state.in_(before))
    return tx.execute(update(broadcast).where(*here).values(state=after, **values)).rowcount == 1


def carry(tx: Connection, identifier: int, campaign_id: int) -> None:
    """The campaign that carries it."""
    tx.execute(update(broadcast).where(broadcast.c.id == identifier).values(campaign_id=campaign_id))


def standing(tx: Connection, campaign_id: int) -> dict[str, dict[str, int]]:
    """How many messages of a campaign are in each state, by channel; `interrupted` counts attempts whose end nobody knows."""
    query = select(outbox.c.channel, outbox.c.state, func.count().label("n")).where(outbox.c.campaign_id == campaign_id)
    found: dict[str, dict[str, int]] = {}
    for row in tx.execute(query.group_by(outbox.c.channel, outbox.c.state).order_by(outbox.c.channel)):
        found.setdefault(row.channel, {})[row.state] = row.n
    cut = select(outbox.c.channel, func.count().label("n")).select_from(attempt.join(outbox, outbox.c.id == attempt.c.outbox_id))
    cut = cut.where(outbox.c.campaign_id == campaign_id, attempt.c.outcome == "unknown").group_by(outbox.c.channel)
    for row in tx.execute(cut):
        found.setdefault(row.channel, {})["interrupted"] = row.n
    return found


@dataclass(frozen=True, slots=True)
class Waiting:
    """Messages of one campaign that stand in the outbox, on one channel and in one language; `due` is the first moment of theirs."""

    kind: str
    name: str
    topic: str
    channel: str
    language: str
    due: datetime
    people: int


def waiting(tx: Connection, first: datetime, last: datetime) -> list[Waiting]:
    """What of campaigns is due in this span and has not gone out."""
    group = (campaign.c.kind, campaign.c.name, campaign.c.topic, outbox.c.channel, person.c.language)
    query = (
        select(*group, func.min(outbox.c.due_at).label("due"), func.count().label("people"))
        .select_from(outbox.join(campaign, campaign.c.id == outbox.c.campaign_id).join(person, person.c.id == outbox.c.recipient_id))
        .where(outbox.c.state == "due", outbox.c.due_at >= first, outbox.c.due_at < last, campaign.c.state == "running")
        .group_by(*group)
        .order_by(campaign.c.name)
    )
    return [Waiting(*row) for row in tx.execute(query)]
