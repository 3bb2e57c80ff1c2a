"""Calendar files (RFC 5545): an event for everybody, or one person's place in it under an id that never changes.

They are published, not invitations: the person asked for them in a chat, so nobody is listed as attending."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar
from icalendar import Event as Entry

from bot.model.events import Event, EventState, Registration, SeatState
from bot.model.outgoing import File

PRODUCT = "-//Plaza//Human-rights cities//EN"
STATUS = {SeatState.CONFIRMED: "CONFIRMED", SeatState.WAITING: "TENTATIVE", SeatState.CANCELLED: "CANCELLED"}


def event_file(event: Event, language: str) -> File:
    """The event as such, for who has not registered (yet)."""
    over = event.state is EventState.CANCELLED
    entry = _entry(event, language, event.uid, "CANCELLED" if over else "CONFIRMED", event.sequence, event.changed_at)
    return _file(event, entry, cancelled=over)


def registration_file(event: Event, it: Registration, language: str) -> File:
    """One person's place. SEQUENCE rises with the event's time and place and with the registration's own state."""
    state = SeatState.CANCELLED if event.state is EventState.CANCELLED else it.state
    changed = max(event.changed_at, it.changed_at)
    entry = _entry(event, language, it.uid, STATUS[state], event.sequence + it.revision, changed)
    entry.add("description", f"Plaza {it.code}")
    return _file(event, entry, cancelled=state is SeatState.CANCELLED)


def _entry(event: Event, language: str, uid: str, status: str, sequence: int, changed: datetime) -> Entry:
    zone, when = ZoneInfo(event.when.zone), event.when
    entry = Entry()
    entry.add("uid", uid)
    entry.add("summary", event.title(language))
    entry.add("dtstart", datetime.combine(when.start_day, when.start_time, zone))
    entry.add("dtend", datetime.combine(when.end_day, when.end_time, zone))
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    entry.add("sequence", sequence)
    entry.add("status", status)
    entry.add("location", ", ".join(part for part in (event.place, event.city) if part))
    entry.add("transp", "OPAQUE" if status == "CONFIRMED" else "TRANSPARENT")
    return entry


def _file(event: Event, entry: Entry, *, cancelled: bool) -> File:
    method = "CANCEL" if cancelled else "PUBLISH"
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(entry)
    near = timedelta(days=400)  # the clock changes around the event are enough, and keep the file short
    calendar.add_missing_timezones(event.when.start_day - near, event.when.end_day + near)
    return File(f"{event.slug}.ics", f"text/calendar; charset=utf-8; method={method}", calendar.to_ical())
