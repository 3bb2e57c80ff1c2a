"""When an alert is due: its local day from the calendar, and the moment of that day's hour in every time zone. No I/O.

In the gap of a clock change the hour moves forward by the gap; of an hour that comes twice the first counts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from bot.knowledge.calendar import working_days
from bot.model.alerts import Alert, Offset, Rules
from bot.model.knowledge import Anchor, DateState

DEFAULT_ZONE = "Europe/Zurich"
Slot = tuple[datetime, tuple[str, ...]]


def alerts(rules: Rules, anchors: Iterable[Anchor]) -> Iterator[Alert]:
    """Every rule on every known day that it speaks of."""
    for anchor in anchors:
        if anchor.day is None or anchor.state is DateState.SUPERSEDED:
            continue
        for rule in rules.rules:
            if rule.hangs_on(anchor):
                yield Alert(rule, anchor, alert_day(anchor.day, rule.offset, rules.closed))


def alert_day(day: date, offset: Offset, closed: Iterable[str] = ()) -> date:
    """The local day on which an alert with this offset is sent."""
    return working_days(day, offset.days, closed) if offset.working else day + timedelta(days=offset.days)


def local_moment(day: date, at: time, zone: str) -> datetime:
    """This hour of this local day, in UTC."""
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


@lru_cache
def zones() -> frozenset[str]:
    """Every zone that people may live in."""
    return frozenset(available_timezones())


@lru_cache(maxsize=512)
def slots(day: date, at: time) -> Sequence[Slot]:
    """The moments at which it is this hour of this day somewhere, in order, each with its zones."""
    found = defaultdict[datetime, list[str]](list)
    for zone in zones():
        found[local_moment(day, at, zone)].append(zone)
    return tuple((moment, tuple(sorted(found[moment]))) for moment in sorted(found))


def homes(found: Iterable[Slot], lived_in: frozenset[str]) -> Sequence[Slot]:
    """The slots with only the zones that somebody lives in; who lives in a zone that does not exist has the time of Geneva."""
    strays = lived_in - zones()
    made = []
    for moment, names in found:
        here = sorted(lived_in.intersection(names) | (strays if DEFAULT_ZONE in names else frozenset()))
        if here:
            made.append((moment, tuple(here)))
    return made


def around(alert: Alert, now: datetime, since: timedelta) -> bool:
    """A quick look: whether this alert is due by now somewhere and its time was not over everywhere `since` ago."""
    first = datetime.combine(alert.day, alert.rule.at, UTC) - timedelta(hours=15)
    return first <= now <= first + timedelta(hours=30) + alert.rule.late + since
