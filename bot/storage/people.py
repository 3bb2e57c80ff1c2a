"""People, their addresses, roles and consents."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Index, Row, String, Table, Text, UniqueConstraint, func, insert, select, update

from bot.model.inbound import Origin
from bot.model.person import LANGUAGES, Address, Person, Role, zone_of
from bot.storage.database import Id, Instant, metadata
from bot.storage.pace import know_identity

person = Table(
    "person",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(200), nullable=False, default=""),
    Column("language", String(2), nullable=False, default="en"),
    Column("language_chosen_at", Instant),
    Column("zone", String(64), nullable=False, default="Europe/Zurich"),
    Column("city", String(200), nullable=False, default=""),
    Column("created_at", Instant, nullable=False),
    Column("erased_at", Instant),
)
address = Table(
    "address",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False, index=True),
    Column("channel", String(20), nullable=False),
    Column("value", String(300), nullable=False, unique=True),
    Column("identity", String(80), nullable=False),
    Column("state", String(10), nullable=False, default="active"),
    Column("reason", String(300), nullable=False, default=""),
    Column("created_at", Instant, nullable=False),
    Column("last_seen", Instant, nullable=False),
)
role_grant = Table(
    "role_grant",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False, index=True),
    Column("role", String(20), nullable=False),
    Column("granted_by", String(300), nullable=False),
    Column("granted_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)
consent = Table(
    "consent",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("purpose", String(100), nullable=False),
    Column("channel", String(20), nullable=False, default=""),
    Column("wording", Text, nullable=False, default=""),
    Column("language", String(2), nullable=False, default="en"),
    Column("given_at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
    Index("ix_consent_person_purpose", "person_id", "purpose", "withdrawn_at"),
    Index("ix_consent_purpose", "purpose", "withdrawn_at"),
)
suppression = Table(
    "suppression",
    metadata,
    Column("id", Id, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("digest"),
)


def by_id(tx: Connection, person_id: int) -> Person | None:
    """The person with this id, roles included."""
    row = tx.execute(select(person).where(person.c.id == person_id)).one_or_none()
    if row is None:
        return None
    return Person(row.id, row.name, row.language, row.zone, roles_of(tx, person_id), row.city, row.erased_at is not None)


def exists(tx: Connection, person_id: int) -> bool:
    """Whether there is a person with this id."""
    return tx.execute(select(person.c.id).where(person.c.id == person_id)).scalar() is not None


def by_address(tx: Connection, value: str) -> Person | None:
    """Whoever is reached at this address."""
    found = tx.execute(select(address.c.person_id).where(address.c.value == value)).scalar()
    if found is None and value.startswith("email:"):  # one mailbox, however its name is written
        found = tx.execute(select(address.c.person_id).where(func.lower(address.c.value) == value.lower())).scalar()
    return None if found is None else by_id(tx, found)


def address_numbered(tx: Connection, address_id: int) -> Row[Any] | None:
    """The address with this number, as a row of the table."""
    return tx.execute(select(address).where(address.c.id == address_id)).one_or_none()


def roles_of(tx: Connection, person_id: int) -> frozenset[Role]:
    """The roles this person holds now."""
    query = select(role_grant.c.role).where(role_grant.c.person_id == person_id, role_grant.c.revoked_at.is_(None))
    return frozenset(Role(role) for role in tx.execute(query).scalars())


def meet(tx: Connection, origin: Origin, identity: str, now: datetime) -> Person:
    """The person who speaks from here, made on first contact; speaking from a blocked address heals it."""
    row = tx.execute(select(address).where(address.c.value == origin.address)).one_or_none()
    if row is None:
        new = add(tx, name=origin.name[:200], language=origin.language, zone=origin.zone, now=now)
        add_address(tx, new, origin.channel, origin.address, identity, now)
        return by_id(tx, new) or Person(new)
    know_identity(tx, identity, origin.channel)
    tx.execute(update(address).where(address.c.id == row.id).values(state="active", reason="", identity=identity, last_seen=now))
    return by_id(tx, row.person_id) or Person(row.person_id)


def add(tx: Connection, *, name: str, language: str, now: datetime, zone: str = "", city: str = "") -> int:
    """A new person; an unknown language becomes English, an unknown zone Zurich's."""
    values = {
        "name": name,
        "language": language if language in LANGUAGES else "en",
        "zone": zone_of(zone).key,
        "city": city,
        "created_at": now,
    }
    return int(tx.execute(insert(person).values(values).returning(person.c.id)).scalar_one())


