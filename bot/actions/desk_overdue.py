"""What waits too long: organisers are reminded once a working day, the person who asked is told once."""

from collections.abc import Iterator
from datetime import datetime, time

from bot.actions.desk import staff
from bot.model.desk import Request, Shelf
from bot.model.person import Person, zone_of
from bot.model.reply import Button, Reply
from bot.storage import desk, outbox, people
from bot.storage.database import Connection

MORNING, EVENING = time(9), time(18)
SHOWN = 5


def remind(tx: Connection, now: datetime) -> int:
    """Tell whoever can do something about it, at their own hours; how many messages are new."""
    if not desk.count(tx, desk.on(Shelf.OVERDUE, 0, now)):
        return 0
    told = sum(_post(tx, f"desk:overdue:{_local(who, now).date()}", who, reply, now) for who, reply in _digests(tx, now))
    return told + sum(_post(tx, f"{desk.LATE}{request.id}", who, reply, now) for request, who, reply in _askers(tx, now))


def _digests(tx: Connection, now: datetime) -> Iterator[tuple[Person, Reply]]:
    for who in staff(tx):
        ours = desk.on(Shelf.OVERDUE, who.id, now) & desk.for_hands(who.id)
        found = desk.waiting(tx, ours, most=SHOWN) if _at_work(who, now) else []
        if found:
            data = {"items": [_line(one, now) for one in found], "count": desk.count(tx, ours)}
            buttons = tuple(Button("desk.show", str(one.id), {"number": one.id}) for one in found)
            yield who, Reply("desk.overdue", data, (*buttons, Button("desk.list", Shelf.OVERDUE.value, {"shelf": "overdue"})))


def _line(request: Request, now: datetime) -> dict[str, object]:
    return {"number": request.id, "minutes": request.minutes(now), "question": request.question, "city": request.city}


def _askers(tx: Connection, now: datetime) -> Iterator[tuple[Request, Person, Reply]]:
    for request in desk.untold(tx, now):
        who = people.by_id(tx, request.person_id)
        if who and not who.erased and _at_work(who, now):
            yield request, who, Reply("desk.late", {"number": request.id, "question": request.question}, personal=True)


def _post(tx: Connection, purpose: str, who: Person, reply: Reply, now: datetime) -> bool:
    place = outbox.best_place(tx, who.id)
    return place is not None and outbox.post(tx, purpose, who.id, reply, place, now) is not None


def _local(who: Person, now: datetime) -> datetime:
    return now.astimezone(zone_of(who.zone))


def _at_work(who: Person, now: datetime) -> bool:
    """Monday to Friday by day, where this person lives."""
    local = _local(who, now)
    return local.weekday() < 5 and MORNING <= local.time() < EVENING
