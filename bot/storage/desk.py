"""Requests to the desk: asked once, taken by one, answered once."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Index, String, Table, Text, func, insert, select, update

from bot.model.desk import DeskState, Matter, Request
from bot.storage.database import Id, Instant, metadata
from bot.storage.inbox import inbox
from bot.storage.outbox import outbox

desk = Table(
    "desk",
    metadata,
    Column("id", Id, primary_key=True),
    Column("matter", String(20), nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False, index=True),
    Column("channel", String(20), nullable=False),
    Column("language", String(2), nullable=False),
    Column("city", String(200), nullable=False, default=""),
    Column("question", Text, nullable=False),
    Column("context", Text, nullable=False, default=""),
    Column("state", String(10), nullable=False, default="open"),
    Column("asked_at", Instant, nullable=False),
    Column("taken_by", Id, ForeignKey("person.id")),
    Column("taken_at", Instant),
    Column("answered_by", Id, ForeignKey("person.id")),
    Column("answered_at", Instant),
    Column("answer", Text, nullable=False, default=""),
    Index("ix_desk_state", "state", "id"),
)


def lately_asked(tx: Connection, address: str, since: datetime) -> list[str]:
    """The texts from this address since then that Plaza answered in the question's own language, newest first.

    Only answers to questions are sent like that, so what was typed into forms or as a command is not among them."""
    answers = (outbox.c.address == address, outbox.c.created_at > since, outbox.c.purpose.startswith("reply:"))
    spoken = ~outbox.c.reply.contains('"language":""')
    purposes = tx.execute(select(outbox.c.purpose).where(*answers, spoken).order_by(outbox.c.id.desc()).limit(10)).scalars()
    items = dict.fromkeys(int(purpose.split(":")[1]) for purpose in purposes)
    raws = {row.id: json.loads(row.raw) for row in tx.execute(select(inbox.c.id, inbox.c.raw).where(inbox.c.id.in_(items)))}
    return [raws[item]["text"] for item in items if raws.get(item, {}).get("kind") == "Said"]


def add(tx: Connection, **values: object) -> int:
    """A new request; its number."""
    return int(tx.execute(insert(desk).values(**values).returning(desk.c.id)).scalar_one())


def one(tx: Connection, request_id: int) -> Request | None:
    """The request with this number."""
    row = tx.execute(select(desk).where(desk.c.id == request_id)).one_or_none()
    return None if row is None else _request(row)


def waiting(tx: Connection, after: int = 0, most: int = 5) -> list[Request]:
    """Requests without an answer, oldest first, later than number `after`."""
    query = select(desk).where(desk.c.state != DeskState.ANSWERED.value, desk.c.id > after).order_by(desk.c.id).limit(most)
    return [_request(row) for row in tx.execute(query)]


def count(tx: Connection) -> int:
    """How many requests have no answer."""
    return int(tx.execute(select(func.count()).select_from(desk).where(desk.c.state != DeskState.ANSWERED.value)).scalar_one())


def unanswered(tx: Connection, person_id: int, matter: Matter) -> Request | None:
    """The oldest request of this kind that the person still waits for."""
    ours = (desk.c.person_id == person_id, desk.c.matter == matter.value, desk.c.state != DeskState.ANSWERED.value)
    row = tx.execute(select(desk).where(*ours).order_by(desk.c.id).limit(1)).one_or_none()
    return None if row is None else _request(row)


def take(tx: Connection, request_id: int, by: int, now: datetime) -> bool:
    """Mark that somebody looks after it; False when it is taken or answered."""
    free = (desk.c.id == request_id, desk.c.state == DeskState.OPEN.value)
    return tx.execute(update(desk).where(*free).values(state=DeskState.TAKEN.value, taken_by=by, taken_at=now)).rowcount == 1


def answer(tx: Connection, request_id: int, by: int, text: str, now: datetime) -> bool:
    """Write down the answer; False when it has one."""
    waits = (desk.c.id == request_id, desk.c.state != DeskState.ANSWERED.value)
    values = {"state": DeskState.ANSWERED.value, "answered_by": by, "answered_at": now, "answer": text}
    return tx.execute(update(desk).where(*waits).values(values)).rowcount == 1


def _request(row: Any) -> Request:
    return Request(
        row.id,
        Matter(row.matter),
        row.person_id,
        row.channel,
        row.language,
        row.city,
        row.question,
        row.context,
        DeskState(row.state),
        row.asked_at,
        row.taken_by,
        row.answered_by,
        row.answered_at,
        row.answer,
    )