def add_address(tx: Connection, person_id: int, channel: str, value: str, identity: str, now: datetime) -> None:
    """One more way to reach a person. Raises IntegrityError when somebody has it already."""
    know_identity(tx, identity, channel)
    row = {"person_id": person_id, "channel": channel, "value": value, "identity": identity, "created_at": now, "last_seen": now}
    tx.execute(insert(address).values(row))


def addresses(tx: Connection, person_id: int) -> list[Address]:
    """Every address of a person, last used first."""
    query = select(address).where(address.c.person_id == person_id).order_by(address.c.last_seen.desc(), address.c.id)
    return [Address(row.channel, row.value, state=row.state) for row in tx.execute(query)]


def everybody(tx: Connection) -> list[Person]:
    """All people who are not erased, in the order Plaza met them."""
    found = tx.execute(select(person.c.id).where(person.c.erased_at.is_(None)).order_by(person.c.id)).scalars()
    return [who for who in (by_id(tx, one) for one in list(found)) if who is not None]


def every_address(tx: Connection) -> list[Row[Any]]:
    """All addresses of everybody, as rows of the table."""
    return list(tx.execute(select(address).order_by(address.c.id)).all())


def change(tx: Connection, person_id: int, **values: object) -> None:
    """Set columns of a person."""
    tx.execute(update(person).where(person.c.id == person_id).values(**values))


def adopt_language(tx: Connection, who: Person, language: str) -> None:
    """Follow the language a person writes in, unless they have chosen one themselves."""
    tx.execute(update(person).where(person.c.id == who.id, person.c.language_chosen_at.is_(None)).values(language=language))


def expect(tx: Connection, value: str, state: str, seen: datetime) -> None:
    """How an address stands that somebody wrote down and nobody has spoken from yet."""
    tx.execute(update(address).where(address.c.value == value).values(state=state, last_seen=seen))


def lose(tx: Connection, value: str, state: str, reason: str) -> None:
    """An address that no longer takes messages: `blocked` or `dead`, and why."""
    tx.execute(update(address).where(address.c.value == value).values(state=state, reason=reason[:300]))


def regain(tx: Connection, value: str) -> None:
    """An address that takes messages again: its person unblocked us."""
    tx.execute(update(address).where(address.c.value == value).values(state="active", reason=""))


def grant(tx: Connection, person_id: int, role: Role, by: str, now: datetime) -> bool:
    """Give a role; False when the person holds it already."""
    if role in roles_of(tx, person_id):
        return False
    tx.execute(insert(role_grant).values(person_id=person_id, role=role.value, granted_by=by, granted_at=now))
    return True


def revoke(tx: Connection, person_id: int, role: Role, now: datetime) -> bool:
    """Take a role away; False when the person did not hold it."""
    held = (role_grant.c.person_id == person_id, role_grant.c.role == role.value, role_grant.c.revoked_at.is_(None))
    return tx.execute(update(role_grant).where(*held).values(revoked_at=now)).rowcount > 0


def holders(tx: Connection, *roles: Role) -> list[Person]:
    """Everybody who holds one of these roles, by id."""
    query = select(role_grant.c.person_id).where(role_grant.c.role.in_([r.value for r in roles]), role_grant.c.revoked_at.is_(None))
    found = sorted(set(tx.execute(query).scalars()))
    return [p for p in (by_id(tx, one) for one in found) if p is not None]


def agree(
    tx: Connection, person_id: int, purpose: str, *, now: datetime, channel: str = "", wording: str = "", language: str = "en"
) -> bool:
    """Record consent to a purpose (`topic:hrc`); False when it stands already."""
    if purpose in purposes(tx, person_id):
        return False
    row = {"person_id": person_id, "purpose": purpose, "channel": channel, "wording": wording, "language": language, "given_at": now}
    tx.execute(insert(consent).values(row))
    return True


def withdraw(tx: Connection, person_id: int, purpose: str | None, now: datetime) -> int:
    """End consent to a purpose, or to all of them; how many ended."""
    ours = [consent.c.person_id == person_id, consent.c.withdrawn_at.is_(None)]
    if purpose is not None:
        ours.append(consent.c.purpose == purpose)
    return tx.execute(update(consent).where(*ours).values(withdrawn_at=now)).rowcount


def purposes(tx: Connection, person_id: int) -> set[str]:
    """The purposes this person agrees to now."""
    return set(tx.execute(select(consent.c.purpose).where(consent.c.person_id == person_id, consent.c.withdrawn_at.is_(None))).scalars())
