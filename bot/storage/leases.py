"""Leases on the outbox: who may send what now, re-checked in the transaction that grants it, and fenced by the owner."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, insert, or_, select, true, update

from bot.storage.outbox import ANSWER, Due, Result, attempt, campaign, full, outbox, reading
from bot.storage.pace import know_identity as know_identity
from bot.storage.recheck import recheck

LEASE = timedelta(seconds=10)
MOST_CRASHES = 5
SUSPECT = 2
INTERRUPTED = "interrupted"


def lease(tx: Connection, owner: str, identity: str, now: datetime, *, answers: bool, most: int) -> list[Due]:
    """Take up to `most` due rows of one identity, answers or everything else, opening an attempt for each.

    A row whose worker died twice goes alone, so that a message which kills its worker takes no neighbour with it."""
    lane = outbox.c["class"] == ANSWER if answers else outbox.c["class"] > ANSWER
    paused = select(campaign.c.id).where(campaign.c.state == "paused")
    query = (
        select(outbox.c.id, and_(outbox.c.attempts >= SUSPECT, outbox.c.reason == INTERRUPTED).label("suspect"))
        .where(outbox.c.state == "due", outbox.c.identity == identity, lane, outbox.c.due_at <= now)
        .where(or_(outbox.c.campaign_id.is_(None), outbox.c.campaign_id.not_in(paused)))
        .order_by(outbox.c["class"], outbox.c.due_at, outbox.c.id)
        .limit(most)
    )
    if tx.dialect.name == "postgresql":
        query = query.with_for_update(skip_locked=True)
    found = tx.execute(query).all()
    candidates = [row.id for row in found[:1]] if found and found[0].suspect else [row.id for row in found if not row.suspect]
    return take(tx, recheck(tx, candidates, now), owner, now) if candidates else []


def take(tx: Connection, chosen: Sequence[int], owner: str, now: datetime) -> list[Due]:
    """Lease these rows to the owner, those that are still due, and open their attempts."""
    if not chosen:
        return []
    taking: dict[str, object] = {"state": "leased", "owner": owner, "lease_until": now + LEASE, "attempts": outbox.c.attempts + 1}
    free = (outbox.c.id.in_(chosen), outbox.c.state == "due")
    taken = list(tx.execute(update(outbox).where(*free).values(taking).returning(outbox.c.id)).scalars())
    if not taken:
        return []
    tx.execute(insert(attempt), [{"outbox_id": one, "owner": owner, "started_at": now} for one in taken])
    return reading(tx.execute(full().where(outbox.c.id.in_(taken)).order_by(outbox.c.id)).all())


def renew(tx: Connection, owner: str, held: Collection[int], now: datetime) -> None:
    """Keep leases alive while their owner lives."""
    ours = and_(outbox.c.id.in_(held), outbox.c.owner == owner, outbox.c.state == "leased")
    tx.execute(update(outbox).where(ours).values(lease_until=now + LEASE))


def record(tx: Connection, owner: str, results: Sequence[Result], now: datetime) -> list[int]:
    """Write outcomes, fenced by the owner: a late worker cannot overwrite what another one did since. The rows that were still its own."""
    query = select(outbox.c.id).where(outbox.c.id.in_([it.id for it in results]), outbox.c.owner == owner, outbox.c.state == "leased")
    held = set(tx.execute(query if tx.dialect.name == "sqlite" else query.with_for_update()).scalars())
    ours = [it for it in results if it.id in held]
    if ours:
        rows = [_row(it, now) for it in ours]
        for columns in {tuple(row) for row in rows}:
            tx.execute(update(outbox).where(outbox.c.id == bindparam("this")), [row for row in rows if tuple(row) == columns])
        ended = [{"this": it.id, "how": it.outcome, "why": it.reason[:300]} for it in ours]
        opened = (attempt.c.outbox_id == bindparam("this"), attempt.c.outcome == "open")
        tx.execute(update(attempt).where(*opened).values(ended_at=now, outcome=bindparam("how"), detail=bindparam("why")), ended)
    return [it.id for it in ours]


def _row(it: Result, now: datetime) -> dict[str, object]:
    """A result as the values of its row; `this` is its id."""
    when: dict[str, object] = {"due_at": it.again_at} if it.again_at else {"settled_at": now}
    told = {"state": it.state, "reason": it.reason[:300], "platform_id": it.platform_id[:200], "owner": "", "lease_until": None}
    return {"this": it.id, **told, **when, **it.extra}


def recover(tx: Connection, now: datetime, *, all_of_them: bool = False, but: Collection[int] = ()) -> int:
    """Rows whose owner died: their open attempts are `unknown`, and they go out again unless their policy says never twice.

    `all_of_them` takes back live leases too: only for who holds the lock of the only process. `but` are rows the caller itself
    is sending: however late, it lives. How many rows came back."""
    query = select(outbox.c.id).where(outbox.c.state == "leased", outbox.c.id.not_in(but))
    query = query if all_of_them else query.where(outbox.c.lease_until < now)
    if tx.dialect.name == "postgresql":
        query = query.with_for_update(skip_locked=True)
    stale = tx.execute(query).scalars().all()
    if not stale:
        return 0
    cut = {"outcome": "unknown", "ended_at": now, "detail": INTERRUPTED}
    tx.execute(update(attempt).where(attempt.c.outbox_id.in_(stale), attempt.c.outcome == "open").values(cut))
    ours = (outbox.c.id.in_(stale), outbox.c.state == "leased")
    crashed = outbox.c.attempts >= MOST_CRASHES
    for which, state, reason in (
        (crashed, "failed", "too many crashes"),
        (~outbox.c.again, "unknown", INTERRUPTED),
        (true(), "due", INTERRUPTED),
    ):
        values: dict[str, object] = {
            "state": state,
            "reason": reason,
            "owner": "",
            "lease_until": None,
            "settled_at": None if state == "due" else now,
        }
        tx.execute(update(outbox).where(*ours, which).values(values))
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
