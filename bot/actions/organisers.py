"""Who of the secretariat is told about an event."""

from bot.actions.desk import staff
from bot.model.event_roles import ALLOWS, Deed, EventRole
from bot.model.person import Person
from bot.storage import access, event_roles, outbox
from bot.storage.database import Connection


def in_charge(tx: Connection, event_id: int) -> list[Person]:
    """The organiser who made the event and its other owners; every organiser when there are none of them, or none can be told."""
    everybody, maker = staff(tx), access.made_by(tx, event_id)
    owners = {one.person.id: one.person for one in event_roles.held(tx, event_id) if one.role is EventRole.OWNER}
    chosen = {who.id: who for who in everybody if f"person:{who.id}" == maker} | owners
    return [who for who in chosen.values() if outbox.best_place(tx, who.id)] or everybody


def deciders(tx: Connection, event_id: int) -> list[Person]:
    """Who can let people in: every organiser, and whoever has a role at the event that allows it; those who can be told."""
    helpers = {one.person.id: one.person for one in event_roles.held(tx, event_id) if Deed.DECIDE in ALLOWS[one.role]}
    return [who for who in ({who.id: who for who in staff(tx)} | helpers).values() if outbox.best_place(tx, who.id)]
