"""What an attempt's outcome means for its row, and beyond it: an identity held or shut, an address lost, somebody told sorry."""

from datetime import datetime, timedelta

import structlog

from bot.model.ports import Busy, Moved, Outcome, Refused, Sent
from bot.model.reply import Reply
from bot.storage import outbox, pace, people
from bot.storage.database import Connection
from bot.storage.outbox import Due, Place, Result

log = structlog.get_logger()
BACKOFF = (10, 60, 300, 1800, 7200)
SORRY = "start.broken"
ALONE = "this person only: "


def result(due: Due, outcome: Outcome, now: datetime) -> Result:
    """The row's new state. Busy, and our own sender being shut out, are no attempts of the message's own."""
    last = due.attempts >= len(BACKOFF)
    match outcome:
        case Sent(platform_id):
            return Result(due.id, "sent", "sent", platform_id=platform_id)
        case Busy(alone=str(reason)) if reason:
            if last:
                return Result(due.id, "failed", "busy", f"gave up: {reason}")
            wait = timedelta(seconds=max(outcome.after, BACKOFF[due.attempts - 1]))
            return Result(due.id, "due", "busy", f"{ALONE}{reason}", again_at=now + wait)
        case Busy():
            until = now + timedelta(seconds=max(outcome.after, 0.1))
            return Result(due.id, "due", "busy", str(outcome), again_at=until, extra={"attempts": due.attempts - 1})
        case Moved() if not last:
            return Result(due.id, "due", "moved", str(outcome), again_at=now, extra={"chat": outcome.chat})
        case Moved():
            return Result(due.id, "failed", "moved", "payload: the chat moves round in circles")
        case Refused(whom="sender"):
            reason = f"sender: {outcome.reason}"
            return Result(due.id, "due", "refused", reason, again_at=now, extra={"attempts": due.attempts - 1})
        case Refused():
            return Result(due.id, "failed", "refused", f"{outcome.whom}: {outcome.reason}")
    if due.again and not last:
        return Result(due.id, "due", "unknown", str(outcome), again_at=now + timedelta(seconds=BACKOFF[due.attempts - 1]))
    return Result(due.id, "unknown", "unknown", str(outcome))


def consequences(tx: Connection, due: Due, it: Result, now: datetime) -> None:
    """What else follows from a recorded outcome.

    A refusal in a room loses nobody: whoever is answered there has just spoken, it is the room that is shut."""
    if it.outcome == "busy" and it.again_at and not it.reason.startswith(ALONE):
        pace.hold(tx, due.identity, it.again_at)
    elif it.reason.startswith("person:") and not due.chat:
        people.lose(tx, due.address, "blocked", it.reason)
        invite(tx, due, now)
    elif it.reason.startswith("sender:"):
        pace.shut(tx, due.identity, it.reason)
        log.error("outbox.identity_shut", identity=due.identity, reason=it.reason, remedy="check the token, then restart")
    elif it.reason.startswith("payload:"):
        log.error("outbox.refused", row=due.id, message=due.reply["message"], reason=it.reason)
        apologise(tx, due, now)


def invite(tx: Connection, due: Due, now: datetime) -> None:
    """Who asked in a room for what is personal, and cannot be written to, is told there to open a chat of their own."""
    if room := due.reply.get("room"):
        place = Place(due.channel, due.identity, due.address, room)
        outbox.post(tx, f"invite:{due.id}", due.recipient_id, Reply("start.write_to_me"), place, now, klass=outbox.ANSWER)


def apologise(tx: Connection, due: Due, now: datetime) -> None:
    """An answer that could not be said is not met with silence."""
    if due.klass == outbox.ANSWER and due.reply["message"] != SORRY:
        place = Place(due.channel, due.identity, due.address, due.chat)
        outbox.post(tx, f"sorry:row:{due.id}", due.recipient_id, Reply(SORRY, {"item": due.id}), place, now, klass=outbox.ANSWER)
