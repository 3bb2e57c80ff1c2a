"""The inbox: whatever a platform pushed, once per key, until it is handled or dead."""

from datetime import datetime, timedelta

from sqlalchemy import Column, Connection, Index, Integer, String, Table, Text, UniqueConstraint, delete, func, or_, select, update

from bot.storage.database import Id, Instant, insert_once, metadata

LEASE = timedelta(seconds=30)
MOST_ATTEMPTS = 3

inbox = Table(
    "inbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("key", String(300), nullable=False),
    Column("raw", Text, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("state", String(10), nullable=False, default="new"),
    Column("attempts", Integer, nullable=False, default=0),
    Column("owner", String(40), nullable=False, default=""),
    Column("lease_until", Instant),
    Column("error", Text, nullable=False, default=""),
    UniqueConstraint("channel", "key"),
    Index("ix_inbox_state", "state", "id"),
)


def store(tx: Connection, channel: str, key: str, raw: str, now: datetime, owner: str = "") -> int | None:
    """Keep an input; its id, or None when the key was seen before. With an owner it is taken at once, as the first attempt."""
    taken = {"state": "taken", "attempts": 1, "owner": owner, "lease_until": now + LEASE} if owner else {}
    return insert_once(tx, inbox, channel=channel, key=key[:300], raw=raw, received_at=now, **taken)


def take(tx: Connection, owner: str, now: datetime, most: int = 20) -> list[int]:
    """Lease what waits, oldest first, counting the attempt before it begins; after three crashes an input is dead."""
    waits = or_(inbox.c.state == "new", (inbox.c.state == "taken") & (inbox.c.lease_until < now))
    tx.execute(update(inbox).where(waits, inbox.c.attempts >= MOST_ATTEMPTS).values(state="dead", error=func.coalesce(inbox.c.error, "")))
    query = select(inbox.c.id).where(waits).order_by(inbox.c.id).limit(most)
    if tx.dialect.name == "postgresql":
        query = query.with_for_update(skip_locked=True)
    found = list(tx.execute(query).scalars())
    if found:
        values = {"state": "taken", "attempts": inbox.c.attempts + 1, "owner": owner, "lease_until": now + LEASE}
        tx.execute(update(inbox).where(inbox.c.id.in_(found)).values(values))
    return found


def raw_of(tx: Connection, item: int, owner: str) -> str | None:
    """The input itself, if this owner holds it still."""
    return tx.execute(select(inbox.c.raw).where(inbox.c.id == item, inbox.c.owner == owner, inbox.c.state == "taken")).scalar()


def finish(tx: Connection, item: int, owner: str) -> bool:
    """Mark it handled, in the handler's own transaction; False when another owner holds it."""
    held = (inbox.c.id == item, inbox.c.owner == owner, inbox.c.state == "taken")
    return tx.execute(update(inbox).where(*held).values(state="done", lease_until=None)).rowcount == 1


def fail(tx: Connection, item: int, error: str) -> bool:
    """A handler raised: wait for another attempt, or die with the reason; True when it died."""
    attempts = tx.execute(select(inbox.c.attempts).where(inbox.c.id == item)).scalar_one()
    state = "dead" if attempts >= MOST_ATTEMPTS else "new"
    tx.execute(update(inbox).where(inbox.c.id == item).values(state=state, error=error[:2000]))
    return state == "dead"


def take_back(tx: Connection) -> int:
    """Free every lease of a process that is known to be gone (the caller holds the lock)."""
    return tx.execute(update(inbox).where(inbox.c.state == "taken").values(lease_until=None, state="new")).rowcount


def counts(tx: Connection) -> dict[str, int]:
    """How many inputs are in each state."""
    return {row.state: row.n for row in tx.execute(select(inbox.c.state, func.count().label("n")).group_by(inbox.c.state))}


def forget(tx: Connection, before: datetime) -> int:
    """Delete handled inputs received before this moment (retention)."""
    return tx.execute(delete(inbox).where(inbox.c.state == "done", inbox.c.received_at < before)).rowcount
