"""Member cities and people of theirs, for tests of statutory meetings."""

from typing import Any

from bot.actions import quorum
from bot.model.events import Event
from bot.model.person import Role
from bot.model.quorum import Tally, Voter, count
from bot.storage import cities
from bot.storage import quorum as storage
from bot.storage.cities import City
from bot.storage.database import Connection
from bot.storage.quorum import Called
from tests.events_world import BY
from tests.reminding import Hall

MEMBERS = ("Genk", "Ghent", "Girona", "Graz", "Gwangju")


def keep(tx: Connection, names: tuple[str, ...], now: Any) -> None:
    """The secretariat's list of cities."""
    for name in names:
        cities.keep_city(tx, name.lower(), City(name), now)


def assemble(hall: Hall, names: tuple[str, ...] = MEMBERS, **changes: Any) -> Event:
    """An open event that is a statutory meeting of these cities."""
    event = hall.event(capacity=50, **changes)
    hall.database.write(lambda tx: keep(tx, names, hall.now))
    hall.database.write(lambda tx: quorum.call(tx, hall.library, event, BY, hall.now))
    return event


def it_of(tx: Connection, event: Event) -> Called:
    """The meeting that this event is."""
    found = storage.of(tx, event.id)
    assert found is not None
    return found


def tally(hall: Hall, event: Event) -> Tally:
    """The votes as they stand."""
    return hall.database.read(lambda tx: count(quorum.roll(tx, it_of(tx, event))))


def voter(hall: Hall, event: Event, name: str) -> Voter:
    """A member city."""
    return hall.database.read(lambda tx: next(one for one in storage.voters(tx, it_of(tx, event)) if one.name == name))


def give(hall: Hall, event: Event, giver: str, taker: str) -> None:
    """One city gives its vote to another."""
    pair = voter(hall, event, giver), voter(hall, event, taker)
    hall.database.write(lambda tx: quorum.give(tx, event, *pair, BY, hall.now))


def organiser(hall: Hall, name: str = "olga") -> int:
    """Somebody of the secretariat who can be told."""
    return hall.person(name, roles=[Role.ORGANISER])
