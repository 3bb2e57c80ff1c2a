"""What organisers do with events: create, open, close, resize, move, cancel. Every deed is on the audit trail."""

import re
import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from bot.actions import event_roles, events_tell
from bot.actions.seats import fill
from bot.knowledge.text import fold
from bot.model.events import MOST_SEATS, BadPlan, Event, EventKind, EventState, NotPossible, Plan, Registration, Span
from bot.storage import audit, events
from bot.storage.database import Connection

DEMO_SLUG = "demo-seminar-neighbourhoods"


@dataclass(frozen=True, slots=True)
class Changed:
    """What a deed came to: the event now and before, who moved up from the waiting list, how many people are being told."""

    event: Event
    before: Event
    promoted: tuple[Registration, ...] = ()
    told: int = 0


def known_zone(zone: str) -> bool:
    """Whether this is a place's zone: `EST` and `Etc/GMT+5` load too, but never change their clocks."""
    return "/" in zone and not zone.startswith(("Etc/", "SystemV/")) and zone in available_timezones()


def check_when(when: Span, now: datetime) -> Span:
    """The range with clock times that exist. Raises BadPlan when it lies in the past, ends before it starts or has no zone."""
    if not known_zone(when.zone):
        raise BadPlan("zone", "unknown_zone")
    when = when.settled()
    if when.starts_at <= now:
        today = when.start_day >= now.astimezone(ZoneInfo(when.zone)).date()
        raise BadPlan("start_time" if today else "start_day", "past_start")
    if when.ends_at <= when.starts_at:
        raise BadPlan("end_time" if when.end_day >= when.start_day else "end_day", "ends_before")
    return when


def checked(plan: Plan, now: datetime) -> Plan:
    """The plan, tidied. Raises BadPlan."""
    titles = {language: title.strip()[:200] for language, title in plan.titles.items() if title.strip()}
    if not titles.get("en"):
        raise BadPlan("title_en", "no_title")
    if not 1 <= plan.capacity <= MOST_SEATS:
        raise BadPlan("capacity", "no_seats")
    return replace(plan, titles=titles, when=check_when(plan.when, now), city=plan.city.strip()[:200], place=plan.place.strip()[:300])


def slug_of(title: str) -> str:
    """A title as a short name for addresses: small ASCII letters, digits and hyphens, at most 60."""
    plain = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")
    return plain if len(plain) <= 60 else plain[:60].rpartition("-")[0] or plain[:60]


def create(tx: Connection, plan: Plan, by: str, now: datetime, slug: str = "") -> Event:
    """A new draft under a short name of its own. Raises BadPlan."""
    plan = checked(plan, now)
    base = slug or slug_of(plan.titles["en"]) or f"{plan.kind.value.replace('_', '-')}-{plan.when.start_day}"
    number, chosen = 1, base
    while (found := events.add(tx, chosen, str(uuid.uuid4()), plan, by, now)) is None:
        number, chosen = number + 1, f"{base}-{number + 1}"
    event = events.by_id(tx, found)
    note(tx, event, "event.create", by, now, titles=plan.titles, capacity=plan.capacity, starts=event.when.starts_at)
    event_roles.own(tx, event, by, now)
    return event


def open_registration(tx: Connection, slug: str, by: str, now: datetime) -> Changed:
    """Let people register. Raises NotPossible for an event that is cancelled or over."""
    before = changeable(tx, slug, now)
    return _set_state(tx, before, EventState.OPEN, by, now)


def close_registration(tx: Connection, slug: str, by: str, now: datetime) -> Changed:
    """Take no more registrations; who is registered stays, and the waiting list still moves up. Raises NotPossible."""
    before = changeable(tx, slug, now)
    if before.state is EventState.DRAFT:
        raise NotPossible("draft", before)
    return _set_state(tx, before, EventState.CLOSED, by, now)


def _set_state(tx: Connection, before: Event, state: EventState, by: str, now: datetime) -> Changed:
    if before.state is not state:
        events.change(tx, before.id, now, state=state.value)
        note(tx, before, f"event.{'open' if state is EventState.OPEN else 'close'}", by, now)
    event = events.by_id(tx, before.id)
    return Changed(event, before, tuple(fill(tx, event, now)))


def set_capacity(tx: Connection, slug: str, seats: int, by: str, now: datetime) -> Changed:
    """More or fewer seats; new ones go to who waits, at once. Raises NotPossible, for one when more people have a seat already."""
    before = changeable(tx, slug, now)
    if not 1 <= seats <= MOST_SEATS:
        raise BadPlan("capacity", "no_seats")
    if seats < before.taken:
        raise NotPossible("below_confirmed", before, taken=before.taken)
    events.change(tx, before.id, now, capacity=seats)
    note(tx, before, "event.capacity", by, now, old=before.capacity, new=seats)
    moved_up = fill(tx, before, now)
    return Changed(events.by_id(tx, before.id), before, tuple(moved_up))


def move(tx: Connection, slug: str, when: Span, city: str, place: str, by: str, now: datetime) -> Changed:
    """Another time or place; everybody registered is told the old and the new. Raises BadPlan and NotPossible."""
    before = changeable(tx, slug, now)
    when, city, place = check_when(when, now), city.strip()[:200], place.strip()[:300]
    if (when, city, place) == (before.when, before.city, before.place):
        return Changed(before, before)
    events.retime(tx, before, when, city, place, now)
    event = events.by_id(tx, before.id)
    note(tx, event, "event.move", by, now, old=before.when.starts_at, new=when.starts_at, place=[before.city, city])
    return Changed(event, before, told=events_tell.moved(tx, event, before, by, now))


def cancel(tx: Connection, slug: str, by: str, now: datetime) -> Changed:
    """Call an event off for good; everybody registered is told. Raises NotPossible when that was done before or it is over."""
    before = changeable(tx, slug, now)
    events.change(tx, before.id, now, state=EventState.CANCELLED.value, sequence=before.sequence + 1)
    event = events.by_id(tx, before.id)
    note(tx, event, "event.cancel", by, now)
    return Changed(event, before, told=events_tell.called_off(tx, event, by, now))


def changeable(tx: Connection, slug: str, now: datetime) -> Event:
    """The event, locked, if it can still be changed. Raises NotPossible."""
    event = events.lock(tx, slug)
    if event is None:
        raise NotPossible("unknown")
    if event.state is EventState.CANCELLED:
        raise NotPossible("cancelled", event)
    if event.past(now):
        raise NotPossible("past", event)
    return event


def note(tx: Connection, event: Event, deed: str, by: str, now: datetime, **detail: object) -> None:
    """A line about an event on the audit trail."""
    audit.note(tx, by, deed, f"event:{event.slug}", now, **detail)


def seed_demo(tx: Connection, now: datetime) -> Event:
    """A plainly invented seminar three weeks ahead with three seats, open; only when there is no demo event to come."""
    for known in events.every(tx):
        if known.slug.startswith(DEMO_SLUG) and known.state is not EventState.CANCELLED and not known.past(now):
            return known
    day = (now.astimezone(UTC) + timedelta(weeks=3)).date()
    titles = {
        "en": "Demo seminar: rights in the neighbourhood",
        "es": "Seminario de demostración: derechos en el barrio",
        "fr": "Séminaire de démonstration : les droits dans le quartier",
    }
    when = Span(day, time(9, 30), day, time(13, 0), "Europe/Madrid")
    plan = Plan(titles, EventKind.SEMINAR, when, "Villa Ejemplo", "Sala Imaginaria, 1", 3)
    made = create(tx, plan, "demo", now, slug=DEMO_SLUG)
    return open_registration(tx, made.slug, "demo", now).event
