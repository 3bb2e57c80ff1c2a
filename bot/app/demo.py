"""`--demo`: three people to speak as, and an event to register for. Safe to run at every start."""

from datetime import datetime

from bot.actions.events import seed_demo
from bot.app.assemble import DEMO, Plaza
from bot.model.person import Role
from bot.storage import leases, people
from bot.storage.database import Connection

PEOPLE = {
    "member": ("Demo member", "", ()),
    "focal_point": ("Demo focal point", "Barcelona", (Role.FOCAL_POINT,)),
    "organiser": ("Demo organiser", "", (Role.ORGANISER, Role.ADMIN)),
}


def seed(plaza: Plaza) -> None:
    """Make what a first visitor wants to try, once."""
    now = plaza.clock.now()
    plaza.database.write(lambda tx: seed_people(tx, now))
    plaza.database.write(lambda tx: seed_demo(tx, now))


def seed_people(tx: Connection, now: datetime) -> None:
    """The three people the web page can speak as."""
    leases.know_identity(tx, "web", "web")
    for role, (name, city, roles) in PEOPLE.items():
        if people.by_address(tx, DEMO[role]) is None:
            one = people.add(tx, name=name, language="en", city=city, now=now)
            people.add_address(tx, one, "web", DEMO[role], "web", now)
            for held in roles:
                people.grant(tx, one, held, "demo", now)
