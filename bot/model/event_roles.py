"""Roles at one event: who may do what with it, and with no other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.person import Person


class EventRole(StrEnum):
    """What a person is at an event; each may all that the ones after it may."""

    OWNER = "owner"
    MODERATOR = "moderator"
    CHECK_IN = "check_in"


class Deed(StrEnum):
    """What can be done with an event, as far as roles tell it apart."""

    LOOK = "look"
    CHECK_IN = "check_in"
    DECIDE = "decide"
    MESSAGE = "message"
    LIST = "list"
    CHANGE = "change"
    PEOPLE = "people"


AT_THE_DOOR = frozenset({Deed.LOOK, Deed.CHECK_IN})
ALLOWS: Mapping[EventRole, frozenset[Deed]] = {
    EventRole.OWNER: frozenset(Deed),
    EventRole.MODERATOR: AT_THE_DOOR | {Deed.DECIDE, Deed.MESSAGE, Deed.LIST},
    EventRole.CHECK_IN: AT_THE_DOOR,
}
"""CHANGE is everything about the event that has no deed of its own: texts, dates, seats, rules, reminders, letters, the end of it."""


@dataclass(frozen=True, slots=True)
class Held:
    """A role that a person holds at an event since `at`; `by` gave it, as the audit trail names them."""

    person: Person
    role: EventRole
    by: str
    at: datetime
