"""Sending identities (a bot token, a workspace, a relay): how fast each may speak, and whether it may at all."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Column, Connection, Float, String, Table, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.database import EPOCH, Instant, metadata

pace = Table(
    "pace",
    metadata,
    Column("identity", String(80), primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("next_free", Float, nullable=False, default=0.0),
    Column("held_until", Instant),
    Column("closed", String(300), nullable=False, default=""),
)


def know_identity(tx: Connection, identity: str, channel: str) -> None:
    """Make sure a sending identity has its row: what has none never speaks."""
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    tx.execute(dialect.insert(pace).values(identity=identity, channel=channel).on_conflict_do_nothing())


def identities(tx: Connection, channels: Collection[str], now: datetime) -> list[tuple[str, str]]:
    """Sending identities of these channels that may speak now, with their channel; who spoke longest ago comes first."""
    free = or_(pace.c.held_until.is_(None), pace.c.held_until <= now)
    query = select(pace.c.identity, pace.c.channel).where(pace.c.channel.in_(channels), free, pace.c.closed == "")
    return [(row.identity, row.channel) for row in tx.execute(query.order_by(pace.c.next_free, pace.c.identity))]


def allowance(tx: Connection, identity: str, rate: float, slice_: float, now: datetime, *, ahead: int = 0) -> int:
    """How many messages this identity may begin in the next `slice_` seconds at `rate` a second (GCRA on one row).

    One may always begin when the identity is free, however slow its rate; `ahead` more are borrowed from the time after the
    slice (what is kept for answers). `spend` counts what was begun."""
    if rate <= 0:
        return 1_000_000
    moment = (now - EPOCH).total_seconds()
    free = max(_next_free(tx, identity), moment)
    return max(int((moment + slice_ - free) * rate + ahead + 1e-6), int(free <= moment))


def spend(tx: Connection, identity: str, rate: float, count: int, now: datetime) -> None:
    """Move the identity's next free moment by what was really leased."""
    if rate > 0 and count:
        moment = (now - EPOCH).total_seconds()
        later = max(_next_free(tx, identity), moment) + count / rate
        tx.execute(update(pace).where(pace.c.identity == identity).values(next_free=later))


def hold(tx: Connection, identity: str, until: datetime) -> None:
    """Keep an identity quiet until this moment (the platform asked for it); a longer hold stands."""
    shorter = or_(pace.c.held_until.is_(None), pace.c.held_until < until)
    tx.execute(update(pace).where(pace.c.identity == identity, shorter).values(held_until=until))


def shut(tx: Connection, identity: str, reason: str) -> None:
    """Stop an identity until an operator looks (its token is refused); `reopen` undoes it."""
    tx.execute(update(pace).where(pace.c.identity == identity).values(closed=reason[:300]))


def closed(tx: Connection) -> list[tuple[str, str]]:
    """Identities that were shut out, each with the platform's reason."""
    return [(row.identity, row.closed) for row in tx.execute(select(pace).where(pace.c.closed != "").order_by(pace.c.identity))]


def reopen(tx: Connection, channels: Collection[str]) -> None:
    """Let shut identities of these channels try again (at start, with new settings)."""
    tx.execute(update(pace).where(pace.c.channel.in_(channels)).values(closed="", held_until=None))


def _next_free(tx: Connection, identity: str) -> float:
    query = select(pace.c.next_free).where(pace.c.identity == identity)
    return tx.execute(query if tx.dialect.name == "sqlite" else query.with_for_update()).scalar() or 0.0
