"""A person registers colleagues: one place each that they answer for, within the cap of their city; one may come instead of another."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.actions import seats_tell
from bot.actions.homes import located
from bot.actions.registrations import Taken, held, held_fast, take_place, taken, why_not
from bot.actions.same_person import likely, mailbox
from bot.actions.seats import check_fit, fill, limits
from bot.knowledge.library import Library
from bot.knowledge.text import fold
from bot.model.delegations import Colleague
from bot.model.events import ACTIVE, Details, Event, NotPossible, Registration
from bot.model.person import Person
from bot.model.terms import Share
from bot.storage import audit, events, people, registrations
from bot.storage.database import Connection


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one colleague: a place, or `twin`, who is registered already and looks like the same person."""

    colleague: Colleague
    taken: Taken | None = None
    twin: Registration | None = None


def key_of(name: str, delegation: str) -> str:
    """What tells colleagues of one person apart; says nothing to who does not know the name."""
    return hashlib.sha256(f"{' '.join(fold(name).split())}|{delegation}".encode()).hexdigest()[:32]


def register(
    tx: Connection, library: Library, slug: str, by: Person, city: str, whom: Sequence[Colleague], now: datetime, *, twins: bool = False
) -> list[Outcome]:
    """Register colleagues from one city. Who seems registered already is left out and named, unless `twins` says they are somebody else.

    Raises NotPossible, for one when the delegation would grow over its cap: then nobody is registered."""
    event = events.lock(tx, slug)
    reason = why_not(event, now)
    if event is None or reason:
        raise NotPossible(reason, event)
    found: list[Outcome] = []
    for one in whom:
        said = located(tx, library, Details(one.name, city, one.role, "", by.language, one.email))
        twin = None if twins else likely(tx, event.id, said, by=by.id)
        found.append(Outcome(one, twin=twin) if twin else _register(tx, event, by, one, said, now))
    return found


def _register(tx: Connection, event: Event, by: Person, one: Colleague, said: Details, now: datetime) -> Outcome:
    check_cap(tx, event, said)
    guest = key_of(one.name, said.delegation)
    number = 1
    while registrations.active(tx, event.id, by.id, guest):
        number += 1
        guest = f"{key_of(one.name, said.delegation)}#{number}"
    return Outcome(one, take_place(tx, event.slug, by.id, said, now, guest=guest))


def check_cap(tx: Connection, event: Event, said: Details) -> None:
    """Whether one more may come from this city, whoever is confirmed or waits. Raises NotPossible with the figures."""
    for quota in limits(event.terms, said):
        if quota.share is Share.DELEGATION:
            rows = registrations.shares(tx, event.id, ACTIVE)
            standing = sum(seats for _, _, delegation, seats in rows if delegation == quota.name)
            if standing >= quota.seats:
                raise NotPossible("delegation_full", event, city=said.city, seats=quota.seats, standing=standing)


def substitute(tx: Connection, library: Library, code: str, by: Person, to: Colleague, now: datetime) -> Taken | None:
    """Somebody comes instead of another: the place stays what it is, its holder too. None when they hold no place with this code.

    Raises NotPossible when a quota forbids it or the person who takes over holds a place already."""
    place = held_fast(tx, code, by.id)
    if place is None:
        return None
    it, event = place.registration, place.event
    said = located(tx, library, Details(to.name, it.details.city, to.role, "", it.details.language, to.email))
    guest = key_of(to.name, said.delegation)
    twin = likely(tx, event.id, said, by=by.id)
    if (twin and twin.id != it.id) or (guest != it.guest and registrations.active(tx, event.id, by.id, guest)):
        raise NotPossible("already_held", event, name=to.name)
    check_fit(tx, event, it, said, it.party)
    done = registrations.hand_over(tx, it, said, guest, now)
    audit.note(
        tx, f"person:{by.id}", "registration.substitute", f"registration:{it.id}", now, event=event.slug, old=it.details.name, new=to.name
    )
    fill(tx, event, now)
    return held(tx, code, by.id) or taken(tx, done)


def take_over(tx: Connection, registration_id: int, person: Person, now: datetime) -> Taken | None:
    """A colleague answers for their own place from now on, when its mail address is known to be theirs; who did before is told.

    None when it is not, or when they hold a place of their own."""
    found = registrations.found(tx, registration_id)
    if found is None or events.lock(tx, events.by_id(tx, found.event_id).slug) is None:
        return None
    it = registrations.by_id(tx, registration_id)
    ours = {mailbox(one.value.removeprefix("email:")) for one in people.addresses(tx, person.id) if one.channel == "email"}
    theirs = it.guest and it.state in ACTIVE and mailbox(it.details.email) in ours - {""}
    if not theirs or registrations.active(tx, it.event_id, person.id):
        return None
    audit.note(tx, f"person:{person.id}", "registration.take_over", f"registration:{it.id}", now, before=f"person:{it.person_id}")
    seats_tell.taken_over(tx, events.by_id(tx, it.event_id), it, now)
    return taken(tx, registrations.pass_on(tx, it, person.id, now), again=True)
