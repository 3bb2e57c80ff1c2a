"""Leases on the outbox: who may send what now, re-checked in the transaction that grants it, and fenced by the owner."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, String, and_, cast, exists, insert, literal, or_, select, update

from bot.storage.database import EPOCH
from bot.storage.outbox import ANSWER, Due, Result, attempt, campaign, full, outbox, pace, reading
from bot.storage.people import address, consent, person, role_grant

LEASE = timedelta(seconds=10)
MOST_CRASHES = 5


def know_identity(tx: Connection, identity: str, channel: str) -> None:
    """Make sure a sending identity has its pacing row."""
    if tx.execute(select(pace.c.identity).where(pace.c.identity == identity)).scalar() is None:
        dialect_safe = pace.insert().values(identity=identity, channel=channel)
        if tx.dialect.name == "sqlite":
            dialect_safe = dialect_safe.prefix_with("OR IGNORE")
        tx.execute(dialect_safe)


def identities(tx: Connection, channels: Collection[str], now: datetime) -> list[str]:
    """Sending identities of these channels that may speak now."""
    free = or_(pace.c.held_until.is_(None), pace.c.held_until <= now)
    return list(tx.execute(select(pace.c.identity).where(pace.c.channel.in_(channels), free, pace.c.closed == "")).scalars())


def allowance(tx: Connection, identity: str, rate: float, slice_: float, now: datetime) -> int:
    """How many messages this identity may begin in the next `slice_` seconds at `rate` a second (GCRA on one row); they count as begun."""
    if rate <= 0:
        return 1_000_000
    moment = (now - EPOCH).total_seconds()
    query = select(pace.c.next_free).where(pace.c.identity == identity)
    free = max(tx.execute(query if tx.dialect.name == "sqlite" else query.with_for_update()).scalar() or 0.0, moment)
    return max(0, int((moment + slice_ - free) * rate + 1e-6))


def spend(tx: Connection, identity: str, rate: float, count: int, now: datetime) -> None:
    """Move the identity's next free moment by what was really leased."""
    if rate > 0 and count:
        moment = (now - EPOCH).total_seconds()
        free = tx.execute(select(pace.c.next_free).where(pace.c.identity == identity)).scalar() or 0.0
        tx.execute(update(pace).where(pace.c.identity == identity).values(next_free=max(free, moment) + count / rate))


def hold(tx: Connection, identity: str, until: datetime) -> None:
    """Keep an identity quiet until this moment (the platform asked for it)."""
    tx.execute(update(pace).where(pace.c.identity == identity).values(held_until=until))


def shut(tx: Connection, identity: str, reason: str) -> None:
    """Stop an identity until an operator looks (its token is refused); `reopen` undoes it."""
    tx.execute(update(pace).where(pace.c.identity == identity).values(closed=reason[:300]))


def reopen(tx: Connection, channels: Collection[str]) -> None:
    """Let shut identities of these channels try again (at start, with new settings)."""
    tx.execute(update(pace).where(pace.c.channel.in_(channels)).values(closed="", held_until=None))


def drop(tx: Connection, found: Sequence[int], state: str, reason: str, now: datetime) -> None:
    """End rows that must not be sent any more."""
    if found:
        tx.execute(update(outbox).where(outbox.c.id.in_(found)).values(state=state, reason=reason, settled_at=now))


