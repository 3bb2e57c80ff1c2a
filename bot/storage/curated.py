"""Curated answers: every approval, change and withdrawal is a row; the newest of an entry in a language holds."""

from sqlalchemy import Column, Connection, ForeignKey, Index, String, Table, Text, func, insert, select

from bot.model.curated import Curated
from bot.storage.database import Id, Instant, metadata

curated = Table(
    "curated",
    metadata,
    Column("id", Id, primary_key=True),
    Column("entry", Id, nullable=False),
    Column("language", String(2), nullable=False),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("role", String(20), nullable=False),
    Column("author_id", Id, ForeignKey("person.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_curated_entry", "entry", "language"),
)


def version(tx: Connection) -> int:
    """Rises with every change; 0 while there was none."""
    return int(tx.execute(select(func.max(curated.c.id))).scalar() or 0)


def standing(tx: Connection) -> tuple[Curated, ...]:
    """What holds now, oldest entries first. An empty answer withdraws what was there."""
    newest = select(func.max(curated.c.id)).group_by(curated.c.entry, curated.c.language)
    query = select(curated).where(curated.c.id.in_(newest), curated.c.answer != "").order_by(curated.c.entry, curated.c.id)
    return tuple(Curated(row.entry, row.language, row.question, row.answer, row.role, row.at) for row in tx.execute(query))


def of(tx: Connection, entry: int) -> dict[str, Curated]:
    """What holds of one entry, by language."""
    return {one.language: one for one in standing(tx) if one.entry == entry}


def add(tx: Connection, it: Curated, author_id: int) -> int:
    """Write down an approval or a withdrawal (an empty answer); entry 0 begins a new one. The number of the entry."""
    entry = it.entry or int(tx.execute(select(func.max(curated.c.entry))).scalar() or 0) + 1
    values = {"entry": entry, "language": it.language, "question": it.question, "answer": it.answer, "role": it.role, "at": it.at}
    tx.execute(insert(curated).values(**values, author_id=author_id))
    return entry


def history(tx: Connection, entry: int) -> list[tuple[Curated, int]]:
    """Everything ever approved or withdrawn of one entry, oldest first, each with its author's number."""
    rows = tx.execute(select(curated).where(curated.c.entry == entry).order_by(curated.c.id))
    return [(Curated(row.entry, row.language, row.question, row.answer, row.role, row.at), row.author_id) for row in rows]
