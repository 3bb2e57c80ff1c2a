"""Registering: the form of an event, for a new place or for one that is held."""

import re
from dataclasses import replace

from bot.actions import delegations, events_find, events_tell, homes, invitations, late_changes
from bot.actions import registrations as deeds
from bot.actions.events_say import MOST, place, refused, unknown_code, what_is_open
from bot.actions.registrations import Taken
from bot.actions.same_person import likely
from bot.handlers.router import Router, Said, Turn
from bot.model.codec import dumps, loads
from bot.model.delegations import registering
from bot.model.events import Details, Event, NotPossible, Registration, SeatState
from bot.model.events_forms import SIGN_UP, SignUp, asking
from bot.model.reply import Button, Reply, Wrong
from bot.model.terms import FIRST_COME, Terms
from bot.storage import events, events_terms, people, registrations

router = Router()
COLLEAGUES = "colleagues?|colegas?|compañer[oa]s?|coll[eè]gues?"
PEOPLE = f"people|person|personas?|personnes?|{COLLEAGUES}"
A, FOR = "an?|one|my|un|una|uno|une|mi|mis|mon|ma|mes", "for|to|in|para|a|en|pour|à"
SEVERAL = re.compile(
    rf"\s*(?:\d{{1,2}}(?:\s+(?:{PEOPLE})\b|(?=\s+(?:{FOR})\b)|\s*$)|(?:(?:{A})\s+){{0,2}}(?:{COLLEAGUES})\b)", re.IGNORECASE
)
"""`3`, `3 colleagues`, `3 for Gwangju`, `a colleague` and `colleagues`: others come, and it is no day and no year."""
WHERE = {"party_too_large": "party", "no_seats_left": "party", "role": "role", "country": "country", "delegation": "city"}
"""Which question an answer stands under that cannot be, by what was wrong."""


@router.command("register")
def register(turn: Turn, words: str) -> Said:
    """One event fits: its form at once; several: which one?; none: what there is. `register 3` is for colleagues."""
    several = SEVERAL.match(words)
    words = words[several.end() :] if several else words
    found = events_find.find_open(turn.tx, turn.library, words, turn.person, turn.now)
    if len(found) == 1:
        return colleagues(turn, found[0]) if several else begin(turn, found[0].slug)
    if found:
        deed = "delegations.begin" if several else "events.register"
        picks = tuple(Button(deed, e.slug, {"titles": e.titles}) for e in found[:MOST])
        return Reply("events.which", {"events": found[:MOST], "more": len(found) - MOST}, picks)
    shut = events_find.find_shut(turn.tx, turn.library, words, turn.now)
    if shut:
        return refused(NotPossible(deeds.why_not(shut[0], turn.now), shut[0]))
    return what_is_open(turn.tx, turn.library, turn.person, words, turn.now)


def colleagues(turn: Turn, event: Event) -> Said:
    """The form for several people at once."""
    reason = deeds.why_not(event, turn.now)
    form = registering(event, turn.person.language, turn.person.city)
    return refused(NotPossible(reason, event)) if reason else Reply("delegations.begin", {"event": event}, form=form, personal=True)


@router.press("events.register")
def begin(turn: Turn, slug: str) -> Said:
    """The form for one event; who holds a place there already sees that place instead."""
    event = events.by_slug(turn.tx, slug)
    mine = registrations.active(turn.tx, event.id, turn.person.id) if event else None
    reason = deeds.why_not(event, turn.now)
    if mine and reason in ("", "too_late"):
        return place("events.held", deeds.taken(turn.tx, mine, again=True))
    if not reason and event and not invitations.admitted(turn.tx, event, turn.person):
        reason = "not_invited"
    if event is None or reason:
        return refused(NotPossible(reason, event))
    known = Details(turn.person.name, turn.person.city, "", "", turn.person.language)
    form = asking(event.title(turn.person.language), event.slug, known, terms=event.terms)
    about = events_terms.particulars(turn.tx, event.id).descriptions
    return Reply("events.sign_up_intro", {"event": event, "about": about}, form=form, personal=True)


@router.press("events.change")
def change(turn: Turn, code: str) -> Said:
    """The form again, with the answers given before."""
    taken = deeds.held(turn.tx, code, turn.person.id)
    if taken is None:
        return unknown_code()
    event, it = taken.event, taken.registration
    if (reason := deeds.why_not(event, turn.now)) in ("cancelled", "past"):
        return refused(NotPossible(reason, event))
    form = asking(event.title(turn.person.language), event.slug, it.details, it.code, event.terms, it.party)
    return Reply("events.change_intro", {"event": event}, form=form, personal=True)


