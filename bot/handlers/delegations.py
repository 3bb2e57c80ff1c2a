"""A delegation: several colleagues registered at once, and one who comes instead of another."""

from dataclasses import replace

from bot.actions import colleagues, events_tell, late_changes
from bot.actions import delegations as deeds
from bot.actions.delegations import Outcome
from bot.actions.events_say import place, refused, unknown_code
from bot.actions.invitations import admitted
from bot.actions.registrations import held, why_not
from bot.handlers.router import Router, Said, Turn
from bot.model.codec import dumps, loads
from bot.model.delegations import COLLEAGUES, SUCCESSOR, Colleague, Colleagues, Successor, registering, replacing
from bot.model.events import Event, NotPossible
from bot.model.reply import Button, Reply, Wrong
from bot.storage import events

router = Router()
WHERE = {"role": "role", "already_held": "name"}
MINE = (Button("command.mine", label="events.button_mine"),)


@router.press("delegations.begin")
def begin(turn: Turn, slug: str) -> Said:
    """The form, unless the event takes nobody."""
    event = events.by_slug(turn.tx, slug)
    reason = why_not(event, turn.now)
    if not reason and event and not admitted(turn.tx, event, turn.person):
        reason = "not_invited"
    if event is None or reason:
        return refused(NotPossible(reason, event))
    form = registering(event, turn.person.language, turn.person.city)
    return Reply("delegations.begin", {"event": event}, form=form, personal=True)


@router.form(COLLEAGUES)
def register(turn: Turn, said: Colleagues) -> Said:
    """Register them all, or say which line cannot be read or how many are too many."""
    event = events.by_slug(turn.tx, said.event)
    if event and not admitted(turn.tx, event, turn.person):
        return refused(NotPossible("not_invited", event))
    try:
        people = colleagues.read(said.people, turn.wording)
        done = deeds.register(turn.tx, turn.library, said.event, turn.person, said.city, people, turn.now)
    except colleagues.BadLine as bad:
        raise Wrong("people", f"delegations.bad_{bad.reason}", line=bad.line) from bad
    except NotPossible as why:
        if why.reason == "delegation_full":
            raise Wrong("people", "delegations.bad_full", **why.data) from why
        return refused(why)
    return told(turn, said.event, said.city, done)


def told(turn: Turn, slug: str, city: str, done: list[Outcome]) -> Said:
    """What became of each; who looks registered already can be registered all the same."""
    event = events.by_slug(turn.tx, slug)
    if event is None:
        return refused(NotPossible("unknown"))
    places = [{"name": it.colleague.name, "state": it.taken.registration.state, "number": it.taken.number} for it in done if it.taken]
    twins = [it for it in done if it.twin]
    buttons = [Button("delegations.anyway", dumps([slug, city, it.colleague]), {"name": it.colleague.name}) for it in twins]
    names = [{"name": it.colleague.name, "other": it.twin.details.name, "city": it.twin.details.city} for it in twins if it.twin]
    return Reply("delegations.done", {"event": event, "places": places, "twins": names}, (*buttons, *MINE), personal=True)


@router.press("delegations.anyway")
def anyway(turn: Turn, value: str) -> Said:
    """It is somebody else: register them too."""
    slug, city, who = loads(value)
    try:
        done = deeds.register(turn.tx, turn.library, slug, turn.person, city, [Colleague(**who)], turn.now, twins=True)
    except NotPossible as why:
        if why.reason == "delegation_full":
            return Reply("delegations.full", dict(why.data), MINE, personal=True)
        return refused(why)
    return told(turn, slug, city, done)


@router.press("delegations.replace")
def ask_who(turn: Turn, code: str) -> Said:
    """Who comes instead."""
    taken = held(turn.tx, code, turn.person.id)
    if taken is None:
        return unknown_code()
    if (reason := why_not(taken.event, turn.now)) in ("cancelled", "past"):
        return refused(NotPossible(reason, taken.event))
    name = taken.registration.details.name
    return Reply("delegations.who", {"event": taken.event, "name": name}, form=replacing(taken.registration), personal=True)


@router.form(SUCCESSOR)
def substitute(turn: Turn, said: Successor) -> Said:
    """The seat stays; another name stands on it. When registration has ended the organisers decide."""
    taken = held(turn.tx, said.code, turn.person.id)
    if taken is None:
        return unknown_code()
    if late_changes.too_late(taken.event, turn.now):
        return late(turn, taken.event, said)
    old = taken.registration.details.name
    try:
        done = deeds.substitute(turn.tx, turn.library, said.code, turn.person, Colleague(said.name, said.role, said.email), turn.now)
    except NotPossible as why:
        field = WHERE.get(why.reason) or WHERE.get(str(why.data.get("share")), "name")
        raise Wrong(field, "delegations.bad_held" if why.reason == "already_held" else f"events.bad_{why.reason}", **why.data) from why
    if done is None:
        return unknown_code()
    shown = place("events.held", done)
    reply = replace(shown, message="delegations.replaced", data={**shown.data, "old": old})
    events_tell.elsewhere(turn.tx, reply, done.registration, turn.origin.address, turn.now)
    return reply


def late(turn: Turn, event: Event, said: Successor) -> Said:
    """Hand the change to the organisers' desk."""
    taken = held(turn.tx, said.code, turn.person.id)
    if taken is None:
        return unknown_code()
    wanted = replace(taken.registration.details, name=said.name, role=said.role, email=said.email)
    party, rules = taken.registration.party, turn.library.rules
    request = late_changes.ask(turn.tx, turn.person, turn.origin, taken, wanted, party, turn.now, turn.wording, rules)
    if request is None:
        return place("events.held", taken)
    told = late_changes.notices(turn.tx, request, turn.now)
    return [Reply("events.late_change", {"event": event, "number": request.id}, personal=True), *told]
