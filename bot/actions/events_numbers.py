"""How the seats of an event are shared out, for its organisers."""

from collections import Counter

from bot.model.events import ACTIVE, SEATED, Event
from bot.model.terms import Share
from bot.storage import registrations
from bot.storage.database import Connection


def numbers(tx: Connection, event: Event) -> dict[str, list[dict[str, object]]]:
    """Per country, role and delegation the seats taken and those waited for or asked for; the largest first."""
    found: dict[str, list[dict[str, object]]] = {}
    taken, all_told = (registrations.shares(tx, event.id, states) for states in (SEATED, ACTIVE))
    for place, share in enumerate((Share.COUNTRY, Share.ROLE, Share.DELEGATION)):
        seats, standing = Counter[str](), Counter[str]()
        for row in taken:
            seats[str(row[place])] += row[3]
        for row in all_told:
            standing[str(row[place])] += row[3]
        ordered = sorted(standing, key=lambda name: (-seats[name], -standing[name], name))
        found[share.value] = [{"name": name, "seats": seats[name], "waiting": standing[name] - seats[name]} for name in ordered]
    return found
