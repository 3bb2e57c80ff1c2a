"""What Plaza knows of the movement: events, history, organisations and the monitoring programme."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.model.knowledge import Words


@dataclass(frozen=True, slots=True)
class Event:
    """A forum, conference or other meeting. `state` is held, announced-past or not-announced; None days are not confirmed."""

    id: str
    names: Words
    kind: str
    state: str
    starts: date | None
    ends: date | None
    zone: str
    city: str
    country: str
    venue: Words
    theme: Words
    organisers: tuple[Words, ...]
    outcome: Words
    date_note: Words
    hours: str
    edition: int | None
    url: str
    sure: bool
    series: str
    year: int


@dataclass(frozen=True, slots=True)
class Watch:
    """Something expected, with the reason to expect it."""

    id: str
    what: Words
    expected: Words
    basis: Words
    url: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """An entry of the movement's history; `date` is an ISO date of the given precision."""

    date: str
    place: str
    country: str
    what: Words
    note: Words
    tags: tuple[str, ...]
    sources: tuple[str, ...]
    sure: bool

    @property
    def id(self) -> str:
        """The citation id; two entries of one date share it."""
        return f"timeline:{self.date}"


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who is who; `contact` holds only public addresses found in a source."""

    id: str
    names: Words
    acronyms: tuple[str, ...]
    kind: str
    role: Words
    location: str
    url: str
    contact: Mapping[str, str]
    note: Words
    sure: bool


@dataclass(frozen=True, slots=True)
class Indicator:
    """A suggested indicator; `kind` is structural, process or outcome."""

    id: str
    kind: str
    scale: str
    text: Words
    evidence: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """A field of rights under review, tied to a right of the Charter-Agenda, with its suggested indicators."""

    id: str
    names: Words
    article: str
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of an assessment; the weeks are suggested, `known` is what the pilot took."""

    id: str
    order: int
    names: Words
    what: Words
    who: tuple[Words, ...]
    weeks: tuple[int, int]
    known: Words


@dataclass(frozen=True, slots=True)
class Pilot:
    """The one assessment carried out so far; its days are partial ISO dates."""

    city: str
    plan: str
    policies: tuple[Words, ...]
    partners: tuple[Words, ...]
    agreement: str
    work_from: str
    work_to: str
    report_dated: str
    presented: str
    report: Words
    note: Words
    lesson: Words


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A questionnaire to the signatories of a charter: how many were asked, how many replied, from where and of what size.

    `sizes` counts replies by the population bands of the source, `named` are those of the replies whose city it names."""

    what: Words
    contacted: int
    replies: int
    countries: tuple[Words, ...]
    closed_by: Words
    note: Words
    sizes: Mapping[str, int]
    named: tuple[str, ...]
    published: str


@dataclass(frozen=True, slots=True)
class Programme:
    """The monitoring programme as a whole: what it is, its method, stages, areas, and what is known of its cost."""

    names: Words
    what: Words
    aims: tuple[Words, ...]
    roles: tuple[tuple[Words, Words], ...]
    duration: Words
    cost: Words
    cost_note: Words
    method: Words
    steps: tuple[Words, ...]
    types: tuple[tuple[str, Words, Words], ...]
    points: Mapping[str, int]
    trends: tuple[Words, ...]
    frames: tuple[Words, ...]
    local_rule: Words
    checks: tuple[tuple[str, Words], ...]
    areas: tuple[Area, ...]
    stages: tuple[Stage, ...]
    pilot: Pilot
    follow_up: FollowUp
    url: str
