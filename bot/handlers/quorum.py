"""Statutory meetings in the chat: organisers see whether there is a quorum, focal points say who votes for their city."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.actions import events_find, quorum_say, quorum_watch
from bot.actions import quorum as deeds
from bot.actions.event_roles import Reach, reach
from bot.actions.event_scope import at
from bot.actions.quorum import NoProxy
from bot.handlers.router import Router, Said, Turn
from bot.model.event_roles import Deed
from bot.model.events import Event, NotPossible
from bot.model.form import Field, Form
from bot.model.person import Role
from bot.model.quorum import Roll, Voter, needed
from bot.model.reply import Button, Reply, Wrong
from bot.storage import events
from bot.storage import quorum as storage
from bot.storage.quorum import Called

router = Router()
MOST = 8


@dataclass(frozen=True, slots=True)
class Give:
    """Which city shall vote for ours; `event` is the meeting's short name."""

    event: str
    city: str


PROXY = Form("quorum.proxy", Give, (Field("city", longest=200),), {"event": "", "title": "", "ours": ""})


@dataclass(frozen=True, slots=True)
class Seen:
    """A meeting and the member city that somebody speaks for there."""

    event: Event
    it: Called
    roll: Roll
    voter: Voter


def by(turn: Turn) -> str:
    """Who acts, as the audit trail names them."""
    return f"person:{turn.person.id}"


@router.command("quorum")
def command(turn: Turn, words: str) -> Said:
    """The meeting that the words mean: its votes for organisers and its owners, the city's vote for its focal point."""
    meant, looks_after = [events.by_id(turn.tx, it.event_id) for it in storage.coming(turn.tx, turn.now)], _looks_after(turn)
    coming = [event for event in meant if turn.person.may(Role.FOCAL_POINT) or looks_after(event)]
    if not (coming or turn.person.may(Role.ORGANISER) or turn.person.may(Role.FOCAL_POINT)):
        return Reply("start.focal_points_only")
    found = events_find.among(turn.library, coming, words)
    if len(found) == 1:
        return meeting(turn, found[0].slug) if looks_after(found[0]) else city(turn, found[0].slug)
    picks = tuple(
        Button("quorum.event" if looks_after(e) else "quorum.city", e.slug, {"titles": e.titles}, label="quorum.button_pick")
        for e in (found or coming)[:MOST]
    )
    return Reply("quorum.which" if picks else "quorum.none", buttons=picks, personal=True)


def _looks_after(turn: Turn) -> Reach:
    return reach(turn.tx, turn.person, Deed.CHANGE)


@router.timer("quorum")
def ring(turn: Turn, due: datetime) -> None:
    """Every minute: warn of votes that were lost."""
    quorum_watch.watch(turn.tx, turn.now)


@router.press("quorum.event", Role.ORGANISER, at(Deed.CHANGE))
def meeting(turn: Turn, slug: str) -> Said:
    """A meeting's votes, or the offer to make an event statutory."""
    event = events.by_slug(turn.tx, slug)
    if event is None:
        return Reply("quorum.none", personal=True)
    it = storage.of(turn.tx, event.id)
    back = Button("organise.event", slug, label="quorum.button_back")
    if it is None:
        rules = turn.library.rules.statutory
        members = len(deeds.members(turn.tx, turn.library))
        data = {"event": event, "members": members, "needed": needed(members, rules.share), "proxies": rules.proxies}
        return Reply("quorum.offer", data, (Button("quorum.call", slug, style="primary"), back), personal=True)
    ours = (Button("quorum.city", slug, label="quorum.button_city"),) if _seen(turn, slug) else ()
    buttons = (*ours, Button("quorum.renew", slug), Button("quorum.dismiss", slug), back)
    return Reply("quorum.event", {"event": event, **quorum_say.votes(deeds.roll(turn.tx, it))}, buttons, personal=True)


@router.press("quorum.call", Role.ORGANISER, at(Deed.CHANGE))
def call(turn: Turn, slug: str) -> Said:
    """Make an event statutory, and show its votes."""
    event = events.by_slug(turn.tx, slug)
    try:
        if event is not None:
            deeds.call(turn.tx, turn.library, event, by(turn), turn.now)
    except NotPossible:
        return Reply("quorum.begun", {"event": event}, personal=True)
    return meeting(turn, slug)


def called(handler: Callable[[Turn, Event, Called], Said]) -> Callable[[Turn, str], Said]:
    """Calls the handler with the statutory meeting of this short name."""

    def checked(turn: Turn, slug: str) -> Said:
        event = events.by_slug(turn.tx, slug)
        it = storage.of(turn.tx, event.id) if event else None
        return handler(turn, event, it) if event and it else Reply("quorum.none", personal=True)

    return checked


@router.press("quorum.renew", Role.ORGANISER, at(Deed.CHANGE))
@called
def renew(turn: Turn, event: Event, it: Called) -> Said:
    """Take the list of members anew and say what changed."""
    done = deeds.renew(turn.tx, turn.library, event, it, by(turn), turn.now)
    back = Button("quorum.event", event.slug, label="quorum.button_look")
    return Reply("quorum.renewed", {"event": event, "added": done.added, "removed": done.removed}, (back,), personal=True)


