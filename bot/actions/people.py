"""What is done to people: how they are called and spoken to, what they may do, and two of them becoming one."""

from dataclasses import dataclass
from datetime import datetime

from bot.actions import registrations as places
from bot.actions.event_roles import disown
from bot.model.events import ACTIVE
from bot.model.person import Person, Role
from bot.storage import audit, event_roles, merging, people, registrations
from bot.storage.database import EPOCH, Connection

CANNOT_SPEAK_FIRST = ("telegram",)
"""Channels where an address takes messages only once its owner has written."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Two people became one. `gained` are roles the longer known one did not hold before; `twice` counts rows that were there twice;
    `other_city` is a city that was given up because the longer known one speaks for another."""

    person: Person
    gone: int
    gained: tuple[str, ...]
    twice: int
    other_city: str = ""


def rename(tx: Connection, person_id: int, name: str) -> None:
    """Another name."""
    people.change(tx, person_id, name=" ".join(name.split())[:100])


def move_zone(tx: Connection, person_id: int, zone: str) -> None:
    """Another time zone (IANA name)."""
    people.change(tx, person_id, zone=zone)


def choose_language(tx: Connection, person_id: int, language: str, now: datetime) -> None:
    """The language a person has chosen; no sentence in another one changes it any more."""
    people.change(tx, person_id, language=language, language_chosen_at=now)


def merge(tx: Connection, first: int, second: int, actor: str, now: datetime) -> Joined | None:
    """Make one person of two, who is whom Plaza has known longer; None when one of them is gone or both are the same already.

    The caller has proof that both addresses are one person's."""
    order = merging.hold(tx, first, second)
    if len(order) != 2:
        return None
    kept, gone = order
    old, new = people.by_id(tx, kept), people.by_id(tx, gone)
    assert old is not None
    assert new is not None
    doubles = _one_place_each(tx, gone, kept, now)
    twice = doubles + merging.join(tx, gone, kept, now)
    now_one = people.by_id(tx, kept)
    assert now_one is not None
    gained = tuple(sorted(role.value for role in now_one.roles - old.roles))
    other = new.city if new.city and new.city != now_one.city else ""
    audit.note(tx, actor, "person.merge", f"person:{kept}", now, gone=f"person:{gone}", gained=gained, other_city=other)
    return Joined(now_one, gone, gained, twice, other)


def _one_place_each(tx: Connection, gone: int, kept: int, now: datetime) -> int:
    """Of two places in one event a seat stays before a place in the line, and the earlier before the later; the other is given up."""
    ours = {(it.event_id, it.guest): it for _, it in registrations.of_person(tx, kept, now)}
    theirs = {(it.event_id, it.guest): it for _, it in registrations.of_person(tx, gone, now)}
    doubles = [(it, ours[place]) for place, it in theirs.items() if place in ours]
    for pair in doubles:
        spare = max(pair, key=lambda it: (ACTIVE.index(it.state), it.created_at, it.id))
        places.give_up(tx, spare.code, spare.person_id, now)
    return len(doubles)


def raised(tx: Connection, first: Person, second: Person) -> bool:
    """Whether joining these two lets one of their addresses do an organiser's work for the first time, be it at one event."""
    if event_roles.differ(tx, (first.id, second.id)):
        return True
    return first.may(Role.ORGANISER) != second.may(Role.ORGANISER) or (Role.ADMIN in first.roles) != (Role.ADMIN in second.roles)


def grant(tx: Connection, person_id: int, role: Role, actor: str, now: datetime, city: str = "") -> bool:
    """Give a role, with a line in the audit trail; False when it was held already. A focal point needs a city."""
    if city:
        people.change(tx, person_id, city=city)
    given = people.grant(tx, person_id, role, actor, now)
    if given or city:
        audit.note(tx, actor, "role.grant", f"person:{person_id}", now, role=role.value, city=city)
    return given


def revoke(tx: Connection, person_id: int, role: Role, actor: str, now: datetime) -> bool:
    """Take a role away; False when it was not held. Who is no focal point speaks for no city."""
    taken = people.revoke(tx, person_id, role, now)
    if taken and role is Role.FOCAL_POINT:
        people.change(tx, person_id, city="")
    if taken:
        audit.note(tx, actor, "role.revoke", f"person:{person_id}", now, role=role.value)
    if taken and role in (Role.ORGANISER, Role.ADMIN) and not people.roles_of(tx, person_id) & {Role.ORGANISER, Role.ADMIN}:
        disown(tx, person_id, actor, now)
    return taken


def introduce(
    tx: Connection, channel: str, value: str, identity: str, now: datetime, *, name: str = "", language: str = "en", city: str = ""
) -> int:
    """A person who has not spoken yet, known by an address. Where Plaza cannot speak first, the address waits for their first word."""
    new = people.add(tx, name=name, language=language, city=city, now=now)
    people.add_address(tx, new, channel, value, identity, now)
    people.expect(tx, value, "unmet" if channel in CANNOT_SPEAK_FIRST else "active", EPOCH)
    return new
