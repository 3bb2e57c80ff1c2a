"""A person's own calendar: the address behind which it stands, and what a mail carries about their place in an event."""

from bot.actions import calendar_feed, calendar_file
from bot.handlers.router import Router, Turn
from bot.model.board import calendar_url
from bot.model.outgoing import File
from bot.model.ports import Organizer
from bot.model.reply import Button, Reply
from bot.storage import events, registrations
from bot.storage.database import Connection

router = Router()


@router.press("calendar.address")
def show(turn: Turn, value: str) -> Reply:
    """The address to subscribe to; the same one each time."""
    return told(turn, "calendar.address", calendar_feed.address(turn.tx, turn.person.id, turn.now))


@router.press("calendar.renew")
def renew(turn: Turn, value: str) -> Reply:
    """Another address, for who gave the old one away."""
    return told(turn, "calendar.renewed", calendar_feed.renew(turn.tx, turn.person.id, turn.now))


def told(turn: Turn, message: str, number: int) -> Reply:
    """Say an address to its owner alone, with the way to end it."""
    url = calendar_url(turn.secrets, turn.public_url, number)
    return Reply(message, {"url": url}, (Button("calendar.renew"),), personal=True)


@router.inviter("events.calendar")
def invite(tx: Connection, code: str, language: str, by: Organizer, address: str) -> File:
    """The invitation to a place, or what takes it out of the calendar again, as it stands when the mail goes out."""
    it = registrations.with_code(tx, code)
    if it is None:
        return File("erased.ics", "text/calendar", b"")
    return calendar_file.invitation(events.by_id(tx, it.event_id), it, language, by, address)
