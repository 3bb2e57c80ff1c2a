"""What people are told when their place changes without their doing: a seat, an offer, an offer that ran out, an organiser's decision."""

from datetime import datetime

from bot.actions.events_tell import elsewhere
from bot.actions.organisers import deciders
from bot.actions.tickets import papers
from bot.model.events import Event, Registration, SeatState
from bot.model.person import zone_of
from bot.model.reply import Button, Reply
from bot.storage import events_told, outbox
from bot.storage.database import Connection


def about(event: Event, it: Registration) -> dict[str, object]:
    """What every message about a place knows: the event, whose place it is and how it stands."""
    return {
        "event": event,
        "code": it.code,
        "state": it.state,
        "name": it.details.name,
        "city": it.details.city,
        "guest": bool(it.guest),
        "party": it.party,
        "until": it.offered_until,
        "reason": it.reason,
    }


def moved_up(tx: Connection, event: Event, it: Registration, now: datetime) -> None:
    """Somebody who waited has a seat now, or is offered one and has until `offered_until` to say so."""
    if it.state is SeatState.OFFERED:
        buttons = (Button("events.accept", it.code, style="primary"), Button("events.decline", it.code))
        reply = Reply("events.offered", about(event, it), buttons, personal=True)
    else:
        reply = _with_seat("events.promoted", event, it)
    _tell(tx, events_told.seat_purpose(it.id), reply, it, now, it.offered_until)


def lapsed(tx: Connection, event: Event, it: Registration, now: datetime) -> None:
    """An offer ran out; the seat went on to whoever came next."""
    again = (Button("events.register", event.slug, label="events.button_again"),)
    _tell(tx, f"lapsed:{it.id}", Reply("events.lapsed", about(event, it), again, personal=True), it, now)


def approved(tx: Connection, event: Event, it: Registration, number: int, now: datetime) -> None:
    """The organisers said yes: there is a seat, or a place on the waiting list (`number`)."""
    if it.state is SeatState.CONFIRMED:
        reply = _with_seat("events.approved", event, it)
    else:
        data = about(event, it) | {"number": number}
        reply = Reply("events.approved", data, (Button("events.cancel", it.code),), personal=True)
    _tell(tx, f"decided:{it.id}", reply, it, now)


def denied(tx: Connection, event: Event, it: Registration, now: datetime) -> None:
    """The organisers said no, and why."""
    _tell(tx, f"decided:{it.id}", Reply("events.denied", about(event, it), personal=True), it, now)


def taken_over(tx: Connection, event: Event, it: Registration, now: datetime) -> None:
    """A colleague answers for their own place from now on: whoever registered them (`it` as it was) hears where it went."""
    mine = (Button("command.mine", label="events.button_mine"),)
    _tell(tx, f"taken_over:{it.id}:{it.revision}", Reply("events.taken_over", about(event, it), mine, personal=True), it, now)


def asked(tx: Connection, event: Event, now: datetime) -> None:
    """Whoever decides about it learns that somebody asks to take part: once a day for each event, however many ask."""
    buttons = (Button("approvals.queue", event.slug, {"count": event.requested}, style="primary"),)
    reply = Reply("approvals.asked", {"event": event}, buttons, personal=True)
    for who in deciders(tx, event.id):
        place = outbox.best_place(tx, who.id)
        if place is not None:
            outbox.post(tx, f"asked:{event.id}:{now.astimezone(zone_of(who.zone)).date()}", who.id, reply, place, now)


def invited(tx: Connection, event: Event, person_id: int, now: datetime) -> None:
    """Somebody learns that an event invites them."""
    place = outbox.best_place(tx, person_id)
    if place is not None:
        buttons = (
            Button("events.register", event.slug, {"titles": {}}, style="primary"),
            Button("events.file", event.slug, {"titles": {}}),
        )
        outbox.post(tx, f"invited:{event.id}", person_id, Reply("events.invited", {"event": event}, buttons, personal=True), place, now)


def _with_seat(message: str, event: Event, it: Registration) -> Reply:
    return Reply(message, about(event, it), (Button("events.cancel", it.code),), attach=papers(it.code), personal=True)


def _tell(tx: Connection, purpose: str, reply: Reply, it: Registration, now: datetime, until: datetime | None = None) -> None:
    """Once, where the person who answers for the place can be reached; an offer is not delivered when it has run out."""
    place = outbox.best_place(tx, it.person_id)
    if place is not None:
        outbox.post(tx, purpose, it.person_id, reply, place, now, expires_at=until)
        elsewhere(tx, reply, it, place.address, now)
