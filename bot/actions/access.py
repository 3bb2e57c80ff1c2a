"""Access and interpretation: new needs reach the organiser in charge once a day, and whoever has them hears what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.actions.organisers import in_charge
from bot.knowledge.quiet import awake
from bot.model.access import Need, NeedState
from bot.model.alerts import Rules
from bot.model.events import Event
from bot.model.person import Person
from bot.model.reply import Button, Reply
from bot.storage import access, audit, events, outbox, reminders
from bot.storage.database import Connection

MORNING, SHOWN = time(9), 8


@dataclass(frozen=True, slots=True)
class Decided:
    """A need after somebody decided about it; `first` is False when that was done before."""

    need: Need
    event: Event
    first: bool


def usual(event: Event) -> frozenset[str]:
    """The languages that an event speaks anyway: those it is announced in."""
    return frozenset(language for language, title in event.titles.items() if title)


def ring(tx: Connection, rules: Rules, now: datetime) -> int:
    """Take down what people need now, and tell organisers of what is new; how many messages."""
    return sum(_look(tx, rules, event, now) for event in reminders.lively(tx, now))


def waiting(tx: Connection, event: Event, now: datetime) -> list[Need]:
    """What nobody has decided about yet, down to who got their seat this moment."""
    access.find(tx, event.id, usual(event), now)
    return access.waiting(tx, event.id)


def _look(tx: Connection, rules: Rules, event: Event, now: datetime) -> int:
    access.find(tx, event.id, usual(event), now)
    local = now.astimezone(ZoneInfo(event.when.zone))
    found = access.untold(tx, event.id) if local.time() >= MORNING else []
    return _tell(tx, rules, event, found, f"needs:{event.id}:{local.date()}", now) if found else 0


def _tell(tx: Connection, rules: Rules, event: Event, found: Sequence[Need], purpose: str, now: datetime) -> int:
    """One message to each organiser in charge, once a day; what came after it waits for the next."""
    reply, told = digest(event, found, "access.new"), 0
    for who in in_charge(tx, event.id):
        place = outbox.best_place(tx, who.id)
        if place is not None:
            due = awake(now, who.zone, rules.quiet)
            told += outbox.post(tx, purpose, who.id, reply, place, now, due_at=due, expires_at=event.when.ends_at) is not None
    if told:
        access.tell(tx, found, now)
    return told


def digest(event: Event, found: Sequence[Need], message: str) -> Reply:
    """Needs as a numbered list, each with what can be said of it."""
    shown = [{"number": number, "need": one} for number, one in enumerate(found[:SHOWN], start=1)]
    buttons = []
    for number, one in enumerate(found[:SHOWN], start=1):
        label = {"number": number if len(found) > 1 else 0}
        buttons += [Button("access.arranged", str(one.id), label, style="primary"), Button("access.cannot", str(one.id), label)]
    more = len(found) - len(shown)
    rest = (Button("access.list", event.slug, label="access.button_more"),) if more else ()
    return Reply(message, {"event": event, "lines": shown, "more": more}, (*buttons, *rest), personal=True)


def decide(tx: Connection, need_id: int, by: Person, now: datetime, *, state: NeedState, reason: str = "") -> Decided | None:
    """Say what became of a need, once; None when whoever had it withdrew or needs something else now."""
    if access.one(tx, need_id) is None:
        return None
    first = access.decide(tx, need_id, state, reason, by.id, now)
    need = access.one(tx, need_id)
    assert need is not None
    event = events.by_id(tx, need.event_id)
    if first:
        audit.note(tx, f"person:{by.id}", f"need.{state.value}", f"event:{event.slug}", now, person=need.person_id)
    return Decided(need, event, first)
