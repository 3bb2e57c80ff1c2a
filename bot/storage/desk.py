"""Requests to the desk: asked once, in somebody's hands or nobody's, answered once."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    cast,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)

from bot.model.codec import dumps, loads
from bot.model.desk import DeskState, Exchange, Matter, Request, Shelf
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
    Column("before", Text, nullable=False, default="[]"),
    Column("follows", Id, ForeignKey("desk.id")),
    Column("state", String(10), nullable=False, default="open"),
    Column("asked_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("taken_by", Id, ForeignKey("person.id")),
    Column("taken_at", Instant),
    Column("answered_by", Id, ForeignKey("person.id")),
    Column("answered_at", Instant),
    Column("answer", Text, nullable=False, default=""),
    Index("ix_desk_state", "state", "id"),
)
LATE = "desk:late:"
"""How the outbox knows what tells somebody that their request is late; the number follows."""
WAITS = desk.c.state != DeskState.ANSWERED.value
Said = tuple[str, list[Mapping[str, Any]]]


def lately_asked(tx: Connection, address: str, since: datetime) -> list[Said]:
    """The texts from this address since then that Plaza answered in the question's own language, newest first, each with its replies.

    Only answers to questions are sent like that, so what was typed into forms or as a command is not among them."""
    answers = (outbox.c.address == address, outbox.c.created_at > since, outbox.c.purpose.startswith("reply:"))
    spoken = ~outbox.c.reply.contains('"language":""')
    query = select(outbox.c.purpose, outbox.c.reply).where(*answers, spoken).order_by(outbox.c.id.desc()).limit(20)
    replies: dict[int, list[Mapping[str, Any]]] = {}
    for row in tx.execute(query):
        replies.setdefault(int(row.purpose.split(":")[1]), []).insert(0, loads(row.reply))
    raws = {row.id: json.loads(row.raw) for row in tx.execute(select(inbox.c.id, inbox.c.raw).where(inbox.c.id.in_(replies)))}
    return [(raws[item]["text"], said) for item, said in replies.items() if raws.get(item, {}).get("kind") == "Said"]


def add(tx: Connection, before: tuple[Exchange, ...], **values: object) -> int:
    """A new request; its number."""
    return int(tx.execute(insert(desk).values(before=dumps(before), **values).returning(desk.c.id)).scalar_one())


def one(tx: Connection, request_id: int) -> Request | None:
    """The request with this number."""
    row = tx.execute(select(desk).where(desk.c.id == request_id)).one_or_none()
    return None if row is None else _request(row)


def waiting(tx: Connection, shelf: ColumnElement[bool], after: int = 0, most: int = 5) -> list[Request]:
    """Requests without an answer on this shelf, oldest first, later than number `after`."""
    query = select(desk).where(WAITS, shelf, desk.c.id > after).order_by(desk.c.id).limit(most)
    return [_request(row) for row in tx.execute(query)]


def untold(tx: Connection, now: datetime) -> list[Request]:
    """Overdue requests whose asker has not heard yet that they are late."""
    told = exists().where(outbox.c.purpose == literal(LATE) + cast(desk.c.id, String))
    query = select(desk).where(WAITS, on(Shelf.OVERDUE, 0, now), ~told).order_by(desk.c.id)
    return [_request(row) for row in tx.execute(query)]


def count(tx: Connection, shelf: ColumnElement[bool]) -> int:
    """How many requests on this shelf have no answer."""
    return int(tx.execute(select(func.count()).select_from(desk).where(WAITS, shelf)).scalar_one())


def on(shelf: Shelf, person_id: int, now: datetime) -> ColumnElement[bool]:
    """What lies on a shelf as this person sees it."""
    match shelf:
        case Shelf.MINE:
            return desk.c.taken_by == person_id
        case Shelf.OVERDUE:
            return desk.c.due_at <= now
        case Shelf.ALL:
            return desk.c.id > 0


def for_hands(person_id: int) -> ColumnElement[bool]:
    """What this person has to see to: what they took, and what nobody did."""
    return (desk.c.taken_by == person_id) | (desk.c.state == DeskState.OPEN.value)


def unanswered(tx: Connection, person_id: int, matter: Matter) -> Request | None:
    """The oldest request of this kind that the person still waits for."""
    found = waiting(tx, (desk.c.person_id == person_id) & (desk.c.matter == matter.value), most=1)
    return found[0] if found else None


def take(tx: Connection, request_id: int, by: int, now: datetime) -> bool:
    """Mark that somebody looks after it; False when it is taken or answered."""
    free = (desk.c.id == request_id, desk.c.state == DeskState.OPEN.value)
    return tx.execute(update(desk).where(*free).values(_held(by, now))).rowcount == 1


def give(tx: Connection, request_id: int, to: int, now: datetime) -> bool:
    """Put it into these hands, whoever held it; False when it is answered or was there already."""
    other = desk.c.taken_by.is_(None) | (desk.c.taken_by != to)
    return tx.execute(update(desk).where(desk.c.id == request_id, WAITS, other).values(_held(to, now))).rowcount == 1


def release(tx: Connection, request_id: int, by: int) -> bool:
    """Let go of it; False unless this person holds it."""
    held = (desk.c.id == request_id, desk.c.state == DeskState.TAKEN.value, desk.c.taken_by == by)
    free = {"state": DeskState.OPEN.value, "taken_by": None, "taken_at": None}
    return tx.execute(update(desk).where(*held).values(free)).rowcount == 1


def answer(tx: Connection, request_id: int, by: int, text: str, now: datetime) -> bool:
    """Write down the answer; False when it has one."""
    values = {"state": DeskState.ANSWERED.value, "answered_by": by, "answered_at": now, "answer": text}
    return tx.execute(update(desk).where(desk.c.id == request_id, WAITS).values(values)).rowcount == 1


def _held(by: int, now: datetime) -> dict[str, object]:
    return {"state": DeskState.TAKEN.value, "taken_by": by, "taken_at": now}


def _request(row: Any) -> Request:
    return Request(
        id=row.id,
        matter=Matter(row.matter),
        person_id=row.person_id,
        channel=row.channel,
        language=row.language,
        city=row.city,
        question=row.question,
        before=tuple(Exchange(one["asked"], one["answered"]) for one in loads(row.before)),
        state=DeskState(row.state),
        asked_at=row.asked_at,
        due_at=row.due_at,
        taken_by=row.taken_by,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
        answer=row.answer,
        follows=row.follows,
    )
