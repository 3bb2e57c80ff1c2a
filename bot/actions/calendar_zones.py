"""A zone's clock changes as calendars keep them (RFC 5545, 3.6.5), taken one by one from the zone database.

Not icalendar's own: it writes the spring changes an hour late and leaves out changes that lie close together (Morocco in Ramadan)."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

STEP = timedelta(hours=12)


def timezone(name: str, first: date, last: date) -> Timezone:
    """The zone as it stands on the first day, and every change until the last."""
    zone = ZoneInfo(name)
    since, until = (datetime.combine(day, time(), UTC) for day in (first, last))
    moments = changes(zone, since, until)
    found = Timezone()
    found.add("tzid", name)
    standing = offset(zone, since)
    # What the first change ends is what stood before it: after one forward comes summer time.
    found.add_component(_part(zone, since, standing, forward=bool(moments) and offset(zone, moments[0]) < standing))
    for moment in moments:
        found.add_component(_part(zone, moment, standing, forward=offset(zone, moment) > standing))
        standing = offset(zone, moment)
    return found


@lru_cache(maxsize=256)
def changes(zone: ZoneInfo, since: datetime, until: datetime) -> tuple[datetime, ...]:
    """The moments (UTC, to the second) from which another offset holds. Kept, because all who are told of one event get the same zone."""
    found = []
    while since < until:
        after = since + STEP
        if offset(zone, since) != offset(zone, after):
            found.append(_between(zone, since, after))
        since = after
    return tuple(found)


def offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    """How far the zone's clocks are from UTC at this moment."""
    return moment.astimezone(zone).utcoffset() or timedelta()


def _between(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first second at which the later offset holds."""
    standing, low, high = offset(zone, before), 0, int((after - before).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if offset(zone, before + timedelta(seconds=middle)) == standing else (low, middle)
    return before + timedelta(seconds=high)


def _part(zone: ZoneInfo, moment: datetime, standing: timedelta, *, forward: bool) -> TimezoneDaylight | TimezoneStandard:
    """One change, told by the clocks as they stood before it."""
    part = TimezoneDaylight() if forward else TimezoneStandard()
    part.add("dtstart", moment.replace(tzinfo=None) + standing)
    part.add("tzoffsetfrom", standing)
    part.add("tzoffsetto", offset(zone, moment))
    part.add("tzname", moment.astimezone(zone).tzname() or zone.key)
    return part
