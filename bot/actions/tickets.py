"""What somebody with a seat carries: their calendar file, and the QR code that opens the door."""

from bot.actions import qr
from bot.model.events import Event, Registration
from bot.model.outgoing import File
from bot.model.reply import Attach


def papers(code: str) -> tuple[Attach, ...]:
    """The files that go with every message that says somebody has a seat."""
    return (Attach("events.calendar", code), Attach("door.code", code))


def picture(event: Event, it: Registration, alt: str, public_url: str) -> File:
    """The QR code of a registration; `alt` says in words what it is for."""
    return File(f"{event.slug}-{it.code}.png", "image/png", qr.png(qr.held(it.code, public_url)), alt)
