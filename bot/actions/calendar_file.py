"""Calendar files (RFC 5545): an event for everybody, or one person's place in it under an id that never changes.

A file handed out in a chat is published: whoever asked for it has agreed, and it may be passed on, so nobody is listed as attending.
In a mail the same place is an invitation (RFC 5546, 6047), which a mail program puts into the calendar, moves and takes out by itself."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, vCalAddress, vText
from icalendar import Event as Entry

from bot.actions.calendar_zones import timezone
from bot.model.events import ACTIVE, Event, EventState, Registration, SeatState
from bot.model.outgoing import File
from bot.model.ports import Organizer

PRODUCT = "-//Plaza//Human-rights cities//EN"
NEAR = timedelta(days=400)  # the clock changes around an event are enough, and keep the file short
PARTSTAT = {"CONFIRMED": "ACCEPTED", "TENTATIVE": "TENTATIVE", "CANCELLED": "DECLINED"}


def event_file(event: Event, language: str) -> File:
    """The event as such, for who has not registered (yet)."""
    over = event.state is EventState.CANCELLED
    entry = event_entry(event, language, event.uid, "CANCELLED" if over else "CONFIRMED", event.sequence, event.changed_at)
    return _file(event, entry, "CANCEL" if over else "PUBLISH")


def registration_file(event: Event, it: Registration, language: str) -> File:
    """One person's place, to be opened by hand."""
    method = "CANCEL" if status_of(event, it) == "CANCELLED" else "PUBLISH"
    return _file(event, place_entry(event, it, language), method)


def invitation(event: Event, it: Registration, language: str, by: Organizer, attendee: str) -> File:
    """One person's place for their mail program; `attendee` is the mail address that it goes to, and nobody else's stands in it.

    No answer is asked for: they have answered already, by registering."""
    entry, status = place_entry(event, it, language), status_of(event, it)
    entry.add("organizer", _party(by.address, by.name))
    whom = _party(attendee, "" if it.guest else it.details.name)  # whoever registered a colleague reads the mail
    whom.params |= {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": PARTSTAT[status], "RSVP": "FALSE"}
    entry.add("attendee", whom)
    return _file(event, entry, "CANCEL" if status == "CANCELLED" else "REQUEST", invites=True)


def status_of(event: Event, it: Registration) -> str:
    """CONFIRMED for a seat, TENTATIVE for who waits for one, CANCELLED when the place or the event is gone."""
    if event.state is EventState.CANCELLED or it.state not in ACTIVE:
        return "CANCELLED"
    return "CONFIRMED" if it.state is SeatState.CONFIRMED else "TENTATIVE"


def place_entry(event: Event, it: Registration, language: str) -> Entry:
    """One person's place, a colleague's with their name. SEQUENCE rises with the event's time and place and with the registration's own
    state."""
    changed = max(event.changed_at, it.changed_at)
    entry = event_entry(event, language, it.uid, status_of(event, it), event.sequence + it.revision, changed)
    if it.guest:
        entry["summary"] = vText(f"{event.title(language)} ({it.details.name})")
    entry.add("description", f"Plaza {it.code}")
    return entry


def event_entry(event: Event, language: str, uid: str, status: str, sequence: int, changed: datetime) -> Entry:
    """An event by the clocks of its place."""
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


def calendar_of(entries: Sequence[tuple[Event, Entry]], method: str) -> Calendar:
    """A calendar of these entries, with the clock changes of their places around them."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    spans: dict[str, tuple[date, date]] = {}
    for when in (event.when for event, _ in entries):
        first, last = spans.get(when.zone, (when.start_day, when.end_day))
        spans[when.zone] = min(first, when.start_day), max(last, when.end_day)
    for zone, (first, last) in spans.items():
        calendar.add_component(timezone(zone, first - NEAR, last + NEAR))
    for _, entry in entries:
        calendar.add_component(entry)
    return calendar


def _party(address: str, name: str) -> vCalAddress:
    party = vCalAddress(f"mailto:{address}")
    if plain := "".join(c for c in name if c.isprintable() and c != '"').strip():
        party.params["CN"] = vText(plain)
    return party


def _file(event: Event, entry: Entry, method: str, *, invites: bool = False) -> File:
    content = calendar_of([(event, entry)], method).to_ical()
    return File(f"{event.slug}.ics", f"text/calendar; charset=utf-8; method={method}", content, invites=invites)
