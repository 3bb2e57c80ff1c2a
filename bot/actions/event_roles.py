"""Roles at one event: who may what there, given and taken by its owners and by organisers. Every change is on the audit trail."""

from collections.abc import Callable
from datetime import datetime

from bot.model.event_roles import ALLOWS, Deed, EventRole
from bot.model.events import Event
from bot.model.person import Person, Role
from bot.storage import audit, event_roles, events, people
from bot.storage.database import Connection

Reach = Callable[[Event], bool]


def may(tx: Connection, who: Person, event_id: int, deed: Deed) -> bool:
    """Whether this person may do this with this event: organisers everything, others what their role there allows."""
    if who.may(Role.ORGANISER):
        return True
    role = event_roles.of(tx, event_id, who.id)
    return role is not None and deed in ALLOWS[role]


def anywhere(tx: Connection, who: Person) -> bool:
    """Whether this person helps with any event at all, as an organiser or in a role there."""
    return who.may(Role.ORGANISER) or bool(event_roles.everywhere(tx, who.id))


def reach(tx: Connection, who: Person, deed: Deed) -> Reach:
    """Tells the events with which this person may do this from all others, without asking the database for each."""
    if who.may(Role.ORGANISER):
        return lambda event: True
    allowed = {event_id for event_id, role in event_roles.everywhere(tx, who.id).items() if deed in ALLOWS[role]}
    return lambda event: event.id in allowed


def give(tx: Connection, event: Event, person_id: int, role: EventRole, by: str, now: datetime) -> bool:
    """Give a role in place of the one held; False when it is the one held already."""
    before = event_roles.of(tx, event.id, person_id)
    if before is role:
        return False
    event_roles.put(tx, event.id, person_id, role, by, now)
    audit.note(tx, by, "event_role.give", f"event:{event.slug}", now, person=person_id, role=role.value, before=before)
    return True


def take(tx: Connection, event: Event, person_id: int, by: str, now: datetime) -> EventRole | None:
    """Take a role away; None when none was held."""
    before = event_roles.of(tx, event.id, person_id)
    if before is not None and event_roles.remove(tx, event.id, person_id):
        audit.note(tx, by, "event_role.take", f"event:{event.slug}", now, person=person_id, role=before.value)
    return before


def own(tx: Connection, event: Event, by: str, now: datetime) -> None:
    """Who made an event owns it, as `event.create` on the trail says; what an operator made belongs to all organisers alone."""
    kind, _, number = by.partition(":")
    if kind == "person" and number.isdigit() and people.exists(tx, int(number)):
        event_roles.put(tx, event.id, int(number), EventRole.OWNER, by, now)


def disown(tx: Connection, person_id: int, by: str, now: datetime) -> None:
    """Who is no organiser any more does not keep the events they made; what an owner gave them stays."""
    for event_id, slug in event_roles.made_oneself(tx, person_id):
        event_roles.remove(tx, event_id, person_id)
        audit.note(tx, by, "event_role.take", f"event:{slug}", now, person=person_id, role=EventRole.OWNER.value)


def all_of(tx: Connection, who: Person) -> list[Event]:
    """The events this person may look at, in the order they take place."""
    within = reach(tx, who, Deed.LOOK)
    return [event for event in events.every(tx) if within(event)]