def recheck(tx: Connection, candidates: Sequence[int], now: datetime) -> list[int]:
    """Which of these may still go out: not expired, campaign running, consent standing, address alive. The rest end with a reason."""
    ours = outbox.c.id.in_(candidates)
    late = tx.execute(select(outbox.c.id).where(ours, outbox.c.expires_at <= now)).scalars().all()
    drop(tx, late, "expired", "past its time", now)
    standing = exists().where(
        consent.c.person_id == outbox.c.recipient_id, consent.c.purpose == campaign.c.topic, consent.c.withdrawn_at.is_(None)
    )
    unwanted = select(outbox.c.id).join(campaign).where(ours, campaign.c.topic != "", ~standing)
    left = tx.execute(unwanted).scalars().all()
    drop(tx, left, "cancelled", "opted out", now)
    stopped = tx.execute(select(outbox.c.id).join(campaign).where(ours, campaign.c.state == "cancelled")).scalars().all()
    drop(tx, stopped, "cancelled", "campaign cancelled", now)
    dead = select(outbox.c.id).join(address, address.c.value == outbox.c.address)
    gone = tx.execute(dead.where(ours, outbox.c["class"] > ANSWER, address.c.state != "active")).scalars().all()
    drop(tx, gone, "failed", "address cannot be reached", now)
    erased = select(outbox.c.id).join(person, person.c.id == outbox.c.recipient_id).where(ours, person.c.erased_at.is_not(None))
    removed = tx.execute(erased).scalars().all()
    drop(tx, removed, "cancelled", "person erased", now)
    unauthorised = tx.execute(select(outbox.c.id).join(campaign).where(ours, campaign.c.kind == "broadcast", _by_nobody())).scalars().all()
    drop(tx, unauthorised, "cancelled", "sender is no organiser any more", now)
    ended = {*late, *left, *stopped, *gone, *removed, *unauthorised}
    return [one for one in candidates if one not in ended]


def _by_nobody() -> ColumnElement[bool]:
    """A campaign begun by a person (`person:7`) who holds no organiser's role now; the operator's own always stand."""
    author = literal("person:") + cast(role_grant.c.person_id, String)
    holds = exists().where(
        author == campaign.c.created_by, role_grant.c.role.in_(("organiser", "admin")), role_grant.c.revoked_at.is_(None)
    )
    return and_(campaign.c.created_by.startswith("person:"), ~holds)


def lease(tx: Connection, owner: str, identity: str, now: datetime, *, answers: bool, most: int) -> list[Due]:
    """Take up to `most` due rows of one identity, answers or everything else, opening an attempt for each."""
    lane = outbox.c["class"] == ANSWER if answers else outbox.c["class"] > ANSWER
    paused = select(campaign.c.id).where(campaign.c.state == "paused")
    query = (
        select(outbox.c.id)
        .where(outbox.c.state == "due", outbox.c.identity == identity, lane, outbox.c.due_at <= now)
        .where(or_(outbox.c.campaign_id.is_(None), outbox.c.campaign_id.not_in(paused)))
        .order_by(outbox.c["class"], outbox.c.due_at, outbox.c.id)
        .limit(most)
    )
    if tx.dialect.name == "postgresql":
        query = query.with_for_update(skip_locked=True)
    candidates = list(tx.execute(query).scalars())
    return take(tx, recheck(tx, candidates, now), owner, now) if candidates else []


def take(tx: Connection, chosen: Sequence[int], owner: str, now: datetime) -> list[Due]:
    """Lease exactly these rows to the owner and open their attempts."""
    if not chosen:
        return []
    values: dict[str, object] = {"state": "leased", "owner": owner, "lease_until": now + LEASE, "attempts": outbox.c.attempts + 1}
    tx.execute(update(outbox).where(outbox.c.id.in_(chosen), outbox.c.state == "due").values(values))
    tx.execute(insert(attempt), [{"outbox_id": one, "owner": owner, "started_at": now} for one in chosen])
    return reading(tx.execute(full().where(outbox.c.id.in_(chosen), outbox.c.owner == owner).order_by(outbox.c.id)).all())


def renew(tx: Connection, owner: str, held: Collection[int], now: datetime) -> None:
    """Keep leases alive while their owner lives."""
    ours = and_(outbox.c.id.in_(held), outbox.c.owner == owner, outbox.c.state == "leased")
    tx.execute(update(outbox).where(ours).values(lease_until=now + LEASE))


