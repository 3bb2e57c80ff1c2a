"""Which event a press, a form or a command is about, so that a role at that event can allow it. What means no event allows nothing."""

from collections.abc import Callable
from typing import Any

from bot.actions.check_in import code_in
from bot.actions.event_roles import anywhere, may
from bot.model.event_roles import ALLOWS, Deed
from bot.model.person import Person
from bot.storage import access, broadcasts, event_roles, events, letters, own_reminders, registrations
from bot.storage.database import Connection

Admits = Callable[[Connection, Person, Any], bool]
Find = Callable[[Connection, str], int | None]


def by_slug(tx: Connection, value: str) -> int | None:
    """The event whose short name the value is or begins with."""
    event = events.by_slug(tx, value.partition(" ")[0])
    return event.id if event else None


def by_code(tx: Connection, value: str) -> int | None:
    """The event of the registration with this code."""
    it = registrations.with_code(tx, code_in(value))
    return it.event_id if it else None


def by_registration(tx: Connection, value: str) -> int | None:
    """The event of the registration with this number."""
    it = registrations.found(tx, number(value))
    return it.event_id if it else None


def by_need(tx: Connection, value: str) -> int | None:
    """The event of the need with this number."""
    it = access.one(tx, number(value))
    return it.event_id if it else None


def by_letter(tx: Connection, value: str) -> int | None:
    """The event of the visa letter with this number."""
    it = letters.by_id(tx, number(value))
    return by_code(tx, it.code) if it else None


def by_reminder(tx: Connection, value: str) -> int | None:
    """The event of the organisers' own reminder with this number."""
    return own_reminders.event_of(tx, number(value))


def by_broadcast(tx: Connection, value: str) -> int | None:
    """The event whose people the broadcast with this number is for."""
    it = broadcasts.of(tx, number(value))
    return by_audience(tx, it.audience) if it else None


def by_audience(tx: Connection, key: str) -> int | None:
    """The event of a broadcast's audience: `event:<short name>`, or some of its people."""
    kind, _, rest = key.partition(":")
    return by_slug(tx, rest.partition("|")[0]) if kind == "event" else None


def number(value: str) -> int:
    """A row's number; 0, which no row has, for anything else."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else 0


def at(deed: Deed, find: Find = by_slug) -> Admits:
    """Who may do this with the event that a button's value means."""

    def admits(tx: Connection, who: Person, value: str) -> bool:
        event_id = find(tx, value)
        return event_id is not None and may(tx, who, event_id, deed)

    return admits


def asked(deed: Deed, field: str = "event", find: Find = by_slug) -> Admits:
    """Who may do this with the event that a form's field means."""
    within = at(deed, find)
    return lambda tx, who, said: within(tx, who, str(getattr(said, field)))


def somewhere(deed: Deed) -> Admits:
    """Who may do this with some event; the handler offers them no other."""
    return lambda tx, who, _: any(deed in ALLOWS[role] for role in event_roles.everywhere(tx, who.id).values())


def helping(tx: Connection, who: Person, _: object) -> bool:
    """Who has a role at any event; the handler shows them what it allows, and nothing else."""
    return anywhere(tx, who)
