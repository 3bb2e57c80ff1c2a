"""Codes sent to mail addresses, to be typed in the chat: only a keyed digest is kept, and for a day how many went where."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, ForeignKey, String, Table, delete, func, insert, select, update

from bot.storage.database import Id, Instant, metadata

mail_code = Table(
    "mail_code",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False, index=True),
    Column("address", String(300), nullable=False, index=True),
    Column("digest", String(64), nullable=False),
    Column("made_at", Instant, nullable=False, index=True),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A code on its way: who asked for it, and the address it went to."""

    id: int
    person_id: int
    address: str
    digest: str
    expires_at: datetime
    used: bool


def put(tx: Connection, person_id: int, address: str, digest: str, now: datetime, until: datetime) -> int:
    """Keep a new code; its number. The person's older ones end."""
    end(tx, person_id, now)
    row = {"person_id": person_id, "address": address, "digest": digest, "made_at": now, "expires_at": until}
    return int(tx.execute(insert(mail_code).values(row).returning(mail_code.c.id)).scalar_one())


def end(tx: Connection, person_id: int, now: datetime) -> None:
    """No code of this person's works any more."""
    tx.execute(update(mail_code).where(mail_code.c.person_id == person_id, mail_code.c.expires_at > now).values(expires_at=now))


def live(tx: Connection, person_id: int, now: datetime) -> Sent | None:
    """The code this person may type now."""
    fresh = (mail_code.c.person_id == person_id, mail_code.c.used_at.is_(None), mail_code.c.expires_at > now)
    return _sent(tx.execute(select(mail_code).where(*fresh).order_by(mail_code.c.id.desc()).limit(1)).one_or_none())


def numbered(tx: Connection, code_id: int) -> Sent | None:
    """The code with this number, used or not."""
    return _sent(tx.execute(select(mail_code).where(mail_code.c.id == code_id)).one_or_none())


def spend(tx: Connection, code_id: int, now: datetime) -> bool:
    """Use a code up; False when somebody was faster."""
    unused = (mail_code.c.id == code_id, mail_code.c.used_at.is_(None))
    return tx.execute(update(mail_code).where(*unused).values(used_at=now)).rowcount == 1


def sent(tx: Connection, since: datetime, *, person_id: int | None = None, address: str = "") -> int:
    """How many codes went out since then: for this person, to this address, or at all."""
    query = select(func.count()).select_from(mail_code).where(mail_code.c.made_at > since)
    if person_id is not None:
        query = query.where(mail_code.c.person_id == person_id)
    if address:
        query = query.where(func.lower(mail_code.c.address) == address.lower())
    return int(tx.execute(query).scalar_one())


def forget(tx: Connection, before: datetime) -> int:
    """Delete codes made before this moment (retention)."""
    return tx.execute(delete(mail_code).where(mail_code.c.made_at < before)).rowcount


def _sent(row: object) -> Sent | None:
    if row is None:
        return None
    values = row._mapping  # type: ignore[attr-defined]
    return Sent(values["id"], values["person_id"], values["address"], values["digest"], values["expires_at"], values["used_at"] is not None)
