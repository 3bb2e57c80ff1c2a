"""Cities by any of their names, and people who say they speak for one."""

from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from bot.actions.people import grant
from bot.knowledge.library import Library
from bot.knowledge.text import fold
from bot.model.person import Person, Role
from bot.storage import audit, cities
from bot.storage.cities import Claim
from bot.storage.database import Connection

CLOSE = 0.75


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a claim. `first` is False when somebody had decided before; the claim says who and how."""

    claim: Claim
    first: bool


def key_of(name: str, country: str = "") -> str:
    """What makes two spellings one city."""
    return " ".join(fold(name).replace("-", " ").split())[:190] + (f"|{country.upper()}" if country else "")


def known(tx: Connection, library: Library) -> dict[str, str]:
    """Every name a city goes by, comparable, and how it is written: the secretariat's list before the signatories."""
    names: dict[str, str] = {key_of(it.name): it.name for it in cities.every_city(tx)}
    for row in library.signatures:
        for name in (row.city, *row.aliases):
            names.setdefault(key_of(name), names.get(key_of(row.city), row.city))
    return names


def written(names: dict[str, str], text: str) -> str:
    """How the city of this name is written; "" for a city nobody has listed."""
    return names.get(key_of(text), "")


def similar(names: dict[str, str], text: str) -> list[str]:
    """At most three listed cities that look like this, the closest first."""
    found = get_close_matches(key_of(text), list(names), n=6, cutoff=CLOSE)
    return list(dict.fromkeys(names[key] for key in found))[:3]


def charters_of(library: Library, city: str) -> list[str]:
    """The ids of the charters a city is on record for; an empty list proves nothing."""
    return sorted({row.charter for row in library.signatures if key_of(row.city) == key_of(city)})


def claim_city(tx: Connection, person: Person, name: str, office: str, now: datetime) -> Claim | None:
    """Say that somebody speaks for a city; None when they wait for an answer about it already."""
    if any(key_of(it.city) == key_of(name) for it in cities.pending(tx, person.id)):
        return None
    number = cities.add_claim(tx, person.id, name[:200], office[:200], now)
    audit.note(tx, f"person:{person.id}", "claim.make", f"claim:{number}", now, city=name[:200])
    return cities.claim_of(tx, number)


def decide(tx: Connection, claim_id: int, by: Person, now: datetime, *, approve: bool, reason: str = "") -> Verdict | None:
    """Settle a claim, once; None when it no longer exists. Approval makes its maker the city's focal point."""
    state = "approved" if approve else "declined"
    first = cities.decide(tx, claim_id, state, by.id, now, reason)
    claim = cities.claim_of(tx, claim_id)
    if claim is None:
        return None
    if first:
        audit.note(
            tx, f"person:{by.id}", f"claim.{state}", f"claim:{claim_id}", now, person=claim.person_id, city=claim.city, reason=reason
        )
    if first and approve:
        grant(tx, claim.person_id, Role.FOCAL_POINT, f"person:{by.id}", now, claim.city)
    return Verdict(claim, first)
