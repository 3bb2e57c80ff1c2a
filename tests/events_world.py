"""People and events for tests, and an eye on the seats that reads plain SQL and knows nothing of the bot's code."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import text

from bot.actions import events as deeds
from bot.model.events import Details, Event, EventKind, Plan, Span
from bot.storage import people
from bot.storage.database import Connection, Database
from tests.clocks import START

TITLES = {
    "en": "World Human Rights Cities Forum",
    "es": "Foro Mundial de Ciudades por los Derechos Humanos",
    "fr": "Forum mondial des villes",
}
BY = "person:1"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HELD = "FROM event e JOIN registration r ON r.event_id = e.id WHERE e.slug LIKE :slug"
FAULTS = {
    "oversold": f"SELECT e.slug {HELD} AND r.state = 'confirmed' GROUP BY e.slug, e.capacity HAVING count(*) > e.capacity",
    "held twice": f"SELECT e.slug {HELD} AND r.state <> 'cancelled' GROUP BY e.slug, r.person_id HAVING count(*) > 1",
    "out of turn": f"""SELECT e.slug {HELD} AND r.state = 'waiting' AND EXISTS
        (SELECT 1 FROM registration c WHERE c.event_id = e.id AND c.state = 'confirmed' AND c.id > r.id)""",
    "seat idle": f"""SELECT e.slug {HELD} AND r.state = 'waiting' AND e.state <> 'cancelled' AND e.ends_at > :now AND
        (SELECT count(*) FROM registration c WHERE c.event_id = e.id AND c.state = 'confirmed') < e.capacity""",
}


def plan(**changes: Any) -> Plan:
    """A forum in Gwangju in May 2027 with three seats, but for the changes."""
    when = Span(date(2027, 5, 13), time(9, 30), date(2027, 5, 15), time(17, 0), "Asia/Seoul")
    values: dict[str, Any] = {
        "titles": TITLES,
        "kind": EventKind.FORUM,
        "when": when,
        "city": "Gwangju",
        "place": "Kimdaejung Center",
        "capacity": 3,
    }
    return Plan(**{**values, **changes})


def hasty(database: Database) -> None:
    """Let SQLite not wait for the disk at each commit: for tests of many small steps in which no power is cut."""
    if database.is_sqlite:
        with database.writer.connect() as connection:
            raw = connection.connection.dbapi_connection
            assert raw is not None
            raw.cursor().execute("PRAGMA synchronous=OFF")


def open_event(tx: Connection, now: datetime = START, **changes: Any) -> Event:
    """An event that takes registrations."""
    made = deeds.create(tx, plan(**changes), BY, now)
    return deeds.open_registration(tx, made.slug, BY, now).event


def somebody(tx: Connection, name: str, language: str = "en", now: datetime = START) -> int:
    """A person with a paper address; their id."""
    found = people.add(tx, name=name, language=language, now=now)
    people.add_address(tx, found, "paper", f"paper:{name}", "paper", now)
    return found


def details(name: str = "Ana", city: str = "Girona") -> Details:
    """What somebody says when they register."""
    return Details(name, city, "official", "", "en")


@dataclass(frozen=True, slots=True)
class Seats:
    """How the registrations of an event stand: person ids in the order they registered."""

    confirmed: tuple[int, ...]
    waiting: tuple[int, ...]


def seats(tx: Connection, slug: str) -> Seats:
    """Who has a seat and who waits."""
    query = text("SELECT r.person_id, r.state FROM registration r JOIN event e ON e.id = r.event_id WHERE e.slug = :slug ORDER BY r.id")
    rows = tx.execute(query, {"slug": slug}).all()
    by_state = {state: tuple(row.person_id for row in rows if row.state == state) for state in ("confirmed", "waiting")}
    return Seats(by_state["confirmed"], by_state["waiting"])


def faults(tx: Connection, now: datetime = START, slug: str = "%") -> list[str]:
    """Every event that is oversold, held twice by one person, served out of turn, or left with a free seat and a line."""
    given = {"now": (now - EPOCH) // timedelta(microseconds=1), "slug": slug}
    chosen = {name: {key: value for key, value in given.items() if f":{key}" in query} for name, query in FAULTS.items()}
    found = {name: tx.execute(text(query), chosen[name]).scalars().first() for name, query in FAULTS.items()}
    return [f"{name}: {event}" for name, event in found.items() if event]
