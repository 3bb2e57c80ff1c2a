"""Events for organisers: create, open, close, resize, move, cancel; the role is checked at every press. `exports` gives the lists."""

from collections.abc import Callable

from bot.actions import events as deeds
from bot.actions import events_find, quorum
from bot.actions.check_in import near
from bot.actions.event_roles import all_of, may
from bot.actions.event_scope import asked, at, helping
from bot.handlers.router import Router, Said, Turn
from bot.model.event_roles import Deed
from bot.model.events import BadPlan, Event, EventKind, EventState, NotPossible, Plan, Span
from bot.model.events_forms import NEW, RESIZE, SHIFT, NewEvent, Resize, Shift, creating, resizing, shifting
from bot.model.person import Role
from bot.model.reply import Button, Reply, Wrong
from bot.storage import arrivals, events

router = Router()
MOST = 20
"""Events in the list; those to come first."""
OFFERS = {
    EventState.DRAFT: ("open", "edit", "capacity", "move", "cancel"),
    EventState.OPEN: ("close", "edit", "capacity", "move", "export", "cancel"),
    EventState.CLOSED: ("open", "edit", "capacity", "move", "export", "cancel"),
    EventState.CANCELLED: ("export",),
}
AROUND, AFTER = ("broadcasts.event", "reminders.list", "access.list", "quorum.event"), ("survey.results",)
"""What else there is to an event that takes place, before its end and after it; each has a handler of its own."""
ALLOWED_BY = {
    "organise.check_in": Deed.CHECK_IN,
    "organise.export": Deed.LIST,
    "approvals.queue": Deed.DECIDE,
    "broadcasts.event": Deed.MESSAGE,
    "event_people.list": Deed.PEOPLE,
}
"""Which deed a button is; every other one changes the event."""


def by(turn: Turn) -> str:
    """Who acts, as the audit trail names them."""
    return f"person:{turn.person.id}"


def about_event(handler: Callable[[Turn, Event], Said]) -> Callable[[Turn, str], Said]:
    """Calls the handler with the event of this short name; what is not possible with it is said clearly."""

    def checked(turn: Turn, slug: str) -> Said:
        event = events.by_slug(turn.tx, slug)
        try:
            return handler(turn, event) if event else impossible(NotPossible("unknown"))
        except NotPossible as why:
            return impossible(why)

    return checked


def impossible(why: NotPossible) -> Reply:
    """Why it cannot be done, with a way back to the list."""
    return Reply(f"organise.not_{why.reason}", {"event": why.event}, (Button("organise.events"),), personal=True)


@router.command("organise", Role.ORGANISER, helping)
def menu(turn: Turn, words: str) -> Said:
    """What an organiser can do; with words, the event they mean. Who has a role at some events sees those."""
    found = events_find.among(turn.library, all_of(turn.tx, turn.person), words) if words else []
    if len(found) == 1:
        return page(turn, found[0])
    if not turn.person.may(Role.ORGANISER):
        return every(turn, "")
    others = (Button(f"command.{word}", label=f"organise.button_{word}") for word in ("broadcast", "desk"))
    buttons = (Button("organise.create", style="primary"), Button("organise.events"), *others)
    return Reply("organise.menu", {"open": len(events.open_events(turn.tx, turn.now))}, buttons, personal=True)


@router.press("organise.events", Role.ORGANISER, helping)
def every(turn: Turn, _: str) -> Reply:
    """Events with their state and counts: those to come in order, then the latest that are over."""
    found = all_of(turn.tx, turn.person)
    coming = [event for event in found if not event.past(turn.now)]
    shown = [*coming, *[event for event in reversed(found) if event.past(turn.now)]][:MOST]
    lines = [{"event": event, "past": event.past(turn.now)} for event in shown]
    create = (Button("organise.create"),) if turn.person.may(Role.ORGANISER) else ()
    buttons = (*(Button("organise.event", event.slug, {"titles": event.titles}) for event in shown), *create)
    return Reply("organise.list" if shown else "organise.none", {"lines": lines, "more": len(found) - len(shown)}, buttons, personal=True)


def page(turn: Turn, event: Event, message: str = "organise.event", **data: object) -> Reply:
    """One event with all that whoever asks can do about it now."""
    here = arrivals.count(turn.tx, event.id)
    told = {"event": event, "past": event.past(turn.now), "here": here, "quorum": quorum.standing(turn.tx, event.id), **data}
    styles = {"organise.open": "primary", "organise.check_in": "primary", "organise.cancel": "danger"}
    actions = [one for one in offers(turn, event, here) if may(turn.tx, turn.person, event.id, ALLOWED_BY.get(one, Deed.CHANGE))]
    buttons = tuple(Button(one, event.slug, {"count": event.requested}, style=styles.get(one, "")) for one in actions)
    return Reply(message, told, (*buttons, Button("organise.events")), personal=True)


