"""A person's own calendar: what a mail carries about their place in an event."""

from bot.actions import calendar_file
from bot.handlers.router import Router
from bot.model.outgoing import File
from bot.model.ports import Organizer
from bot.storage import events, registrations
from bot.storage.database import Connection

router = Router()


@router.inviter("events.calendar")
def invite(tx: Connection, code: str, language: str, by: Organizer, address: str) -> File:
    """The invitation to a place, or what takes it out of the calendar again, as it stands when the mail goes out."""
    it = registrations.with_code(tx, code)
    if it is None:
        return File("erased.ics", "text/calendar", b"")
    return calendar_file.invitation(events.by_id(tx, it.event_id), it, language, by, address)
