"""A mail address for somebody who writes elsewhere: a code goes there, and typed in the chat it shows that both are one person's.

Anybody can type anybody's address, so little goes out: a few codes a day to one address, a few an hour for one person, and nothing in
them that whoever asked could have written."""

import re
import secrets as chance
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import idna

from bot.actions.links import MOST_TRIES, Wary
from bot.actions.people import Joined, merge, raised
from bot.model.mail import Notice
from bot.model.person import Person
from bot.model.ports import Secrets
from bot.model.reply import Reply
from bot.storage import audit, links, mail_codes, outbox, pace, people
from bot.storage.database import EPOCH, Connection
from bot.storage.outbox import Place

CHANNEL = "email"
LIFE = timedelta(minutes=30)
TRYING = timedelta(minutes=15)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PER_PERSON, PER_ADDRESS, PER_HOUSE = 3, 3, 120
"""Codes for one person an hour, to one address a day, and by this Plaza an hour."""
_FOUND = re.compile(r"[^\s<>|,;:()\[\]\"\\@]+@[^\s<>|,;:()\[\]\"\\@]+")
_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{}~-]+(?:\.[\w!#$%&'*+/=?^`{}~-]+)*")
_TOKEN = re.compile(r"c([0-9a-f]{1,15})\.([A-Za-z0-9_-]{12})")


class Trouble(StrEnum):
    """Why nothing came of it; each is a message."""

    NOT_AN_ADDRESS = "not_an_address"
    TOO_OFTEN = "too_often"
    YOURS = "yours"
    WRONG = "wrong"
    TOO_MANY = "too_many"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Added:
    """The address is the person's now; `joined` when it was somebody's before, who was the same person all along."""

    address: str
    joined: Joined | None = None


def read(text: str) -> str:
    """The first mail address in a text as it is kept, its domain in lower-case ASCII; empty when there is none."""
    found = _FOUND.search(text)
    local, _, domain = found[0].strip(".'").rpartition("@") if found else ("", "", "")
    if not _LOCAL.fullmatch(local) or len(local.encode()) > 64 or "." not in domain:
        return ""
    try:
        plain = idna.encode(domain, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return ""
    whole = f"{local}@{plain}"
    return whole if len(whole.encode()) <= 254 else ""


def send_code(tx: Connection, secrets: Secrets, person: Person, text: str, public_url: str, now: datetime) -> str | Trouble:
    """Send a code to the address in this text; the address, or why not. Whether somebody has it already is not said."""
    mail = read(text)
    if not mail:
        return Trouble.NOT_AN_ADDRESS
    value = f"{CHANNEL}:{mail}"
    owner = people.by_address(tx, value)
    if owner and owner.id == person.id and any(it.value == value and it.state == "active" for it in people.addresses(tx, person.id)):
        return Trouble.YOURS
    if (
        mail_codes.sent(tx, now - HOUR, person_id=person.id) >= PER_PERSON
        or mail_codes.sent(tx, now - DAY, address=value) >= PER_ADDRESS
        or mail_codes.sent(tx, now - HOUR) >= PER_HOUSE
    ):
        return Trouble.TOO_OFTEN
    code = f"{chance.randbelow(10**8):08d}"
    number = mail_codes.put(tx, person.id, value, _digest(secrets, person.id, code), now, now + LIFE)
    link = f"{public_url}/u/c{number:x}.{secrets.sign(_link(number, value))}"
    told = {"code": f"{code[:4]} {code[4:]}", "link": link, "minutes": minutes()}
    pace.know_identity(tx, CHANNEL, CHANNEL)
    place = Place(CHANNEL, CHANNEL, value)
    outbox.post(tx, f"mail-code:{number}", person.id, Reply("mail.letter", told, personal=True), place, now, expires_at=now + LIFE)
    return mail


def minutes() -> int:
    """How long a code holds."""
    return int(LIFE.total_seconds() // 60)


def use_code(tx: Connection, secrets: Secrets, person: Person, text: str, now: datetime, *, sure: bool = False) -> Added | Wary | Trouble:
    """Take the address that the typed code was sent to. Five wrong codes close the door for a quarter of an hour."""
    if links.tries(tx, person.id, now - TRYING) >= MOST_TRIES:
        return Trouble.TOO_MANY
    sent = mail_codes.live(tx, person.id, now)
    if sent is None:
        return Trouble.LATE
    code = re.sub(r"\D", "", text)
    if not secrets.verify(_typed(person.id, code), sent.digest):
        links.tried(tx, person.id, now)
        return Trouble.WRONG
    owner = people.by_address(tx, sent.address)
    if owner and owner.id != person.id and raised(tx, person, owner) and not sure:
        return Wary(sent.address.partition(":")[2], code)
    if not mail_codes.spend(tx, sent.id, now):
        return Trouble.LATE
    return _take(tx, person.id, owner, sent.address, now)


def _take(tx: Connection, person_id: int, owner: Person | None, value: str, now: datetime) -> Added | Trouble:
    """Mail is a second address: messages go on to where the person speaks, until that place is lost."""
    mail = value.partition(":")[2]
    if owner is None:
        people.add_address(tx, person_id, CHANNEL, value, CHANNEL, now)
        people.expect(tx, value, "active", EPOCH)
        audit.note(tx, f"person:{person_id}", "mail.add", f"person:{person_id}", now)
        return Added(mail)
    people.regain(tx, value)
    if owner.id == person_id:
        return Added(mail)
    joined = merge(tx, owner.id, person_id, f"person:{person_id}", now)
    return Added(mail, joined) if joined else Trouble.LATE


def follow(tx: Connection, secrets: Secrets, token: str, now: datetime, *, sure: bool) -> Notice | None:
    """The link in the mail with the code. It adds an address that is nobody's; to join two people the code must be typed in the
    chat, because only that shows that whoever asked reads this mail. None for a link that we did not make."""
    found = _TOKEN.fullmatch(token)
    sent = mail_codes.numbered(tx, int(found[1], 16)) if found else None
    if found is None or sent is None or not secrets.verify(_link(sent.id, sent.address), found[2]):
        return None
    who = people.by_id(tx, sent.person_id)
    owner = people.by_address(tx, sent.address)
    if who is None:
        return None
    state = _state(who, owner, late=sent.used or sent.expires_at <= now)
    if state == "ask" and sure and mail_codes.spend(tx, sent.id, now):
        _take(tx, who.id, owner, sent.address, now)
        state = "done"
    return Notice("confirm", state, who.language, sent.address.partition(":")[2])


def _state(who: Person, owner: Person | None, *, late: bool) -> str:
    if owner is not None and owner.id == who.id:
        return "done"
    if late:
        return "late"
    return "ask" if owner is None else "type"


def _typed(person_id: int, code: str) -> str:
    return f"mail code {person_id} {code}"


def _digest(secrets: Secrets, person_id: int, code: str) -> str:
    return secrets.sign(_typed(person_id, code))


def _link(number: int, value: str) -> str:
    return f"mail link {number} {value}"
