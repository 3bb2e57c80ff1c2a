"""What the people of an event are told around it, and when: hung on its beginning or its end, never on a date."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from bot.model.events import Span, instant

NOW, DAY = timedelta(0), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Quiet:
    """When nobody is disturbed, by each reader's own clocks: from `since` until just before `until`, over midnight if need be."""

    since: time = time(21)
    until: time = time(8)

    def holds(self, clock: time) -> bool:
        """Whether this time of day is a quiet one."""
        if self.since <= self.until:
            return self.since <= clock < self.until
        return clock >= self.since or clock < self.until


AT_NIGHT = Quiet()


@dataclass(frozen=True, slots=True)
class Reminder:
    """One message to everybody confirmed. `offset` is negative before the beginning and positive after the end.

    `at` is the hour of that day by the clocks of the place; without it the offset is exact. `late` is how long it may still be sent;
    an `urgent` one is sent in quiet hours too. `texts` are an organiser's own words by language, empty for a rule's."""

    id: str
    offset: timedelta
    message: str
    at: time | None = None
    late: timedelta = timedelta(days=1)
    urgent: bool = False
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def before(self) -> bool:
        """Whether it is sent before the event begins."""
        return self.offset < NOW

    def moment(self, when: Span) -> datetime:
        """When it is due (UTC), quiet hours left aside."""
        if self.at is None:
            return (when.starts_at if self.before else when.ends_at) + self.offset
        day = (when.start_day if self.before else when.end_day) + timedelta(days=self.offset.days)
        return instant(day, self.at, when.zone)

    def ends(self, when: Span, due: datetime) -> datetime:
        """When it is of no use any more (UTC) where it was due then: what announces a beginning never comes after it."""
        return min(due + self.late, when.starts_at) if self.before else due + self.late


def own(number: int, before: timedelta, at: time | None, texts: Mapping[str, str]) -> Reminder:
    """An organiser's own reminder: one of days waits for the reader's morning, one of hours or minutes does not and soon is too late."""
    if before >= DAY:
        return Reminder(f"own-{number}", -before, "own", at, timedelta(hours=10), texts=texts)
    return Reminder(f"own-{number}", -before, "own", None, min(before / 2, timedelta(minutes=20)), urgent=True, texts=texts)
