"""People and events for tests, and an eye on the seats that reads plain SQL and knows nothing of the bot's code."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
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
OVERSOLD = """
SELECT e.slug FROM event e JOIN registration r ON r.event_id = e.id AND r.state = 'confirmed'
GROUP BY e.id, e.slug, e.capacity HAVING count(*) > e.capacity"""
DOUBLE = """
SELECT event_id, person_id FROM registration WHERE state IN ('confirmed', 'waiting')
GROUP BY event_id, person_id HAVING count(*) > 1"""
JUMPED = """
SELECT w.event_id FROM registration w JOIN registration c ON c.event_id = w.event_id
WHERE w.state = 'waiting' AND c.state = 'confirmed' AND c.id > w.id"""
IDLE = """
SELECT e.slug FROM event e WHERE e.state <> 'cancelled' AND e.ends_at > :now
AND (SELECT count(*) FROM registration r WHERE r.event_id = e.id AND r.state = 'confirmed') < e.capacity
AND EXISTS (SELECT 1 FROM registration r WHERE r.event_id = e.id AND r.state = 'waiting')"""


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


def faults(tx: Connection, now: datetime = START) -> list[str]:
    """Every event that is oversold, held twice by one person, served out of turn, or left with a free seat and a line."""
    micros = (now - datetime(1970, 1, 1, tzinfo=now.tzinfo)) // timedelta(microseconds=1)
    found = {"oversold": OVERSOLD, "held twice": DOUBLE, "out of turn": JUMPED, "seat idle": IDLE}
    checked = {name: tx.execute(text(query), {"now": micros} if ":now" in query else {}).all() for name, query in found.items()}
    return [f"{name}: {tuple(rows[0])}" for name, rows in checked.items() if rows]
