"""Invitation letters for a visa: asked for, looked at by the organiser in charge, approved or declined, once."""

import re
from datetime import datetime

from bot.model.events import Event, Registration
from bot.model.letters import Letter, LetterState, Passport
from bot.model.person import Person
from bot.storage import audit, events, letters, registrations
from bot.storage.database import Connection

NUMBER = re.compile(r"[A-Z0-9]{5,20}")


def number_of(text: str) -> str:
    """A passport number as it is printed; "" when it cannot be one."""
    plain = re.sub(r"[\s-]", "", text).upper()
    return plain if NUMBER.fullmatch(plain) else ""


def ask(tx: Connection, it: Registration, passport: Passport, language: str, now: datetime) -> Letter:
    """A request that waits; one that waits already is kept as it is."""
    known = letters.newest(tx, it.id)
    if known and known.state is LetterState.PENDING:
        return known
    made = letters.by_id(tx, letters.ask(tx, it.id, it.person_id, passport, language, now))
    assert made is not None
    audit.note(tx, f"person:{it.person_id}", "letter.ask", f"registration:{it.id}", now, letter=made.id)
    return made


def place_of(tx: Connection, it: Letter) -> tuple[Event, Registration] | None:
    """The event and the registration of a request; None when they are gone."""
    found = registrations.with_code(tx, it.code)
    return (events.by_id(tx, found.event_id), found) if found else None


def decide(tx: Connection, it: Letter, by: Person, now: datetime, *, approve: bool) -> bool:
    """Approve or decline a request, once; False when somebody was quicker."""
    state = LetterState.APPROVED if approve else LetterState.DECLINED
    done = letters.decide(tx, it.id, state, by.id, now)
    if done:
        audit.note(tx, f"person:{by.id}", f"letter.{'approve' if approve else 'decline'}", f"letter:{it.id}", now)
    return done