@router.form(SIGN_UP)
def sign_up(turn: Turn, answers: SignUp) -> Said:
    """Take a place or change one that is held; the same answers sent twice lead to the same place."""
    event = events.by_slug(turn.tx, answers.event)
    details = said_by(turn, answers, event.terms if event else FIRST_COME)
    try:
        if answers.code:
            return changed(turn, answers, details)
        if event and not deeds.why_not(event, turn.now) and not invitations.admitted(turn.tx, event, turn.person):
            raise NotPossible("not_invited", event)
        twin = event and likely(turn.tx, event.id, details, but=turn.person.id)
        if event and twin and not registrations.active(turn.tx, event.id, turn.person.id):
            return is_this_you(event, twin, details, answers.party)
        return registered(turn, answers.event, details, answers.party)
    except NotPossible as why:
        if field := WHERE.get(why.reason) or WHERE.get(str(why.data.get("share"))):
            raise Wrong(field, f"events.bad_{why.reason}", **why.data) from why
        return refused(why)


def registered(turn: Turn, slug: str, details: Details, party: int) -> Reply:
    """A new place, or the one that is held. Raises NotPossible."""
    taken = deeds.take_place(turn.tx, slug, turn.person.id, details, turn.now, party=party)
    return place("events.held", taken) if taken.again else told_twice(turn, place(f"events.{taken.registration.state}", taken), taken)


def is_this_you(event: Event, twin: Registration, details: Details, party: int) -> Reply:
    """Somebody like that is registered already: ask before a second seat is taken."""
    mine = Button("events.thats_me", str(twin.id), style="primary")
    other = Button("events.not_me", dumps([event.slug, details, party]))
    return Reply("events.is_this_you", {"event": event, "name": twin.details.name, "city": twin.details.city}, (mine, other), personal=True)


@router.press("events.thats_me")
def thats_me(turn: Turn, value: str) -> Reply:
    """Who can show that it is them, by the mail address, answers for the place from now on; the others are told how to show it."""
    taken = delegations.take_over(turn.tx, int(value), turn.person, turn.now)
    if taken is None:
        twin = registrations.found(turn.tx, int(value))
        mail = bool(twin and twin.details.email)
        way = (Button("command.email", label="events.button_mail"),) if mail else ()
        return Reply("events.registered_by_other", {"mail": mail}, way, personal=True)
    seated = taken.registration.state is SeatState.CONFIRMED
    return told_twice(turn, place("events.confirmed" if seated else "events.held", taken), taken)


@router.press("events.not_me")
def not_me(turn: Turn, value: str) -> Said:
    """It is somebody else of that name: register as asked."""
    slug, details, party = loads(value)
    try:
        return registered(turn, slug, Details(**details), party)
    except NotPossible as why:
        return refused(why)


def said_by(turn: Turn, answers: SignUp, terms: Terms) -> Details:
    """The answers, with the country and delegation they mean and the mail address Plaza knows. Raises Wrong for a country nobody knows."""
    country = homes.country_of(turn.library, answers.country) if answers.country else ""
    if answers.country and not country:
        raise Wrong("country", "events.bad_no_country")
    mails = [it.value.removeprefix("email:") for it in people.addresses(turn.tx, turn.person.id) if it.channel == "email"]
    said = Details(answers.name, answers.city, answers.role, answers.needs, answers.language, mails[0] if mails else "", country)
    found = homes.located(turn.tx, turn.library, said)
    if terms.by_country and not found.country:
        raise Wrong("country", "events.bad_which_country")
    return found


def changed(turn: Turn, answers: SignUp, details: Details) -> Said:
    """Other answers for a place that is held; when registration has ended the organisers decide."""
    taken = deeds.held(turn.tx, answers.code, turn.person.id)
    if taken is None:
        return unknown_code()
    it = taken.registration
    details = replace(details, email=it.details.email) if it.guest else details
    party = answers.party if taken.event.terms.together > 1 else it.party
    if late_changes.too_late(taken.event, turn.now):
        return late(turn, taken, details, party)
    done = deeds.change_details(turn.tx, it.code, turn.person.id, details, turn.now, party)
    return told_twice(turn, place("events.changed", done), done) if done else unknown_code()


def late(turn: Turn, taken: Taken, details: Details, party: int) -> Said:
    """Hand a late change to the organisers' desk."""
    rules = turn.library.rules
    request = late_changes.ask(turn.tx, turn.person, turn.origin, taken, details, party, turn.now, turn.wording, rules)
    if request is None:
        return place("events.held", taken)
    told = late_changes.notices(turn.tx, request, turn.now)
    return [Reply("events.late_change", {"event": taken.event, "number": request.id}, personal=True), *told]


def told_twice(turn: Turn, reply: Reply, taken: Taken) -> Reply:
    """A confirmation, which goes to a second address of the person too."""
    events_tell.elsewhere(turn.tx, reply, taken.registration, turn.origin.address, turn.now)
    return reply
