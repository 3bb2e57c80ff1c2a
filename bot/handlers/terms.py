"""Organisers edit an event: texts, who registers and when, offers, quotas, invitations; and see how the seats are shared out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time

from bot.actions import invitations, quotas
from bot.actions import terms as deeds
from bot.actions.event_scope import asked, at
from bot.actions.events_numbers import numbers
from bot.handlers.router import Router, Said, Turn
from bot.model.event_roles import Deed
from bot.model.events import BadPlan, Event, NotPossible
from bot.model.person import Role
from bot.model.reply import Button, Reply, Wrong
from bot.model.terms import Admits, AttendsAs, Particulars, Terms, Window
from bot.model.terms_forms import (
    INVITEES,
    RULES,
    SHARES,
    TEXTS,
    Invitees,
    Rules,
    Shares,
    Texts,
    inviting,
    ruling,
    sharing,
    wording,
)
from bot.storage import events, events_terms

router = Router()
BEGINNING, END = time(0, 0), time(23, 59)


def about_event(handler: Callable[[Turn, Event], Said]) -> Callable[[Turn, str], Said]:
    """Calls the handler with the event of this short name, if there is one."""

    def checked(turn: Turn, slug: str) -> Said:
        event = events.by_slug(turn.tx, slug)
        return handler(turn, event) if event else impossible(NotPossible("unknown"))

    return checked


def impossible(why: NotPossible) -> Reply:
    """Why it cannot be done, with a way back to the list."""
    return Reply(f"organise.not_{why.reason}", {"event": why.event}, (Button("organise.events"),), personal=True)


def page(turn: Turn, event: Event, message: str = "terms.menu", **data: object) -> Reply:
    """The terms as they stand, with all that can be edited."""
    lines = [quotas.line(quota, turn.wording, turn.person.language) for quota in event.terms.quotas]
    roles = [quotas.role_name(role, turn.wording, turn.person.language) for role in event.terms.first]
    invited = len(events_terms.invitees(turn.tx, event.id)) if event.terms.admits is Admits.INVITED else 0
    shown = {"event": event, "opens_at": event.opens_at, "closes_at": event.closes_at, "quotas": lines, "roles": roles, "invited": invited}
    deeds_left = ["texts", "rules", "shares", *(["invitees"] if event.terms.admits is Admits.INVITED else []), "numbers"]
    buttons = [Button(f"terms.{deed}", event.slug) for deed in deeds_left]
    queue = [Button("approvals.queue", event.slug, {"count": event.requested}, style="primary")] if event.requested else []
    return Reply(message, shown | data, (*queue, *buttons, Button("organise.event", event.slug, {"titles": event.titles})), personal=True)


@router.press("organise.edit", Role.ORGANISER, at(Deed.CHANGE))
@about_event
def menu(turn: Turn, event: Event) -> Said:
    """What stands, and what can be edited."""
    return page(turn, event)


@router.press("terms.rules", Role.ORGANISER, at(Deed.CHANGE))
@about_event
def ask_rules(turn: Turn, event: Event) -> Said:
    """Who registers, when and how."""
    return Reply("terms.rules_intro", {"event": event}, form=ruling(event, turn.person.language), personal=True)


@router.form(RULES, Role.ORGANISER, asked(Deed.CHANGE))
def set_rules(turn: Turn, said: Rules) -> Said:
    """Keep them; the rest of the terms stays."""
    window = Window(wall(said.opens_day, said.opens_time, BEGINNING), wall(said.closes_day, said.closes_time, END))

    def change(terms: Terms) -> Terms:
        kept = replace(terms, window=window, admits=Admits(said.admits), approval=said.approval)
        return replace(kept, offer_hours=said.offer_hours, together=said.together)

    return keep(turn, said.event, change)


def wall(day: date | None, clock: time | None, otherwise: time) -> datetime | None:
    """A day and a time by the clocks of the place; without a day there is none."""
    return datetime.combine(day, clock or otherwise) if day else None


@router.press("terms.shares", Role.ORGANISER, at(Deed.CHANGE))
@about_event
def ask_shares(turn: Turn, event: Event) -> Said:
    """In which order who waits is served, and what each may have."""
    lines = "\n".join(quotas.line(quota, turn.wording, turn.person.language) for quota in event.terms.quotas)
    return Reply("terms.shares_intro", {"event": event}, form=sharing(event, turn.person.language, lines), personal=True)


@router.form(SHARES, Role.ORGANISER, asked(Deed.CHANGE))
def set_shares(turn: Turn, said: Shares) -> Said:
    """Keep them; the rest of the terms stays."""
    try:
        found = quotas.read(turn.tx, turn.library, said.quotas, turn.wording)
    except quotas.BadQuota as bad:
        raise Wrong("quotas", "terms.bad_quota", line=bad.line) from bad
    first = tuple(AttendsAs(role) for role in dict.fromkeys((said.first, said.second)) if role)
    return keep(
        turn,
        said.event,
        lambda terms: replace(terms, first=first, balance=said.balance, delegation=said.delegation, quotas=found),
    )


def keep(turn: Turn, slug: str, change: Callable[[Terms], Terms]) -> Said:
    """Set the terms; who moves up by that is told."""
    event = events.by_slug(turn.tx, slug)
    if event is None:
        return impossible(NotPossible("unknown"))
    try:
        done = deeds.set_terms(turn.tx, turn.library, slug, change(event.terms), f"person:{turn.person.id}", turn.now)
    except BadPlan as bad:
        raise Wrong(bad.field, f"terms.bad_{bad.reason}") from bad
    except NotPossible as why:
        if why.reason == "quota_below":
            raise Wrong("quotas", "terms.bad_quota_below", **why.data) from why
        return impossible(why)
    return page(turn, done.event, "terms.kept", promoted=len(done.promoted))


@router.press("terms.texts", Role.ORGANISER, at(Deed.CHANGE))
@about_event
def ask_texts(turn: Turn, event: Event) -> Said:
    """Titles, descriptions, the link to join."""
    form = wording(event, events_terms.particulars(turn.tx, event.id), turn.person.language)
    return Reply("terms.texts_intro", {"event": event}, form=form, personal=True)


@router.form(TEXTS, Role.ORGANISER, asked(Deed.CHANGE))
def set_texts(turn: Turn, said: Texts) -> Said:
    """Keep them."""
    titles = {"en": said.title_en, "es": said.title_es, "fr": said.title_fr}
    about = Particulars({"en": said.description_en, "es": said.description_es, "fr": said.description_fr}, said.link)
    try:
        done = deeds.set_texts(turn.tx, said.event, titles, about, f"person:{turn.person.id}", turn.now)
    except BadPlan as bad:
        raise Wrong(bad.field, f"terms.bad_{bad.reason}") from bad
    except NotPossible as why:
        return impossible(why)
    return page(turn, done.event, "terms.kept", promoted=0)


@router.press("terms.invitees", Role.ORGANISER, at(Deed.CHANGE))
@about_event
def ask_invitees(turn: Turn, event: Event) -> Said:
    """Whom the event invites, and who more."""
    data = {"event": event, "whom": events_terms.invitees(turn.tx, event.id)}
    return Reply("terms.invitees_intro", data, form=inviting(event, turn.person.language), personal=True)


@router.form(INVITEES, Role.ORGANISER, asked(Deed.CHANGE))
def invite(turn: Turn, said: Invitees) -> Said:
    """Invite them; who is known to Plaza is told."""
    try:
        new = invitations.invite(turn.tx, said.event, said.whom.splitlines(), f"person:{turn.person.id}", turn.now)
    except NotPossible as why:
        return impossible(why)
    event = events.by_slug(turn.tx, said.event)
    return page(turn, event, "terms.invited", new=new) if event else impossible(NotPossible("unknown"))


@router.press("terms.numbers", Role.ORGANISER, at(Deed.CHANGE))
@about_event
def show_numbers(turn: Turn, event: Event) -> Said:
    """Seats by state, country, role and delegation."""
    return Reply("terms.numbers", {"event": event, **numbers(turn.tx, event)}, (Button("organise.edit", event.slug),), personal=True)
