"""A door on the day of the forum: guests with codes, and a browser that belongs to whoever a test says."""

from datetime import timedelta

from bot.actions import event_roles as roles
from bot.actions import registrations
from bot.channels.web.visitors import address_of
from bot.model.event_roles import EventRole
from bot.model.events import Event
from bot.model.inbound import Origin
from bot.model.person import Person, Role
from bot.storage import arrivals, people
from bot.storage.database import Connection
from tests.channels.web.fair import Fair
from tests.clocks import START, PaperClock
from tests.events_world import details, somebody


def begun(at: Fair, clock: PaperClock) -> None:
    """An hour into the forum."""
    clock.set(at.forum.when.starts_at + timedelta(hours=1))


def seat(at: Fair, name: str = "Ana", event: Event | None = None) -> str:
    """Register somebody; their code."""

    def work(tx: Connection) -> str:
        slug = (event or at.forum).slug
        return registrations.take_place(tx, slug, somebody(tx, name.lower()), details(name), START).registration.code

    return at.plaza.database.write(work)


def known(at: Fair, session: str) -> Person:
    """The person of the browser with this cookie."""
    where = address_of(session)

    def work(tx: Connection) -> Person:
        return people.meet(tx, Origin(channel="web", address=where, chat=where), "web", START)

    return at.plaza.database.write(work)


async def browser_of(at: Fair) -> Person:
    """The person of the fair's own browser."""
    await at.page("/")
    return known(at, at.client.cookies["plaza"])


async def organiser(at: Fair) -> Person:
    """The browser belongs to an organiser."""
    who = await browser_of(at)
    at.plaza.database.write(lambda tx: people.grant(tx, who.id, Role.ORGANISER, "test", START))
    return who


async def helper(at: Fair, role: EventRole, event: Event | None = None) -> Person:
    """The browser belongs to somebody with a role at the forum, or at another event."""
    who = await browser_of(at)
    at.plaza.database.write(lambda tx: roles.give(tx, event or at.forum, who.id, role, "operator", START))
    return who


def here(at: Fair) -> int:
    """How many have arrived."""
    return at.plaza.database.read(lambda tx: arrivals.count(tx, at.forum.id))
