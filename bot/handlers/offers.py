"""Seats that are offered: accepting one, declining it, and the clock that passes on what nobody accepted."""

from datetime import datetime

from bot.actions import events_tell, offers, tickets
from bot.actions.events_say import place, unknown_code
from bot.actions.registrations import held
from bot.actions.seats_tell import about
from bot.handlers.router import Router, Turn
from bot.model.events import SeatState
from bot.model.reply import Attach, Button, Reply

router = Router()


@router.press("events.accept")
def accept(turn: Turn, code: str) -> Reply:
    """Take the seat; pressed twice it is still one, pressed too late it has gone on."""
    before = held(turn.tx, code, turn.person.id)
    taken = offers.accept(turn.tx, code, turn.person.id, turn.now)
    if taken is None or before is None:
        return Reply("events.offer_gone", buttons=(Button("command.events", label="events.button_all"),), personal=True)
    if before.registration.state is not SeatState.OFFERED:
        return place("events.held", taken)
    it = taken.registration
    reply = Reply(
        "events.accepted", about(taken.event, it), (Button("events.cancel", it.code),), attach=tickets.papers(it.code), personal=True
    )
    events_tell.elsewhere(turn.tx, reply, it, turn.origin.address, turn.now)
    return reply


@router.press("events.decline")
def decline(turn: Turn, code: str) -> Reply:
    """Let it go to the next person, at once and without asking back: the offer said what happens."""
    taken = offers.decline(turn.tx, code, turn.person.id, turn.now)
    if taken is None:
        return unknown_code()
    again = (Button("events.register", taken.event.slug, label="events.button_again"),)
    attach = (Attach("events.calendar", taken.registration.code),)
    return Reply("events.cancelled", {"event": taken.event}, again, attach=attach, personal=True)


@router.timer("offers")
def ring(turn: Turn, due: datetime) -> None:
    """Every minute: seats that nobody accepted in time go to the next."""
    offers.expire(turn.tx, turn.now)