def offers(turn: Turn, event: Event, here: int) -> tuple[str, ...]:
    """What can be done about an event as it stands, in the order in which it is offered: what cannot be undone comes last."""
    past = event.past(turn.now)
    own = ("export", *(("certificates",) if here else ())) if past else OFFERS[event.state]
    first = ("organise.check_in",) if near(event, turn.now) else ()
    asking = ("approvals.queue",) if event.requested and not past else ()
    more = () if event.state is EventState.CANCELLED else AFTER if past else AROUND
    found = (*first, *asking, *(f"organise.{deed}" for deed in own), *more, "event_people.list")
    return tuple(sorted(found, key=lambda one: one == "organise.cancel"))


@router.press("organise.event", Role.ORGANISER, at(Deed.LOOK))
@about_event
def show(turn: Turn, event: Event) -> Said:
    """Look at one event."""
    return page(turn, event)


@router.press("organise.create", Role.ORGANISER)
def begin(turn: Turn, _: str) -> Reply:
    """The form of a new event."""
    return Reply("organise.new_intro", form=creating(turn.person.zone), personal=True)


@router.form(NEW, Role.ORGANISER)
def create(turn: Turn, said: NewEvent) -> Reply:
    """A draft, shown as people will see it, to be opened when it is right."""
    titles = {"en": said.title_en, "es": said.title_es, "fr": said.title_fr}
    when = Span(said.start_day, said.start_time, said.end_day or said.start_day, said.end_time, said.zone)
    plan = Plan(titles, EventKind(said.kind), when, said.city, said.place, said.capacity)
    try:
        return page(turn, deeds.create(turn.tx, plan, by(turn), turn.now), "organise.created")
    except BadPlan as bad:
        raise Wrong(bad.field, f"organise.bad_{bad.reason}") from bad


@router.press("organise.open", Role.ORGANISER, at(Deed.CHANGE))
@about_event
def open_(turn: Turn, event: Event) -> Said:
    """Let people register."""
    changed = deeds.open_registration(turn.tx, event.slug, by(turn), turn.now)
    return page(turn, changed.event, "organise.opened")


@router.press("organise.close", Role.ORGANISER, at(Deed.CHANGE))
@about_event
def close(turn: Turn, event: Event) -> Said:
    """Take no more registrations."""
    changed = deeds.close_registration(turn.tx, event.slug, by(turn), turn.now)
    return page(turn, changed.event, "organise.closed")


@router.press("organise.capacity", Role.ORGANISER, at(Deed.CHANGE))
@about_event
def ask_seats(turn: Turn, event: Event) -> Said:
    """How many seats there should be."""
    return Reply("organise.resize_intro", {"event": event}, form=resizing(event, turn.person.language), personal=True)


@router.form(RESIZE, Role.ORGANISER, asked(Deed.CHANGE))
def resize(turn: Turn, said: Resize) -> Said:
    """More seats go to who waits at once; fewer than are taken is refused with the numbers."""
    try:
        changed = deeds.set_capacity(turn.tx, said.event, said.capacity, by(turn), turn.now)
    except NotPossible as why:
        if why.reason == "below_confirmed" and why.event:
            raise Wrong("capacity", "organise.bad_below_confirmed", confirmed=why.event.taken, asked=said.capacity) from why
        return impossible(why)
    return page(turn, changed.event, "organise.resized", old=changed.before.capacity, promoted=len(changed.promoted))


@router.press("organise.move", Role.ORGANISER, at(Deed.CHANGE))
@about_event
def ask_when(turn: Turn, event: Event) -> Said:
    """The new time and place."""
    return Reply("organise.shift_intro", {"event": event}, form=shifting(event, turn.person.language), personal=True)


@router.form(SHIFT, Role.ORGANISER, asked(Deed.CHANGE))
def move(turn: Turn, said: Shift) -> Said:
    """Move it and tell everybody registered: old and new."""
    when = Span(said.start_day, said.start_time, said.end_day or said.start_day, said.end_time, said.zone)
    try:
        changed = deeds.move(turn.tx, said.event, when, said.city, said.place, by(turn), turn.now)
    except BadPlan as bad:
        raise Wrong(bad.field, f"organise.bad_{bad.reason}") from bad
    except NotPossible as why:
        return impossible(why)
    message = "organise.moved" if changed.event.sequence != changed.before.sequence else "organise.not_moved"
    return page(turn, changed.event, message, old=changed.before, told=changed.told)


@router.press("organise.cancel", Role.ORGANISER, at(Deed.CHANGE))
@about_event
def ask_to_cancel(turn: Turn, event: Event) -> Said:
    """Ask once, with the number of people it concerns."""
    buttons = (
        Button("organise.cancel_surely", event.slug, style="danger"),
        Button("organise.event", event.slug, label="organise.button_keep"),
    )
    return Reply("organise.cancel_sure", {"event": event}, buttons, personal=True)


@router.press("organise.cancel_surely", Role.ORGANISER, at(Deed.CHANGE))
@about_event
def cancel(turn: Turn, event: Event) -> Said:
    """Call it off and tell everybody registered."""
    changed = deeds.cancel(turn.tx, event.slug, by(turn), turn.now)
    return page(turn, changed.event, "organise.cancelled", told=changed.told)
