"""Who of the secretariat is told about an event."""

from bot.actions.desk import staff
from bot.model.person import Person
from bot.storage import access
from bot.storage.database import Connection


def in_charge(tx: Connection, event_id: int) -> list[Person]:
    """The organiser who made the event; every organiser when that one is none any more, or an operator made it."""
    everybody, maker = staff(tx), access.made_by(tx, event_id)
    return [who for who in everybody if f"person:{who.id}" == maker] or everybody
