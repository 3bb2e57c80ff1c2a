"""A change of a registration that comes after registration has ended: the organisers decide, from their desk."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime

from bot.actions import desk, desk_say
from bot.actions.registrations import Taken
from bot.model.alerts import Rules
from bot.model.desk import Matter, Request
from bot.model.events import Details, Event
from bot.model.inbound import Origin
from bot.model.person import Person
from bot.model.reply import Reply
from bot.storage.database import Connection

Wording = Callable[[str, Mapping[str, object], str], str]
SAID = ("name", "city", "role", "needs", "language", "country")


def too_late(event: Event, now: datetime) -> bool:
    """Whether registration has ended by its own date, so that changes are the organisers' to decide."""
    return event.closes_at is not None and now >= event.closes_at


def changes(before: Details, after: Details, seats: tuple[int, int]) -> str:
    """What would be different, old -> new."""
    names = [field.name for field in fields(Details) if field.name in SAID]
    pairs = [(name, getattr(before, name), getattr(after, name)) for name in names]
    found = [f"{name}: {old or '-'} -> {new or '-'}" for name, old, new in [*pairs, ("seats", *map(str, seats))] if old != new]
    return "; ".join(found)


def ask(
    tx: Connection, person: Person, origin: Origin, taken: Taken, said: Details, party: int, now: datetime, wording: Wording, rules: Rules
) -> Request | None:
    """Put the change on the desk; None when nothing would change."""
    it = taken.registration
    different = changes(it.details, said, (it.party, party))
    if not different:
        return None
    data = {"event": taken.event, "code": it.code, "changes": different}
    question = wording("events.late_question", data, person.language)
    return desk.ask(tx, person, origin, question, now, matter=Matter.QUESTION, wording=wording, rules=rules)


def notices(tx: Connection, request: Request, now: datetime) -> list[Reply]:
    """One message to every organiser it concerns."""
    data = {"item": desk_say.item(tx, request, now)}
    whom = desk.concerned(tx, request)
    return [Reply("desk.notice", data, desk_say.buttons(request, who.id), to=who.id, personal=True) for who in whom]
