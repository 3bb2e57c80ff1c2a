"""Open forms: one per person, wherever they speak."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, String, Table, Text, delete, insert, select, update

from bot.model.codec import dumps, loads
from bot.storage.database import Id, Instant, metadata

dialog = Table(
    "dialog",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False, unique=True),
    Column("channel", String(20), nullable=False),
    Column("chat", String(200), nullable=False),
    Column("form", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    sqlite_autoincrement=True,
)


@dataclass(frozen=True, slots=True)
class Open:
    """A form a person has not finished: its spec (name, fields, given), the good answers and the wrong ones with their reasons."""

    id: int
    person_id: int
    channel: str
    chat: str
    form: Mapping[str, Any]
    answers: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, Any] = field(default_factory=dict)


def of(tx: Connection, person_id: int) -> Open | None:
    """The form this person has open, if any."""
    row = tx.execute(select(dialog).where(dialog.c.person_id == person_id)).one_or_none()
    if row is None:
        return None
    state = loads(row.state)
    return Open(row.id, person_id, row.channel, row.chat, loads(row.form), state["answers"], state["errors"])


def opener(tx: Connection, form_id: int) -> int | None:
    """Who has this form open."""
    return tx.execute(select(dialog.c.person_id).where(dialog.c.id == form_id)).scalar()


def start(tx: Connection, person_id: int, channel: str, chat: str, form: object, now: datetime) -> Open:
    """Open a form, in place of any other; ids are never used twice, so an old form's buttons stay old."""
    close(tx, person_id)
    row = {"person_id": person_id, "channel": channel, "chat": chat, "form": dumps(form), "opened_at": now}
    tx.execute(insert(dialog).values(row | {"state": dumps({"answers": {}, "errors": {}})}))
    found = of(tx, person_id)
    assert found is not None
    return found


def keep(tx: Connection, it: Open, channel: str, chat: str) -> None:
    """Save answers and errors, and where the person speaks now."""
    state = dumps({"answers": it.answers, "errors": it.errors})
    tx.execute(update(dialog).where(dialog.c.id == it.id).values(state=state, channel=channel, chat=chat))


def close(tx: Connection, person_id: int) -> bool:
    """Leave the open form; False when none was open."""
    return tx.execute(delete(dialog).where(dialog.c.person_id == person_id)).rowcount > 0
