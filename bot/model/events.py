"""Events that people register for, and the places they hold in them: wall time and zone as written, instants in UTC computed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.model.terms import FIRST_COME, Terms
from bot.model.terms import AttendsAs as AttendsAs

MOST_SEATS = 100_000


class EventKind(StrEnum):
    """What sort of meeting it is."""

    FORUM = "forum"
    CONFERENCE = "conference"
    SEMINAR = "seminar"
    POLICY_EXCHANGE = "policy_exchange"
    WEBINAR = "webinar"


class EventState(StrEnum):
    """What organisers decided; that an event is full or past is derived."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class SeatState(StrEnum):
    """How a registration stands. The first two hold seats; the first four are active.

    An offered seat is held until its person accepts it, declines it or lets it run out; `requested` waits for an organiser."""

    CONFIRMED = "confirmed"
    OFFERED = "offered"
    WAITING = "waiting"
    REQUESTED = "requested"
    CANCELLED = "cancelled"
    DENIED = "denied"


SEATED = (SeatState.CONFIRMED, SeatState.OFFERED)
ACTIVE = (*SEATED, SeatState.WAITING, SeatState.REQUESTED)


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when, by the clocks of the place (`zone` is an IANA name)."""

    start_day: date
    start_time: time
    end_day: date
    end_time: time
    zone: str

    @property
    def starts_at(self) -> datetime:
        """The beginning in UTC: in a gap of the clocks moved forward by the gap, in an overlap the first."""
        return instant(self.start_day, self.start_time, self.zone)

    @property
    def ends_at(self) -> datetime:
        """The end in UTC, by the same rule."""
        return instant(self.end_day, self.end_time, self.zone)

    def settled(self) -> "Span":
        """The same range with clock times that exist: one that falls into a gap becomes the time it really is."""
        first, last = (moment.astimezone(ZoneInfo(self.zone)) for moment in (self.starts_at, self.ends_at))
        return replace(self, start_day=first.date(), start_time=first.time(), end_day=last.date(), end_time=last.time())


def instant(day: date, clock: time, zone: str) -> datetime:
    """A wall time in UTC. `fold=0` is Python's way to say: first of an overlap, and forward over a gap."""
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an organiser wants an event to be; titles by language, English always."""

    titles: Mapping[str, str]
    kind: EventKind
    when: Span
    city: str
    place: str
    capacity: int


@dataclass(frozen=True, slots=True)
class Event:
    """An event as it stands. `sequence` rises with every change of time or place (RFC 5545).

    `confirmed`, `offered`, `waiting` and `requested` count seats, so a party of three counts three."""

    id: int
    slug: str
    uid: str
    titles: Mapping[str, str]
    kind: EventKind
    state: EventState
    when: Span
    city: str
    place: str
    capacity: int
    confirmed: int
    waiting: int
    sequence: int
    changed_at: datetime
    offered: int = 0
    requested: int = 0
    terms: Terms = FIRST_COME

    @property
    def taken(self) -> int:
        """Seats that nobody else can have: confirmed or offered."""
        return self.confirmed + self.offered

    @property
    def opens_at(self) -> datetime | None:
        """When registration begins (UTC); None when it does so as soon as an organiser opens it."""
        return self._moment(self.terms.window.opens)

    @property
    def closes_at(self) -> datetime | None:
        """When registration ends (UTC); None when it does so with the event."""
        return self._moment(self.terms.window.closes)

    def _moment(self, wall: datetime | None) -> datetime | None:
        return instant(wall.date(), wall.time(), self.when.zone) if wall else None

    def past(self, now: datetime) -> bool:
        """Whether it is over."""
        return self.when.ends_at <= now

    def title(self, language: str) -> str:
        """The title in this language, else in English."""
        return self.titles.get(language) or self.titles["en"]


@dataclass(frozen=True, slots=True)
class Details:
    """What a person says about themselves when they register; `language` is the one they want to hear.

    `country` (ISO 3166-1 alpha-2) and `delegation` (what makes two spellings one city) follow from the city where it is known."""

    name: str
    city: str
    role: str
    needs: str
    language: str
    email: str = ""
    country: str = ""
    delegation: str = ""


@dataclass(frozen=True, slots=True)
class Registration:
    """One place in one event. `code` is its holder's alone; `revision` rises whenever its state changes.

    `person_id` answers for it and is told. `guest` is empty when they come themselves, else what tells the colleague they
    registered from others. `party` is how many seats it is for, together; `made_by` the person who made it."""

    id: int
    event_id: int
    person_id: int
    code: str
    uid: str
    state: SeatState
    details: Details
    revision: int
    created_at: datetime
    changed_at: datetime
    party: int = 1
    guest: str = ""
    offered_until: datetime | None = None
    reason: str = ""
    made_by: int = 0


class BadPlan(Exception):
    """A plan that cannot be: `field` names what is wrong and `reason` says why, both in the words of the organisers' form."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class NotPossible(Exception):
    """Not with this event as it stands: `reason` says why (unknown, draft, closed, past, below_confirmed, quota_full and more), `data` with
    which figures."""

    def __init__(self, reason: str, event: Event | None = None, **data: object) -> None:
        super().__init__(f"{event.slug if event else 'event'}: {reason}")
        self.reason = reason
        self.event = event
        self.data = data
