"""What Plaza knows of the Human Rights Council: sessions, deadlines, its texts on local government, and the days that alerts hang on.

`Words` holds a text per language; "en" is always there. Days are local calendar days of the place (Geneva for the Council)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

Words = Mapping[str, str]


class DateState(StrEnum):
    """How sure a date is. Nothing provisional may reach people as certain; a superseded date was replaced by a person."""

    PROVISIONAL = "provisional"
    CONFIRMED = "confirmed"
    HELD = "held"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A day that alerts and reminders hang on, such as `hrc:session:64:opens`.

    `day` is None when not even a likely day is known; `latest` ends the span of likely days of a provisional one.
    `record` is the citation id of what it belongs to; `session` the Council session, if any."""

    id: str
    kind: str
    names: Words
    day: date | None
    state: DateState
    source: str
    session: int | None = None
    latest: date | None = None
    record: str = ""
    verified: bool = True


@dataclass(frozen=True, slots=True)
class DateChange:
    """A date set or confirmed by a person; it wins over the files. Of several for one anchor the latest `at` counts."""

    anchor_id: str
    day: date | None
    state: DateState
    source: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """A regular session of the Council, or a meeting of the review working group; a window holds first and last likely day."""

    number: int
    opens: date | None
    closes: date | None
    state: DateState
    season: Words
    opens_window: tuple[date, date] | None
    closes_window: tuple[date, date] | None
    url: str
    sure: bool
    note: Words
    due: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A recurring meeting or day outside the regular sessions; `past` has the first day, the last and the theme, if any."""

    id: str
    names: Words
    recurrence: Words
    dates: tuple[date, ...]
    past: tuple[tuple[date, date, Words], ...]
    created_by: Words
    why: Words
    access: Words
    note: Words
    url: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Deadline:
    """A rule of the Council's calendar: `offset` is a span of calendar days relative to `relative_to` (negative = before).

    `hour`: when it closes on its day, by Geneva's clocks; None at the day's end."""

    id: str
    names: Words
    rule: Words
    relative_to: str
    offset: tuple[int, int] | None
    concerns: tuple[Words, ...]
    advice: Words
    note: Words
    limits: Mapping[str, object]
    examples: tuple[Mapping[str, object], ...]
    sources: tuple[str, ...]
    sure: bool
    hour: time | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the local government track: a resolution, report, panel or meeting. `date` may be partial or empty."""

    id: str
    kind: str
    symbol: str
    date: str
    session: int | None
    title: Words
    asked_for: Words
    next_step: Words
    note: Words
    sponsors: Words
    vote: Words
    draft: str
    sources: tuple[str, ...]
    sure: bool

    @property
    def number(self) -> str:
        """The short number people use (`57/12`), or the symbol."""
        return self.symbol.removeprefix("A/HRC/RES/")
