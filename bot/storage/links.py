"""One-time codes that show that two addresses belong to one person: only a keyed digest is kept, for a quarter of an hour, once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, ForeignKey, String, Table, delete, func, insert, select, update

from bot.storage.database import Id, Instant, metadata
from bot.storage.outbox import Place
from bot.storage.people import address

link_code = Table(
    "link_code",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False, index=True),
    Column("address", String(300), nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)
link_try = Table(
    "link_try",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A code that may still be used: whose it is and at which address it was shown."""

    id: int
    person_id: int
    address: str


def put(tx: Connection, person_id: int, shown_at: str, digest: str, now: datetime, until: datetime) -> None:
    """Keep a new code; the person's older unused ones end."""
    tx.execute(delete(link_code).where(link_code.c.person_id == person_id, link_code.c.used_at.is_(None)))
    row = {"person_id": person_id, "address": shown_at, "digest": digest, "made_at": now, "expires_at": until}
    tx.execute(insert(link_code).values(row))


def live(tx: Connection, digest: str, now: datetime) -> Shown | None:
    """The code with this digest, if it is unused and in time."""
    fresh = (link_code.c.digest == digest, link_code.c.used_at.is_(None), link_code.c.expires_at > now)
    row = tx.execute(select(link_code).where(*fresh)).one_or_none()
    return None if row is None else Shown(row.id, row.person_id, row.address)


def spend(tx: Connection, code_id: int, now: datetime) -> bool:
    """Use a code up; False when somebody was faster."""
    unused = (link_code.c.id == code_id, link_code.c.used_at.is_(None))
    return tx.execute(update(link_code).where(*unused).values(used_at=now)).rowcount == 1


def tried(tx: Connection, person_id: int, now: datetime) -> None:
    """Remember a wrong code."""
    tx.execute(insert(link_try).values(person_id=person_id, at=now))


def tries(tx: Connection, person_id: int, since: datetime) -> int:
    """How many wrong codes this person has typed since then."""
    wrong = select(func.count()).select_from(link_try).where(link_try.c.person_id == person_id, link_try.c.at > since)
    return int(tx.execute(wrong).scalar_one())


def place(tx: Connection, value: str) -> Place | None:
    """Where a message to exactly this address goes."""
    row = tx.execute(select(address).where(address.c.value == value)).one_or_none()
    return None if row is None else Place(row.channel, row.identity, row.value)


def forget(tx: Connection, before: datetime) -> int:
    """Delete codes and wrong tries from before this moment (retention)."""
    tx.execute(delete(link_try).where(link_try.c.at < before))
    return tx.execute(delete(link_code).where(link_code.c.expires_at < before)).rowcount
