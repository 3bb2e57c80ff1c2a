"""Certificates of attendance: organisers tell everybody who came, and each takes their own."""

from bot.actions import certificates as deeds
from bot.actions.event_scope import at
from bot.handlers.router import Making, Router, Turn
from bot.model.event_roles import Deed
from bot.model.events import Event, Registration
from bot.model.outgoing import File
from bot.model.person import Role
from bot.model.reply import Attach, Button, Reply
from bot.storage import arrivals, events, registrations

router = Router()
MOST = 10
"""Certificates in one message: of a person and the colleagues they registered."""


@router.command("certificate")
def choose(turn: Turn, words: str) -> Reply:
    """The certificate of the only event, or which one of several."""
    found = deeds.own(turn.tx, turn.person.id, turn.now)
    by_slug = {event.slug: event for event, _ in found}
    if len(by_slug) < 2:
        return given(found)
    buttons = tuple(
        Button("certificates.get", event.slug, {"titles": event.titles}, "certificates.button_one") for event in by_slug.values()
    )
    return Reply("certificates.which", buttons=buttons, personal=True)


@router.press("certificates.get")
def get(turn: Turn, slug: str) -> Reply:
    """One's own certificate for one event."""
    return given(deeds.own(turn.tx, turn.person.id, turn.now, slug))


def given(found: list[tuple[Event, Registration]]) -> Reply:
    """The certificates of one event as files; who was not seen at the door is told whom to ask."""
    if not found:
        return Reply("certificates.none", buttons=(Button("command.secretariat", label="certificates.button_ask"),), personal=True)
    attach = tuple(Attach("certificates.paper", it.code) for _, it in found[:MOST])
    return Reply("certificates.given", {"event": found[0][0], "count": len(attach)}, attach=attach, personal=True)


@router.press("organise.certificates", Role.ORGANISER, at(Deed.CHANGE))
def offer(turn: Turn, slug: str) -> Reply:
    """Tell everybody who arrived, once and only when the event is over."""
    event = events.by_slug(turn.tx, slug)
    if event is None:
        return Reply("organise.not_unknown", {"event": None}, (Button("organise.events"),), personal=True)
    back = (Button("organise.event", slug, label="exports.button_back"),)
    if not event.past(turn.now):
        return Reply("certificates.too_early", {"event": event}, back, personal=True)
    told = deeds.offer(turn.tx, event, turn.person.id, turn.now)
    if told is None:
        return Reply("certificates.offered_before", {"event": event}, back, personal=True)
    return Reply("certificates.offered", {"event": event, "told": told}, back, personal=True)


@router.drawer("certificates.paper")
def draw(it: Making, code: str) -> File:
    """The PDF as things stand now; nothing once the person is erased or the arrival taken back."""
    found = registrations.with_code(it.tx, code)
    if found is None or not found.details.name or arrivals.since(it.tx, found.id) is None:
        return File("removed.pdf", "application/pdf", b"")
    return deeds.drawn(events.by_id(it.tx, found.event_id), found, it.language, it.say)
