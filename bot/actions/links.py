"""Joining two channels of one person: a code shown on one and typed on the other is the proof."""

import secrets as chance
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.actions.people import Joined, merge, raised
from bot.model.person import Person
from bot.model.ports import Secrets
from bot.storage import links, people
from bot.storage.database import Connection

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0, 1, I, L, O: nobody should have to guess what they see."""
LENGTH = 8
LIFE = timedelta(minutes=15)
MOST_TRIES = 5


class Trouble(StrEnum):
    """Why a code did not join anything; each is a message."""

    WRONG = "wrong"
    TOO_MANY = "too_many"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Wary:
    """The code is good, but joining would let an address do an organiser's work: the person must say so first."""

    address: str
    code: str


@dataclass(frozen=True, slots=True)
class Linked:
    """Two became one; `shown_at` is where the code had been shown."""

    joined: Joined
    shown_at: str


def plain(text: str) -> str:
    """A code as it was made, however it was typed: no blanks, hyphens or small letters."""
    return "".join(letter for letter in text.upper() if letter.isalnum())


def show_code(tx: Connection, secrets: Secrets, person_id: int, address: str, now: datetime) -> tuple[str, datetime]:
    """A new code to show at this address, and until when it holds; only its digest is kept, and older ones end."""
    code, until = _new(), now + LIFE
    links.put(tx, person_id, address, _digest(secrets, code), now, until)
    return f"{code[:4]}-{code[4:]}", until


def use_code(tx: Connection, secrets: Secrets, person: Person, text: str, now: datetime, *, sure: bool = False) -> Linked | Wary | Trouble:
    """Join who typed a code with whom it was shown to. A code works once; five wrong ones close the door for a quarter of an hour."""
    if links.tries(tx, person.id, now - LIFE) >= MOST_TRIES:
        return Trouble.TOO_MANY
    shown = links.live(tx, _digest(secrets, plain(text)), now)
    other = people.by_id(tx, shown.person_id) if shown else None
    if shown is None or other is None:
        links.tried(tx, person.id, now)
        return Trouble.WRONG
    if other.id == person.id:
        return Trouble.SAME
    if raised(tx, person, other) and not sure:
        return Wary(shown.address, plain(text))
    if not links.spend(tx, shown.id, now):
        return Trouble.WRONG
    joined = merge(tx, other.id, person.id, f"person:{person.id}", now)
    return Linked(joined, shown.address) if joined else Trouble.WRONG


def show_name(tx: Connection, secrets: Secrets, person_id: int, address: str, now: datetime) -> tuple[str, datetime]:
    """A new code that only says who somebody is, for whoever gives them a role, and until when it holds. It joins nothing."""
    code, until = _new(), now + LIFE
    links.put(tx, person_id, address, _name_digest(secrets, code), now, until)
    return f"{code[:4]}-{code[4:]}", until


def whose(tx: Connection, secrets: Secrets, text: str, by: int, now: datetime) -> Person | Trouble:
    """Who was shown this code by `show_name`; it works once, and wrong ones count as everywhere."""
    if links.tries(tx, by, now - LIFE) >= MOST_TRIES:
        return Trouble.TOO_MANY
    shown = links.live(tx, _name_digest(secrets, plain(text)), now)
    who = people.by_id(tx, shown.person_id) if shown else None
    if shown is None or who is None or not links.spend(tx, shown.id, now):
        links.tried(tx, by, now)
        return Trouble.WRONG
    return who


def _new() -> str:
    return "".join(chance.choice(ALPHABET) for _ in range(LENGTH))


def _digest(secrets: Secrets, code: str) -> str:
    return secrets.sign(f"link:{code}")


def _name_digest(secrets: Secrets, code: str) -> str:
    return secrets.sign(f"link name:{code}")
