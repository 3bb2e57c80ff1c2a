"""The tables of the outbox: what is to be said, to whom, and every attempt to say it."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from bot.storage.database import Id, Instant, metadata

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
