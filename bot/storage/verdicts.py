"""What became of people's questions: one verdict per person and question. Those without a good answer are drafts for a curated one."""

from datetime import datetime

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    case,
    cast,
    delete,
    func,
    select,
    update,
)

from bot.model.curated import Draft, Verdict
from bot.storage.database import Id, Instant, insert_once, metadata

MOST = 50
"""Verdicts kept of one person; more is no help to anybody."""

verdict = Table(
    "verdict",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("mark", String(300), nullable=False, index=True),
    Column("language", String(2), nullable=False),
    Column("question", Text, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("at", Instant, nullable=False, index=True),
    UniqueConstraint("person_id", "mark"),
)
WANTING = verdict.c.kind != Verdict.GOOD.value


def keep(tx: Connection, person_id: int, mark: str, kind: Verdict, now: datetime, *, language: str, question: str) -> None:
    """Keep a verdict in place of the person's earlier one on the same question. `mark` is what equal questions have in common."""
    ours = (verdict.c.person_id == person_id, verdict.c.mark == mark)
    if tx.execute(update(verdict).where(*ours).values(kind=kind.value, at=now)).rowcount:
        return
    if tx.execute(select(func.count()).where(verdict.c.person_id == person_id)).scalar_one() < MOST:
        values = {"person_id": person_id, "mark": mark, "language": language, "question": question, "kind": kind.value, "at": now}
        insert_once(tx, verdict, **values)


def drafts(tx: Connection, after: int = 0, most: int = 5) -> list[Draft]:
    """Questions without a good answer, most asked first; `after` leaves out so many."""
    bad = func.sum(cast(case((verdict.c.kind == Verdict.BAD.value, 1), else_=0), Integer))
    grouped = select(
        func.min(verdict.c.id).label("id"),
        func.min(verdict.c.language).label("language"),
        func.count().label("people"),
        bad.label("bad"),
        func.max(verdict.c.at).label("last_at"),
    )
    query = grouped.where(WANTING).group_by(verdict.c.mark).order_by(func.count().desc(), func.max(verdict.c.id).desc())
    rows = tx.execute(query.offset(after).limit(most)).all()
    texts = {row.id: row.question for row in tx.execute(select(verdict).where(verdict.c.id.in_([row.id for row in rows])))}
    return [Draft(row.id, row.language, texts[row.id], row.people, int(row.bad), row.last_at) for row in rows]


def draft(tx: Connection, draft_id: int) -> tuple[str, str] | None:
    """Language and question of a draft; None when it is settled or its person left."""
    row = tx.execute(select(verdict).where(verdict.c.id == draft_id, WANTING)).one_or_none()
    return None if row is None else (row.language, row.question)


def count(tx: Connection) -> int:
    """How many drafts there are."""
    return int(tx.execute(select(func.count(func.distinct(verdict.c.mark))).where(WANTING)).scalar_one())


def figures(tx: Connection, since: datetime) -> dict[str, int]:
    """How many verdicts of each kind since then."""
    query = select(verdict.c.kind, func.count().label("n")).where(verdict.c.at > since).group_by(verdict.c.kind)
    return {row.kind: row.n for row in tx.execute(query)}


def settle(tx: Connection, mark: str) -> int:
    """The question is dealt with: it is no draft any more. How many verdicts that was."""
    return tx.execute(delete(verdict).where(verdict.c.mark == mark, WANTING)).rowcount


def forget(tx: Connection, before: datetime) -> int:
    """Delete verdicts older than this (retention)."""
    return tx.execute(delete(verdict).where(verdict.c.at < before)).rowcount
