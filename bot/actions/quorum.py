"""Statutory meetings: who the members are, who votes for each, and how many votes are there. Every deed is on the audit trail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from bot.actions.homes import delegation_of
from bot.knowledge.library import Library
from bot.knowledge.titles import city_names
from bot.model.events import Event, NotPossible
from bot.model.quorum import Proxy, Roll, Seat, Tally, Voter, count, refusal
from bot.storage import audit, cities
from bot.storage import quorum as storage
from bot.storage.database import Connection
from bot.storage.quorum import Called

CLOSE = 0.75


class NoProxy(Exception):
    """A proxy that cannot be given or taken back: `reason` is self, given, carries, no_holder, gave, full or begun."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Renewed:
    """What taking the list of members anew has changed: names that are new on it, and names that are gone."""

    added: tuple[str, ...]
    removed: tuple[str, ...]


def members(tx: Connection, library: Library) -> dict[str, set[str]]:
    """The member cities with their spellings: those the secretariat keeps, or the signatories where it keeps none."""
    signed: dict[str, set[str]] = {}
    for row in library.signatures:
        signed.setdefault(row.city, set()).update(delegation_of(name) for name in (row.city, *row.aliases))
    kept: dict[str, set[str]] = {it.name: set() for it in cities.every_city(tx)}
    found = kept or signed
    for city, spellings in found.items():
        spellings.update(delegation_of(name) for name in (city, *city_names(library, city)))
        spellings.update(*(more for more in signed.values() if spellings & more))
    return found


def call(tx: Connection, library: Library, event: Event, by: str, now: datetime) -> bool:
    """Make an event a statutory meeting of the members as they stand; False when it is one. Raises NotPossible once it has begun."""
    if event.when.starts_at <= now:
        raise NotPossible("past", event)
    if storage.call(tx, event.id, library.rules.statutory, by, now) is None:
        return False
    it = storage.of(tx, event.id, lock=True)
    assert it is not None
    found = members(tx, library)
    storage.enrol(tx, it, found)
    storage.remember(tx, it, count(roll(tx, it)).votes)
    audit.note(
        tx, by, "quorum.call", f"event:{event.slug}", now, members=len(found), more_than=str(it.rules.share), proxies=it.rules.proxies
    )
    return True


def renew(tx: Connection, library: Library, event: Event, it: Called, by: str, now: datetime) -> Renewed:
    """Take the list of members anew; cities that stay keep their holders and proxies."""
    before, found = storage.voters(tx, it), members(tx, library)
    gone = [one for one in before if one.name not in found]
    storage.clear(tx, it, [one.id for one in gone])
    storage.enrol(tx, it, found)
    known = {one.name for one in before}
    done = Renewed(tuple(sorted(set(found) - known)), tuple(one.name for one in gone))
    audit.note(tx, by, "quorum.renew", f"event:{event.slug}", now, added=done.added, removed=done.removed)
    return done


def dismiss(tx: Connection, event: Event, it: Called, by: str, now: datetime) -> None:
    """Make it an ordinary event again."""
    storage.dismiss(tx, it)
    audit.note(tx, by, "quorum.dismiss", f"event:{event.slug}", now)


def roll(tx: Connection, it: Called) -> Roll:
    """What the votes of a meeting are counted from, as everything stands now."""
    voters = tuple(storage.voters(tx, it))
    known = {name: one.id for one in reversed(voters) for name in one.spellings}
    seats: dict[int, list[Seat]] = {}
    for registration, person, name, city in storage.seated(tx, it.event_id):
        if voter := known.get(delegation_of(city)):
            seats.setdefault(voter, []).append(Seat(registration, person, name))
    held = {voter: tuple(found) for voter, found in seats.items()}
    return Roll(it.rules, voters, held, storage.choices(tx, it), tuple(storage.proxies(tx, it)))


def figures(tally: Tally) -> dict[str, object]:
    """The live line as data for a message."""
    missing = max(0, tally.needed - tally.votes)
    return {"votes": tally.votes, "members": tally.members, "needed": tally.needed, "proxies": len(tally.proxied), "missing": missing}


def standing(tx: Connection, event_id: int) -> Mapping[str, object] | None:
    """The live line of an event; None for one that is not statutory."""
    it = storage.of(tx, event_id)
    return None if it is None else figures(count(roll(tx, it)))


def voter_of(found: Roll, city: str) -> Voter | None:
    """The member city of this name, however it is spelt."""
    return next((one for one in found.voters if delegation_of(city) in one.spellings), None)


def meant(found: Roll, text: str) -> Voter | None:
    """The member city that somebody typed, small mistakes included."""
    names = {name: one for one in reversed(found.voters) for name in one.spellings}
    close = get_close_matches(delegation_of(text), list(names), n=1, cutoff=CLOSE)
    return names[close[0]] if close else None


def choose(tx: Connection, event: Event, it: Called, voter: Voter, seat: int, by: str, now: datetime) -> bool:
    """Say who of a city's people with a seat votes for it; False when that one has none (any more)."""
    if seat not in [one.id for one in roll(tx, it).seats.get(voter.id, ())]:
        return False
    storage.choose(tx, voter.id, seat, by, now)
    audit.note(tx, by, "quorum.choose", f"event:{event.slug}", now, city=voter.name, registration=seat)
    return True


def give(tx: Connection, event: Event, giver: Voter, taker: Voter, by: str, now: datetime) -> Seat:
    """Give a city's vote to another's holder, who is returned. Raises NoProxy."""
    it = _before_it_begins(tx, event, now)
    found = roll(tx, it)
    if reason := refusal(found, giver.id, taker.id):
        raise NoProxy(reason)
    storage.give(tx, Proxy(giver.id, taker.id), by, now)
    audit.note(tx, by, "quorum.proxy", f"event:{event.slug}", now, giver=giver.name, taker=taker.name)
    holder = found.holder(taker.id)
    assert holder is not None
    return holder


def revoke(tx: Connection, event: Event, giver: Voter, by: str, now: datetime) -> Seat | None:
    """Take a city's vote back; who carried it, if anybody did. Raises NoProxy once the meeting has begun."""
    it = _before_it_begins(tx, event, now)
    found = roll(tx, it)
    given = found.given_by(giver.id)
    if given is None or not storage.revoke(tx, giver.id, now):
        return None
    audit.note(tx, by, "quorum.revoke", f"event:{event.slug}", now, giver=giver.name)
    return found.holder(given.taker)


def _before_it_begins(tx: Connection, event: Event, now: datetime) -> Called:
    it = storage.of(tx, event.id, lock=True)
    if it is None or event.when.starts_at <= now:
        raise NoProxy("begun")
    return it