def record(tx: Connection, owner: str, results: Iterable[Result], now: datetime) -> None:
    """Write outcomes, each fenced by the owner: a late worker cannot overwrite what another one did since."""
    for result in results:
        held = (outbox.c.id == result.id, outbox.c.owner == owner, outbox.c.state == "leased")
        values: dict[str, object] = {
            "state": result.state,
            "reason": result.reason[:300],
            "platform_id": result.platform_id[:200],
            "lease_until": None,
            "owner": "",
        }
        values.update({"due_at": result.again_at} if result.again_at else {"settled_at": now})
        values.update(result.extra)
        if tx.execute(update(outbox).where(*held).values(values)).rowcount:
            ended = {"ended_at": now, "outcome": result.outcome, "detail": result.reason[:300]}
            tx.execute(
                update(attempt).where(attempt.c.outbox_id == result.id, attempt.c.owner == owner, attempt.c.outcome == "open").values(ended)
            )


def recover(tx: Connection, now: datetime, *, all_of_them: bool = False) -> int:
    """Rows whose owner died: their open attempts are `unknown`, and they go out again unless their policy says never twice.

    `all_of_them` takes back live leases too: only for who holds the lock of the only process. How many rows came back."""
    over = outbox.c.state == "leased" if all_of_them else and_(outbox.c.state == "leased", outbox.c.lease_until < now)
    stale = tx.execute(select(outbox.c.id).where(over)).scalars().all()
    if not stale:
        return 0
    ours = outbox.c.id.in_(stale)
    tx.execute(
        update(attempt)
        .where(attempt.c.outbox_id.in_(stale), attempt.c.outcome == "open")
        .values(outcome="unknown", ended_at=now, detail="interrupted")
    )
    free: dict[str, object] = {"owner": "", "lease_until": None}
    tx.execute(
        update(outbox)
        .where(ours, outbox.c.attempts >= MOST_CRASHES)
        .values(free | {"state": "failed", "reason": "too many crashes", "settled_at": now})
    )
    once = (ours, outbox.c.state == "leased", ~outbox.c.again)
    tx.execute(update(outbox).where(*once).values(free | {"state": "unknown", "reason": "interrupted", "settled_at": now}))
    tx.execute(update(outbox).where(ours, outbox.c.state == "leased").values(free | {"state": "due", "reason": "interrupted"}))
    return len(stale)


def release(tx: Connection, owner: str, unsent: Collection[int], now: datetime) -> None:
    """Give back rows that were leased but never begun; their attempt is no attempt."""
    if unsent:
        ours = and_(outbox.c.id.in_(unsent), outbox.c.owner == owner, outbox.c.state == "leased")
        back = {"state": "due", "owner": "", "lease_until": None, "attempts": outbox.c.attempts - 1}
        tx.execute(update(outbox).where(ours).values(back))
        tx.execute(
            update(attempt)
            .where(attempt.c.outbox_id.in_(unsent), attempt.c.owner == owner, attempt.c.outcome == "open")
            .values(outcome="not_begun", ended_at=now)
        )


def letters(tx: Connection, where: str, after: int, most: int) -> list[Due]:
    """What was delivered to an address of a channel that keeps its own screen, in the order it was delivered.

    With `after` (a row's id), what came later than that row; without, the last `most`."""
    query = full().where(outbox.c.address == where, outbox.c.state == "sent")
    mark = tx.execute(select(outbox.c.settled_at).where(outbox.c.id == after)).scalar() if after else None
    if mark is not None:
        later = or_(outbox.c.settled_at > mark, and_(outbox.c.settled_at == mark, outbox.c.id > after))
        return reading(tx.execute(query.where(later).order_by(outbox.c.settled_at, outbox.c.id).limit(most)).all())
    return reading(tx.execute(query.order_by(outbox.c.settled_at.desc(), outbox.c.id.desc()).limit(most)).all())[::-1]


def one(tx: Connection, outbox_id: int) -> Due | None:
    """The row with this id, whatever its state."""
    rows = reading(tx.execute(full().where(outbox.c.id == outbox_id)).all())
    return rows[0] if rows else None
