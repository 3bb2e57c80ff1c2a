"""Statutory meetings: their member cities as they stood when the meeting was called, who votes for each, and proxies. History is kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Index, Integer, String, Table, Text, delete, insert, select, text, update

from bot.model.codec import dumps, loads
from bot.model.events import SeatState
from bot.model.quorum import Proxy, Statutory, Voter
from bot.storage.database import Id, Instant, insert_once, metadata
from bot.storage.events import event, registration

assembly = Table(
    "assembly",
    metadata,
    Column("id", Id, primary_key=True),
    Column("event_id", Id, ForeignKey("event.id"), nullable=False, unique=True),
    Column("share", String(20), nullable=False),
    Column("proxies", Integer, nullable=False),
    Column("votes", Integer, nullable=False, default=0),
    Column("called_by", String(300), nullable=False),
    Column("called_at", Instant, nullable=False),
)
voter = Table(
    "assembly_city",
    metadata,
    Column("id", Id, primary_key=True),
    Column("assembly_id", Id, ForeignKey("assembly.id"), nullable=False),
    Column("name", String(300), nullable=False),
    Column("spellings", Text, nullable=False),
    Index("uq_assembly_city_name", "assembly_id", "name", unique=True),
)
choice = Table(
    "assembly_holder",
    metadata,
    Column("id", Id, primary_key=True),
    Column("city_id", Id, ForeignKey("assembly_city.id"), nullable=False, unique=True),
    Column("registration_id", Id, ForeignKey("registration.id"), nullable=False, index=True),
    Column("chosen_by", String(300), nullable=False),
    Column("chosen_at", Instant, nullable=False),
)
proxy = Table(
    "assembly_proxy",
    metadata,
    Column("id", Id, primary_key=True),
    Column("giver_id", Id, ForeignKey("assembly_city.id"), nullable=False),
    Column("taker_id", Id, ForeignKey("assembly_city.id"), nullable=False, index=True),
    Column("given_by", String(300), nullable=False),
    Column("given_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)
STANDS = text("revoked_at IS NULL")
Index("uq_assembly_proxy_giver", proxy.c.giver_id, unique=True, sqlite_where=STANDS, postgresql_where=STANDS)


@dataclass(frozen=True, slots=True)
class Called:
    """A statutory meeting: its rules, and the votes that were there when it was looked at last."""

    id: int
    event_id: int
    rules: Statutory
    votes: int


def call(tx: Connection, event_id: int, rules: Statutory, by: str, now: datetime) -> int | None:
    """Make an event a statutory meeting; None when it is one already."""
    values = {"share": str(rules.share), "proxies": rules.proxies, "votes": 0, "called_by": by, "called_at": now}
    return insert_once(tx, assembly, event_id=event_id, **values)


def of(tx: Connection, event_id: int, *, lock: bool = False) -> Called | None:
    """The statutory meeting that this event is; `lock` holds off other changes of its votes until the transaction ends."""
    query = select(assembly).where(assembly.c.event_id == event_id)
    row = tx.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else _called(row)


def coming(tx: Connection, now: datetime) -> list[Called]:
    """The statutory meetings that are not over, the next one first."""
    query = select(assembly).join(event, event.c.id == assembly.c.event_id)
    query = query.where(event.c.ends_at > now, event.c.state.in_(("open", "closed"))).order_by(event.c.starts_at, event.c.id)
    return [_called(row) for row in tx.execute(query)]


def _called(row: Any) -> Called:
    return Called(row.id, row.event_id, Statutory(Fraction(row.share), row.proxies), row.votes)


def dismiss(tx: Connection, it: Called) -> None:
    """An ordinary event again; what was said about votes is gone."""
    clear(tx, it, [one.id for one in voters(tx, it)])
    tx.execute(delete(assembly).where(assembly.c.id == it.id))


def clear(tx: Connection, it: Called, cities: Iterable[int]) -> None:
    """These cities are no members any more; proxies from and to them, and whom they chose, go along."""
    gone = list(cities)
    tx.execute(delete(proxy).where(proxy.c.giver_id.in_(gone) | proxy.c.taker_id.in_(gone)))
    tx.execute(delete(choice).where(choice.c.city_id.in_(gone)))
    tx.execute(delete(voter).where(voter.c.assembly_id == it.id, voter.c.id.in_(gone)))


def enrol(tx: Connection, it: Called, cities: Mapping[str, Iterable[str]]) -> None:
    """Member cities by name, with their spellings; a city that is one already keeps its vote and gets these spellings."""
    known = {one.name: one.id for one in voters(tx, it)}
    for name, spellings in cities.items():
        said = dumps(sorted(spellings))
        if name in known:
            tx.execute(update(voter).where(voter.c.id == known[name]).values(spellings=said))
        else:
            tx.execute(insert(voter).values(assembly_id=it.id, name=name, spellings=said))


def voters(tx: Connection, it: Called) -> list[Voter]:
    """The member cities by name."""
    rows = tx.execute(select(voter).where(voter.c.assembly_id == it.id).order_by(voter.c.name))
    return [Voter(row.id, row.name, frozenset(loads(row.spellings))) for row in rows]


def seated(tx: Connection, event_id: int) -> list[tuple[int, int, str, str]]:
    """Confirmed places in the order they were taken: registration, person, name, city as it was typed."""
    columns = (registration.c.id, registration.c.person_id, registration.c.name, registration.c.city)
    query = select(*columns).where(registration.c.event_id == event_id, registration.c.state == SeatState.CONFIRMED.value)
    return [(row.id, row.person_id, row.name, row.city) for row in tx.execute(query.order_by(registration.c.id))]


def choices(tx: Connection, it: Called) -> dict[int, int]:
    """The registration that each city chose to vote for it, by the city's id."""
    query = select(choice.c.city_id, choice.c.registration_id).join(voter).where(voter.c.assembly_id == it.id)
    return {row.city_id: row.registration_id for row in tx.execute(query)}


def choose(tx: Connection, city: int, registration_id: int, by: str, now: datetime) -> None:
    """Say who votes for a city, whoever did before."""
    tx.execute(delete(choice).where(choice.c.city_id == city))
    tx.execute(insert(choice).values(city_id=city, registration_id=registration_id, chosen_by=by, chosen_at=now))


def proxies(tx: Connection, it: Called) -> list[Proxy]:
    """The proxies that stand, in the order they were given."""
    query = select(proxy.c.giver_id, proxy.c.taker_id).join(voter, voter.c.id == proxy.c.giver_id)
    query = query.where(voter.c.assembly_id == it.id, proxy.c.revoked_at.is_(None)).order_by(proxy.c.id)
    return [Proxy(row.giver_id, row.taker_id) for row in tx.execute(query)]


def give(tx: Connection, it: Proxy, by: str, now: datetime) -> bool:
    """Give a vote away; False when it was given already."""
    return insert_once(tx, proxy, giver_id=it.giver, taker_id=it.taker, given_by=by, given_at=now) is not None


def revoke(tx: Connection, giver: int, now: datetime) -> bool:
    """Take a vote back; False when it was not given."""
    stands = (proxy.c.giver_id == giver, proxy.c.revoked_at.is_(None))
    return tx.execute(update(proxy).where(*stands).values(revoked_at=now)).rowcount == 1


def remember(tx: Connection, it: Called, votes: int) -> None:
    """The votes that are there now, to tell a loss by."""
    tx.execute(update(assembly).where(assembly.c.id == it.id).values(votes=votes))
