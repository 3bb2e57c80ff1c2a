"""`plaza event ...`: an operator's way to the same deeds that organisers do in a chat."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

from bot.actions import events as deeds
from bot.actions import events_export
from bot.app.outside import RunningClock
from bot.config import BadSettings, read
from bot.model.events import BadPlan, Event, EventKind, NotPossible, Plan, Span
from bot.storage import audit, events, schema
from bot.storage.database import Connection, Unavailable, opened

T = TypeVar("T")
OPERATOR = "operator"
BAD = {
    "unknown_zone": "is not a time zone: write it by its city, like Europe/Madrid",
    "past_start": "has passed already",
    "ends_before": "is before the start",
    "no_title": "is empty",
    "no_seats": "must be between 1 and 100000",
}
NOT = {
    "unknown": "there is no such event; `plaza event list` shows them",
    "draft": "it is still a draft",
    "cancelled": "it is cancelled and cannot be changed",
    "past": "it is over and cannot be changed",
}


def inside(work: Callable[[Connection, datetime], T]) -> T:
    """Run `work` in one writing transaction on the settings' database. Raises BadSettings for what an operator can mend."""
    settings = read()
    clock = RunningClock(settings.now)
    with opened(settings.database) as database:
        try:
            schema.upgrade(database)
            return database.write(lambda tx: work(tx, clock.now()))
        except Unavailable as error:
            raise BadSettings(f"PLAZA_DATABASE_URL: {error}; check that the database runs and may be opened") from error
        except BadPlan as bad:
            raise BadSettings(f"{bad.field.replace('_', ' ')} {BAD[bad.reason]}") from bad
        except NotPossible as why:
            raise BadSettings(f"{why.event.slug if why.event else 'event'}: {NOT[why.reason]}") from why


def known(tx: Connection, slug: str) -> Event:
    """The event with this short name. Raises NotPossible."""
    event = events.by_slug(tx, slug)
    if event is None:
        raise NotPossible("unknown")
    return event


def line(event: Event, now: datetime) -> str:
    """An event as one line of the list."""
    state = "past" if event.past(now) else event.state.value
    seats = f"{event.confirmed}/{event.capacity}" + (f" +{event.waiting}" if event.waiting else "")
    when = f"{event.when.start_day} {event.when.start_time:%H:%M} {event.when.zone}"
    return f"{event.slug}  {state}  {when}  {seats}  {event.titles['en']}"


def show_all(*, as_json: bool) -> None:
    """`plaza event list`."""
    found = inside(lambda tx, now: [(events_export.as_data(e, now), line(e, now)) for e in events.every(tx)])
    if as_json:
        print(json.dumps([data for data, _ in found], ensure_ascii=False, indent=2))
    else:
        print("".join(f"{text}\n" for _, text in found), end="")


def show(slug: str, *, as_json: bool) -> None:
    """`plaza event show`: how it stands and what was done to it."""

    def look(tx: Connection, now: datetime) -> tuple[dict[str, object], list[str]]:
        event = known(tx, slug)
        deeds_done = [f"{at:%Y-%m-%d %H:%M}  {deed}  {actor}" for at, actor, deed, _ in audit.lines(tx, f"event:{slug}")]
        return events_export.as_data(event, now), deeds_done

    data, done = inside(look)
    if as_json:
        print(json.dumps(data | {"trail": done}, ensure_ascii=False, indent=2))
    else:
        titles = data.pop("titles")
        named = titles.items() if isinstance(titles, dict) else ()
        print("\n".join([*(f"title_{language}: {title}" for language, title in named), *(f"{k}: {v}" for k, v in data.items()), "", *done]))


def moment(text: str, name: str) -> datetime:
    """A wall time as typed on the command line. Raises BadSettings."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadSettings(f"{name} {text!r} is not a time: write it like 2027-05-18T09:30") from error
    if found.tzinfo:
        raise BadSettings(f"{name} {text!r}: leave the offset out; --zone says whose clock it is")
    return found


def create(
    titles: Mapping[str, str], kind: str, starts: str, ends: str, zone: str, city: str, place: str, capacity: int, *, open_now: bool
) -> None:
    """`plaza event create`: the new event's short name on stdout."""
    first, last = moment(starts, "--starts"), moment(ends, "--ends")
    if kind not in list(EventKind):
        raise BadSettings(f"--kind {kind!r}: choose one of {', '.join(EventKind)}")
    when = Span(first.date(), first.time(), last.date(), last.time(), zone)
    plan = Plan(titles, EventKind(kind), when, city, place, capacity)

    def make(tx: Connection, now: datetime) -> str:
        event = deeds.create(tx, plan, OPERATOR, now)
        return deeds.open_registration(tx, event.slug, OPERATOR, now).event.slug if open_now else event.slug

    print(inside(make))


def open_registration(slug: str) -> None:
    """`plaza event open`."""
    print(inside(lambda tx, now: line(deeds.open_registration(tx, slug, OPERATOR, now).event, now)))


def close_registration(slug: str) -> None:
    """`plaza event close`."""
    print(inside(lambda tx, now: line(deeds.close_registration(tx, slug, OPERATOR, now).event, now)))
