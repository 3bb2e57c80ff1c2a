"""A person's own calendar: an address to subscribe to once, behind which their places in events stand as they are now."""

from datetime import datetime, timedelta
from hashlib import sha256

from icalendar import Calendar

from bot.actions import calendar_file
from bot.model.board import Feed, read_calendar_token
from bot.model.events import ACTIVE
from bot.model.ports import Secrets
from bot.storage import audit, calendar_addresses, events, people, registrations
from bot.storage.database import Connection

OFTEN = timedelta(hours=1)
"""How often a calendar should look, if it asks."""


def address(tx: Connection, person_id: int, now: datetime) -> int:
    """The number of the address of a person's calendar, made at the first wish."""
    found = calendar_addresses.standing(tx, person_id)
    return (found or calendar_addresses.add(tx, person_id, now)).id


def renew(tx: Connection, person_id: int, now: datetime) -> int:
    """Another address; what was known until now leads nowhere from this moment on."""
    calendar_addresses.end_all(tx, person_id, now)
    audit.note(tx, f"person:{person_id}", "calendar.renew", f"person:{person_id}", now)
    return calendar_addresses.add(tx, person_id, now).id


def feed(tx: Connection, secrets: Secrets, token: str) -> Feed | None:
    """The calendar behind an address; None for one that we never gave, that has ended, or whose person is gone."""
    number = read_calendar_token(secrets, token)
    found = None if number is None else calendar_addresses.numbered(tx, number)
    who = people.by_id(tx, found.person_id) if found else None
    if who is None or who.erased:
        return None
    content = places(tx, who.id, who.language).to_ical()
    return Feed(content, sha256(content).hexdigest()[:32])


def places(tx: Connection, person_id: int, language: str) -> Calendar:
    """Every place of a person's own, also in what is over or was called off: what disappears from a calendar leaves people wondering."""
    mine = [it for it in registrations.history(tx, person_id) if it.state in ACTIVE and not it.guest]
    held = [(events.by_id(tx, it.event_id), it) for it in mine]
    calendar = calendar_file.calendar_of([(event, calendar_file.place_entry(event, it, language)) for event, it in held], "PUBLISH")
    calendar.add("name", "Plaza")
    calendar.add("x-wr-calname", "Plaza")
    calendar.add("refresh-interval", OFTEN, {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    return calendar
