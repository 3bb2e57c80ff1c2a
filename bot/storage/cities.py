"""Cities the secretariat keeps, and who claims to speak for one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Index, String, Table, Text, UniqueConstraint, insert, select, update

from bot.storage.database import Id, Instant, metadata

city = Table(
    "city",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("key", String(200), nullable=False),
    Column("country", String(2), nullable=False, default=""),
    Column("language", String(2), nullable=False, default=""),
    Column("general_address", String(300), nullable=False, default=""),
    Column("added_at", Instant, nullable=False),
    UniqueConstraint("key"),
)
claim = Table(
    "claim",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False, index=True),
    Column("city", String(200), nullable=False),
    Column("office", String(200), nullable=False, default=""),
    Column("state", String(10), nullable=False, default="pending"),
    Column("made_at", Instant, nullable=False),
    Column("decided_by", Id, ForeignKey("person.id")),
    Column("decided_at", Instant),
    Column("reason", Text, nullable=False, default=""),
    Index("ix_claim_state", "state", "id"),
)


@dataclass(frozen=True, slots=True)
class City:
    """A city of the network: its name as the secretariat writes it, ISO country, language and general address ("" where unknown)."""

    name: str
    country: str = ""
    language: str = ""
    general_address: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody says they speak for a city. `state` is pending, approved or declined; `office` is what they do there."""

    id: int
    person_id: int
    city: str
    office: str
    state: str
    made_at: datetime
    decided_by: int | None = None
    decided_at: datetime | None = None
    reason: str = ""


def keep_city(tx: Connection, key: str, it: City, now: datetime) -> bool:
    """Add a city, or fill in what was empty; True when it was new."""
    row = tx.execute(select(city).where(city.c.key == key)).one_or_none()
    fields = {"country": it.country, "language": it.language, "general_address": it.general_address}
    if row is None:
        tx.execute(insert(city).values(name=it.name, key=key, added_at=now, **fields))
        return True
    if given := {name: value for name, value in fields.items() if value}:
        tx.execute(update(city).where(city.c.key == key).values(given))
    return False


def every_city(tx: Connection) -> list[City]:
    """All cities by name."""
    return [City(row.name, row.country, row.language, row.general_address) for row in tx.execute(select(city).order_by(city.c.name))]


def add_claim(tx: Connection, person_id: int, name: str, office: str, now: datetime) -> int:
    """A claim that waits for an organiser."""
    row = {"person_id": person_id, "city": name, "office": office, "made_at": now}
    return int(tx.execute(insert(claim).values(row).returning(claim.c.id)).scalar_one())


def claim_of(tx: Connection, claim_id: int) -> Claim | None:
    """The claim with this id."""
    row = tx.execute(select(claim).where(claim.c.id == claim_id)).one_or_none()
    return None if row is None else _claim(row)


def pending(tx: Connection, person_id: int | None = None) -> list[Claim]:
    """Claims that wait, oldest first; of one person or of all."""
    query = select(claim).where(claim.c.state == "pending").order_by(claim.c.id)
    if person_id is not None:
        query = query.where(claim.c.person_id == person_id)
    return [_claim(row) for row in tx.execute(query)]


def decide(tx: Connection, claim_id: int, state: str, by: int, now: datetime, reason: str = "") -> bool:
    """Settle a claim once; False when it was settled already."""
    waits = (claim.c.id == claim_id, claim.c.state == "pending")
    values = {"state": state, "decided_by": by, "decided_at": now, "reason": reason}
    return tx.execute(update(claim).where(*waits).values(values)).rowcount == 1


def _claim(row: Any) -> Claim:
    return Claim(row.id, row.person_id, row.city, row.office, row.state, row.made_at, row.decided_by, row.decided_at, row.reason)
