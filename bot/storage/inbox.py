"""The inbox: whatever a platform pushed, once per key, until it is handled or dead."""

from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    case,
    delete,
    func,
    or_,
    select,
    update,
)

from bot.storage.database import Id, Instant, insert_once, metadata

LEASE = timedelta(seconds=30)
MOST_ATTEMPTS = 3
LONGEST_KEY = 300

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


class TakenOver(Exception):
    """Another owner holds this input by now, so whatever was done for it here must be undone."""


def store(tx: Connection, channel: str, key: str, raw: str, now: datetime, owner: str = "") -> int | None:
    """Keep an input; its id, or None when the key was seen before. With an owner it is taken at once, as the first attempt."""
    taken = {"state": "taken", "attempts": 1, "owner": owner, "lease_until": now + LEASE} if owner else {}
    return insert_once(tx, inbox, channel=channel, key=short(key), raw=raw, received_at=now, **taken)


def short(key: str) -> str:
    """The key as it is kept: one that is too long by its digest, so that no two become the same."""
    return key if len(key) <= LONGEST_KEY else f"sha256:{sha256(key.encode()).hexdigest()}"


def take(tx: Connection, owner: str, now: datetime, channels: Collection[str], most: int = 20) -> list[int]:
    """Lease what waits on these channels, oldest first, counting the attempt before it begins; after three crashes an input is dead.

    One that was interrupted before is taken alone, so that an input which kills its process takes no neighbour with it."""
    waits = and_(inbox.c.channel.in_(channels), or_(inbox.c.state == "new", and_(inbox.c.state == "taken", inbox.c.lease_until < now)))
    over = {"state": "dead", "error": case((inbox.c.error == "", "interrupted every time"), else_=inbox.c.error)}
    tx.execute(update(inbox).where(waits, inbox.c.attempts >= MOST_ATTEMPTS).values(over))
    query = select(inbox.c.id, inbox.c.attempts).where(waits).order_by(inbox.c.id).limit(most)
    if tx.dialect.name == "postgresql":
        query = query.with_for_update(skip_locked=True)
    waiting = tx.execute(query).all()
    found = [row.id for row in waiting if not row.attempts]
    if waiting and waiting[0].attempts:
        found = [waiting[0].id]
    if found:
        values = {"state": "taken", "attempts": inbox.c.attempts + 1, "owner": owner, "lease_until": now + LEASE}
        tx.execute(update(inbox).where(inbox.c.id.in_(found)).values(values))
    return found


def give_back(tx: Connection, owner: str, item: int | None = None) -> int:
    """Free what this owner took and did not get done, or one of it; it was no attempt."""
    ours = [inbox.c.owner == owner, inbox.c.state == "taken", *([] if item is None else [inbox.c.id == item])]
    back = {"state": "new", "lease_until": None, "owner": "", "attempts": inbox.c.attempts - 1}
    return tx.execute(update(inbox).where(*ours).values(back)).rowcount


def raw_of(tx: Connection, item: int, owner: str) -> str | None:
    """The input itself, if this owner holds it still."""
    return tx.execute(select(inbox.c.raw).where(inbox.c.id == item, inbox.c.owner == owner, inbox.c.state == "taken")).scalar()


def dead_raw(tx: Connection, item: int) -> str:
    """The input that died. Raises LookupError when there is none."""
    found = tx.execute(select(inbox.c.raw).where(inbox.c.id == item, inbox.c.state == "dead")).scalar()
    if found is None:
        raise LookupError(f"no dead input {item}")
    return str(found)


def finish(tx: Connection, item: int, owner: str) -> None:
    """Mark it handled, in the handler's own transaction. Raises TakenOver when another owner holds it."""
    held = (inbox.c.id == item, inbox.c.owner == owner, inbox.c.state == "taken")
    if tx.execute(update(inbox).where(*held).values(state="done", lease_until=None)).rowcount != 1:
        raise TakenOver(f"input {item} is no longer ours")


def fail(tx: Connection, item: int, owner: str, error: str) -> bool:
    """A handler raised: wait for another attempt, or die with the reason; True when it died. Nothing if another owner holds it."""
    held = (inbox.c.id == item, inbox.c.owner == owner, inbox.c.state == "taken")
    state = case((inbox.c.attempts >= MOST_ATTEMPTS, "dead"), else_="new")
    query = update(inbox).where(*held).values(state=state, error=error[:2000], lease_until=None).returning(inbox.c.state)
    return tx.execute(query).scalar() == "dead"


def take_back(tx: Connection) -> int:
    """Free every lease of a process that is known to be gone (the caller holds the lock)."""
    return tx.execute(update(inbox).where(inbox.c.state == "taken").values(lease_until=None, state="new")).rowcount


def counts(tx: Connection) -> dict[str, int]:
    """How many inputs are in each state."""
    return {row.state: row.n for row in tx.execute(select(inbox.c.state, func.count().label("n")).group_by(inbox.c.state))}


def forget(tx: Connection, before: datetime) -> int:
    """Delete handled inputs received before this moment (retention)."""
    return tx.execute(delete(inbox).where(inbox.c.state == "done", inbox.c.received_at < before)).rowcount
