"""People of an event: its owners and organisers give roles there and take them away; whom it concerns is told."""

from dataclasses import dataclass

from bot.actions import event_roles as deeds
from bot.actions.event_people import Unnamed, named
from bot.actions.event_scope import asked, at
from bot.handlers.router import Router, Said, Turn
from bot.model.event_roles import Deed, EventRole, Held
from bot.model.events import Event
from bot.model.form import Field, Form, Kind, Option
from bot.model.person import Person, Role
from bot.model.reply import Button, Reply
from bot.storage import event_roles, events, people
from bot.storage.database import Connection

router = Router()
MOST = 20
"""People with a button of their own; a list this long is looked after elsewhere."""


@dataclass(frozen=True, slots=True)
class Give:
    """Who shall have which role at an event; `event` is its short name, `who` an address or a code."""

    event: str
    who: str
    role: str


ROLES = tuple(Option(role.value) for role in EventRole)
FIELDS = (Field("who", longest=200), Field("role", Kind.CHOICE, options=ROLES))
GIVE: Form[Give] = Form("event_people.give", Give, FIELDS, {"event": "", "title": ""})


@router.press("event_people.list", Role.ORGANISER, at(Deed.PEOPLE))
def show(turn: Turn, slug: str) -> Reply:
    """Everybody with a role here."""
    event = events.by_slug(turn.tx, slug)
    return page(turn, event) if event else unknown()


def unknown() -> Reply:
    """No such event, with a way back to the list."""
    return Reply("organise.not_unknown", {"event": None}, (Button("organise.events"),), personal=True)


def page(turn: Turn, event: Event, message: str = "event_people.list", **data: object) -> Reply:
    """Who has which role, with a button to take each away. Who gave away their own last role sees no list any more."""
    back = Button("organise.event", event.slug, {"titles": event.titles})
    if not deeds.may(turn.tx, turn.person, event.id, Deed.PEOPLE):
        return Reply("event_people.left", {"event": event}, (Button("organise.events"),), personal=True)
    held = event_roles.held(turn.tx, event.id)
    lines = [line(turn.tx, one) for one in held]
    takes = [Button("event_people.take", f"{event.slug} {it['id']}", {"name": it["name"]}) for it in lines[:MOST]]
    buttons = (Button("event_people.add", event.slug, style="primary"), *takes, back)
    return Reply(message, {"event": event, "lines": lines, **data}, buttons, personal=True)


def line(tx: Connection, one: Held) -> dict[str, object]:
    """What owners see of somebody."""
    return {"id": one.person.id, "name": called(tx, one.person), "role": one.role, "at": one.at}


def called(tx: Connection, who: Person) -> str:
    """A name, or an address where no name is known."""
    return who.name or next((str(address) for address in people.addresses(tx, who.id)), "")


@router.press("event_people.add", Role.ORGANISER, at(Deed.PEOPLE))
def begin(turn: Turn, slug: str) -> Reply:
    """Ask who, and which role."""
    event = events.by_slug(turn.tx, slug)
    if event is None:
        return unknown()
    given = {"event": slug, "title": event.title(turn.person.language)}
    return Reply("event_people.adding", {"event": event}, form=Form(GIVE.name, Give, FIELDS, given), personal=True)


@router.form(GIVE, Role.ORGANISER, asked(Deed.PEOPLE))
def give(turn: Turn, said: Give) -> Said:
    """Give it, in place of a role they have here already; they are told."""
    event = events.by_slug(turn.tx, said.event)
    if event is None:
        return unknown()
    try:
        who = named(turn.tx, turn.secrets, said.who, turn.person.id, turn.now)
    except Unnamed as why:  # a reply, not Wrong: that would undo the count of wrong codes
        return Reply(f"event_people.bad_{why.reason}", {"typed": said.who}, (Button("event_people.add", event.slug),), personal=True)
    role = EventRole(said.role)
    new = deeds.give(turn.tx, event, who.id, role, f"person:{turn.person.id}", turn.now)
    done = page(turn, event, "event_people.given" if new else "event_people.held_before", name=called(turn.tx, who), role=role)
    return [done, told(event, who.id, "given", role)] if new and who.id != turn.person.id else done


@router.press("event_people.take", Role.ORGANISER, at(Deed.PEOPLE))
def take(turn: Turn, value: str) -> Said:
    """Take somebody's role away; they are told."""
    slug, _, number = value.partition(" ")
    event, who = events.by_slug(turn.tx, slug), people.by_id(turn.tx, int(number or 0))
    if event is None or who is None:
        return unknown()
    role = deeds.take(turn.tx, event, who.id, f"person:{turn.person.id}", turn.now)
    done = page(turn, event, "event_people.taken", name=called(turn.tx, who))
    return [done, told(event, who.id, "taken", role)] if role and who.id != turn.person.id else done


def told(event: Event, whom: int, what: str, role: EventRole) -> Reply:
    """What the person reads whom it concerns."""
    buttons = (Button("organise.event", event.slug, {"titles": event.titles}),) if what == "given" else ()
    return Reply(f"event_people.told_{what}", {"event": event, "role": role}, buttons, to=whom, personal=True)