@router.press("quorum.dismiss", Role.ORGANISER, at(Deed.CHANGE))
@called
def ask_to_dismiss(turn: Turn, event: Event, it: Called) -> Said:
    """Ask once: proxies and choices are lost."""
    buttons = (
        Button("quorum.dismiss_surely", event.slug, style="danger"),
        Button("quorum.event", event.slug, label="quorum.button_keep"),
    )
    return Reply("quorum.dismiss_sure", {"event": event}, buttons, personal=True)


@router.press("quorum.dismiss_surely", Role.ORGANISER, at(Deed.CHANGE))
@called
def dismiss(turn: Turn, event: Event, it: Called) -> Said:
    """An ordinary event again."""
    deeds.dismiss(turn.tx, event, it, by(turn), turn.now)
    back = Button("organise.event", event.slug, label="quorum.button_back")
    return Reply("quorum.dismissed", {"event": event}, (back,), personal=True)


def _seen(turn: Turn, slug: str) -> Seen | None:
    """The meeting as the focal point of one of its member cities sees it."""
    event = events.by_slug(turn.tx, slug)
    it = storage.of(turn.tx, event.id) if event else None
    if event is None or it is None or not turn.person.may(Role.FOCAL_POINT):
        return None
    found = deeds.roll(turn.tx, it)
    voter = deeds.voter_of(found, turn.person.city)
    return Seen(event, it, found, voter) if voter else None


def for_city(handler: Callable[[Turn, Seen, str], Said]) -> Callable[[Turn, str], Said]:
    """Calls the handler with the speaker's member city and what else the button held; others are told that they have no vote there."""

    def checked(turn: Turn, value: str) -> Said:
        slug, _, rest = value.partition(" ")
        seen = _seen(turn, slug)
        return handler(turn, seen, rest) if seen else Reply("quorum.no_vote", {"city": turn.person.city}, personal=True)

    return checked


@router.press("quorum.city", Role.FOCAL_POINT)
@for_city
def city(turn: Turn, seen: Seen, _: str) -> Said:
    """Who votes for one's city, and what can be changed about it."""
    return _page(turn, seen)


def _page(turn: Turn, seen: Seen, message: str = "quorum.city") -> Reply:
    slug, open_ = seen.event.slug, seen.event.when.starts_at > turn.now
    holder, given = seen.roll.holder(seen.voter.id), seen.roll.given_by(seen.voter.id)
    others = [seat for seat in seen.roll.seats.get(seen.voter.id, ()) if holder and seat.id != holder.id]
    buttons = [Button("quorum.holder", f"{slug} {seat.id}", {"name": seat.name}) for seat in others[:MOST]]
    if open_:
        buttons.append(Button("quorum.revoke" if given else "quorum.give", slug))
    if holder is None and open_:
        buttons.append(Button("events.register", slug, {"titles": {}}))
    data = {"event": seen.event, "open": open_, **quorum_say.city(seen.roll, seen.voter)}
    return Reply(message, data, tuple(buttons), personal=True)


def _again(turn: Turn, seen: Seen, message: str) -> Reply:
    """The city's page as it stands after a deed."""
    return _page(turn, replace(seen, roll=deeds.roll(turn.tx, seen.it)), message)


@router.press("quorum.holder", Role.FOCAL_POINT)
@for_city
def choose(turn: Turn, seen: Seen, seat: str) -> Said:
    """Another of the city's people votes."""
    if not deeds.choose(turn.tx, seen.event, seen.it, seen.voter, int(seat), by(turn), turn.now):
        return Reply("quorum.no_seat", personal=True)
    return _again(turn, seen, "quorum.chosen")


@router.press("quorum.give", Role.FOCAL_POINT)
@for_city
def ask_whom(turn: Turn, seen: Seen, _: str) -> Said:
    """To which city the vote shall go."""
    given = {"event": seen.event.slug, "title": seen.event.title(turn.person.language), "ours": seen.voter.name}
    data = {"event": seen.event, "city": seen.voter.name, "most": seen.roll.rules.proxies}
    return Reply("quorum.giving", data, form=replace(PROXY, given=given), personal=True)


@router.form(PROXY, Role.FOCAL_POINT)
def give(turn: Turn, said: Give) -> Said:
    """Give the vote; whoever carries it now is told."""
    seen = _seen(turn, said.event)
    if seen is None:
        return Reply("quorum.no_vote", {"city": turn.person.city}, personal=True)
    taker = deeds.meant(seen.roll, said.city)
    if taker is None:
        raise Wrong("city", "quorum.bad_city", typed=said.city)
    try:
        holder = deeds.give(turn.tx, seen.event, seen.voter, taker, by(turn), turn.now)
    except NoProxy as why:
        raise Wrong("city", f"quorum.bad_{why.reason}", city=taker.name, most=seen.roll.rules.proxies) from why
    told = Reply("quorum.carries", {"event": seen.event, "giver": seen.voter.name, "taker": taker.name}, to=holder.person_id, personal=True)
    return [_again(turn, seen, "quorum.given"), told]


@router.press("quorum.revoke", Role.FOCAL_POINT)
@for_city
def revoke(turn: Turn, seen: Seen, _: str) -> Said:
    """Take the vote back; whoever carried it is told."""
    try:
        holder = deeds.revoke(turn.tx, seen.event, seen.voter, by(turn), turn.now)
    except NoProxy:
        return Reply("quorum.begun", {"event": seen.event}, personal=True)
    page = _again(turn, seen, "quorum.taken_back")
    if holder is None:
        return page
    return [page, Reply("quorum.carries_no_more", {"event": seen.event, "giver": seen.voter.name}, to=holder.person_id, personal=True)]
