"""Reminders around events: the clock that sends what is due, and those that organisers add."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from bot.actions import events_remind, events_remind_own
from bot.actions.event_scope import asked, at, by_reminder
from bot.handlers.router import Router, Said, Turn
from bot.model.event_roles import Deed
from bot.model.events import Event
from bot.model.form import Field, Form, Kind, Option
from bot.model.person import Role
from bot.model.reply import Button, Reply, Wrong
from bot.storage import events, own_reminders

router = Router()


@dataclass(frozen=True, slots=True)
class Added:
    """An organiser's own reminder: how long before the beginning, at which hour, in which words; `event` is the short name."""

    event: str
    amount: int
    unit: str
    at: time | None
    text_en: str
    text_es: str
    text_fr: str


ADD = Form(
    "reminders.add",
    Added,
    (
        Field("amount", Kind.NUMBER, least=1, most=365),
        Field("unit", Kind.CHOICE, options=(Option("days"), Option("hours"))),
        Field("at", Kind.TIME, required=False),
        Field("text_en", Kind.LONG_TEXT, longest=1500),
        Field("text_es", Kind.LONG_TEXT, required=False, longest=1500),
        Field("text_fr", Kind.LONG_TEXT, required=False, longest=1500),
    ),
    {"event": "", "title": ""},
)


@router.timer("reminders")
def ring(turn: Turn, due: datetime) -> None:
    """Every minute: send what is due."""
    events_remind.ring(turn.tx, turn.library.rules, turn.now)


def about(handler: Callable[[Turn, Event], Said]) -> Callable[[Turn, str], Said]:
    """Calls the handler with the event of this short name."""

    def checked(turn: Turn, slug: str) -> Said:
        event = events.by_slug(turn.tx, slug)
        return handler(turn, event) if event else Reply("reminders.no_event", personal=True)

    return checked


@router.press("reminders.list", Role.ORGANISER, at(Deed.CHANGE))
@about
def show(turn: Turn, event: Event) -> Said:
    """All reminders of an event with their moments, and what organisers can do about their own."""
    return page(turn, event)


def page(turn: Turn, event: Event, message: str = "reminders.list") -> Reply:
    """The reminders of an event as they stand now."""
    lines = events_remind_own.schedule(turn.tx, turn.library.rules, event, turn.now)
    ours = own_reminders.of(turn.tx, event.id)
    removes = tuple(Button("reminders.remove", one.id.removeprefix("own-"), {"texts": one.texts}) for one in ours)
    add = (Button("reminders.add", event.slug, style="primary"),) if len(ours) < events_remind_own.MOST else ()
    back = Button("organise.event", event.slug, label="reminders.button_back")
    return Reply(message, {"event": event, "lines": lines}, (*add, *removes, back), personal=True)


@router.press("reminders.add", Role.ORGANISER, at(Deed.CHANGE))
@about
def begin(turn: Turn, event: Event) -> Said:
    """Ask when, and for the words."""
    given = {"event": event.slug, "title": event.title(turn.person.language)}
    return Reply("reminders.adding", {"event": event}, form=replace(ADD, given=given), personal=True)


@router.form(ADD, Role.ORGANISER, asked(Deed.CHANGE))
def add(turn: Turn, said: Added) -> Said:
    """Add it, unless its moment has passed."""
    event = events.by_slug(turn.tx, said.event)
    if event is None:
        return Reply("reminders.no_event", personal=True)
    before = timedelta(**{said.unit: said.amount})
    texts = {"en": said.text_en, "es": said.text_es, "fr": said.text_fr}
    if not events_remind_own.add(turn.tx, event, before, said.at, texts, f"person:{turn.person.id}", turn.now):
        raise Wrong("amount", "reminders.bad_past")
    return page(turn, event, "reminders.added")


@router.press("reminders.remove", Role.ORGANISER, at(Deed.CHANGE, by_reminder))
def remove(turn: Turn, value: str) -> Said:
    """No longer send an organiser's own reminder."""
    event_id = events_remind_own.remove(turn.tx, int(value), f"person:{turn.person.id}", turn.now)
    return (
        Reply("reminders.no_event", personal=True) if event_id is None else page(turn, events.by_id(turn.tx, event_id), "reminders.removed")
    )
