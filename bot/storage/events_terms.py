"""On which terms people register for an event, what it says at length, and whom it invites."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, insert, or_, select, update

from bot.model.codec import dumps, loads
from bot.model.events import Event
from bot.model.terms import Particulars, Terms
from bot.storage.events import change, window
from bot.storage.events_tables import event, event_invitation, registration


def set_terms(tx: Connection, it: Event, terms: Terms, now: datetime) -> None:
    """Other terms. The event must be locked."""
    values: dict[str, object] = {
        "admits": terms.admits.value,
        "approval": terms.approval,
        "offer_hours": terms.offer_hours,
        "first_roles": dumps(terms.first),
        "balance": terms.balance,
        "quotas": dumps([[quota.share, quota.name, quota.seats] for quota in terms.quotas]),
        "delegation": terms.delegation,
        "together": terms.together,
    }
    change(tx, it.id, now, **window(terms.window, it.when.zone), **values)


def particulars(tx: Connection, event_id: int) -> Particulars:
    """What an event says at length, with its link to join: show that to nobody but who has a seat."""
    row = tx.execute(select(event.c.descriptions, event.c.link).where(event.c.id == event_id)).one()
    return Particulars(loads(row.descriptions), row.link)


def set_texts(tx: Connection, event_id: int, titles: Mapping[str, str], about: Particulars, now: datetime) -> None:
    """Other titles, descriptions and link."""
    change(tx, event_id, now, titles=dumps(titles), descriptions=dumps(about.descriptions), link=about.link)


def invite(tx: Connection, event_id: int, whom: str, by: str, now: datetime) -> bool:
    """Invite an address (`email:ana@example.org`) or a city (`city:girona`); False when it was invited before. The event must be locked."""
    same = (event_invitation.c.event_id == event_id, event_invitation.c.whom == whom)
    if tx.execute(select(event_invitation.c.id).where(*same)).first():
        return False
    tx.execute(insert(event_invitation).values(event_id=event_id, whom=whom, invited_by=by, at=now))
    return True


def uninvite(tx: Connection, event_id: int, whom: str) -> bool:
    """Take an invitation back; False when there was none."""
    same = (event_invitation.c.event_id == event_id, event_invitation.c.whom == whom)
    return tx.execute(delete(event_invitation).where(*same)).rowcount > 0


def invitees(tx: Connection, event_id: int) -> list[str]:
    """Whom an event invites, in the order they were added."""
    ours = event_invitation.c.event_id == event_id
    return list(tx.execute(select(event_invitation.c.whom).where(ours).order_by(event_invitation.c.id)).scalars())


def inviting(tx: Connection, names: list[str]) -> set[int]:
    """The ids of the events that invite somebody by one of these names."""
    return set(tx.execute(select(event_invitation.c.event_id).where(event_invitation.c.whom.in_(names))).scalars())


def homeless(tx: Connection, event_id: int) -> list[str]:
    """The cities of registrations whose country nobody knows."""
    unknown = (registration.c.event_id == event_id, or_(registration.c.country == "", registration.c.delegation == ""))
    return list(tx.execute(select(registration.c.city).where(*unknown).distinct()).scalars())


def locate(tx: Connection, event_id: int, city: str, country: str, delegation: str) -> None:
    """Where the registrations from a city come from, for those that do not say."""
    ours = (registration.c.event_id == event_id, registration.c.city == city, registration.c.country == "")
    tx.execute(update(registration).where(*ours).values(country=country, delegation=delegation))
