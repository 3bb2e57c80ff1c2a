"""What the people of an event are told: one message to all, each with their own code, and nothing stale after something newer."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, Subquery, func, literal, or_, select, update

from bot.model.codec import dumps
from bot.model.events import SeatState
from bot.storage import outbox
from bot.storage.events import registered, registration
from bot.storage.people import address

CODE, STATE = "@@code@@", "@@state@@"
"""Where each person's own code and state go in a message to all."""


def seat_purpose(registration_id: int) -> str:
    """The outbox purpose of the one message that says a waiting person now has a seat."""
    return f"seat:{registration_id}"


def tell_all(
    tx: Connection, event_id: int, name: str, reply: object, states: Iterable[SeatState], by: str, now: datetime, *, mail: object = None
) -> int:
    """One message to everybody registered in these states, `CODE` and `STATE` replaced by their own; how many will get it.

    `mail` is the same for the mailbox of those who are told in a chat: the invitation in it is to follow every change."""
    wanted = list(states)
    prefix = f"event:{event_id}:"
    _supersede(tx, event_id, prefix, now)
    count = _tell(tx, event_id, f"{prefix}{name}", reply, wanted, by, now)
    if count and mail is not None:
        _tell(tx, event_id, f"{prefix}{name}:mail", mail, wanted, by, now, mail_beside())
    return count


def _tell(
    tx: Connection,
    event_id: int,
    name: str,
    reply: object,
    wanted: list[SeatState],
    by: str,
    now: datetime,
    at: Subquery | None = None,
) -> int:
    campaign = outbox.open_campaign(tx, "event", name, reply, now, by=by)
    if campaign is None:
        return 0
    count = outbox.fan_out(tx, campaign, registered(event_id, wanted), now, klass=outbox.NOTICE, at=at)
    own = (
        select(func.replace(func.replace(literal(dumps(reply)), CODE, registration.c.code), STATE, registration.c.state))
        .where(registration.c.person_id == outbox.outbox.c.recipient_id, registration.c.event_id == event_id)
        .where(registration.c.state.in_([state.value for state in wanted]))
        .order_by(registration.c.guest != "", registration.c.id)  # of several places their own, else that of their first colleague
        .limit(1)
    )
    tx.execute(update(outbox.outbox).where(outbox.outbox.c.campaign_id == campaign).values(reply=own.scalar_subquery()))
    return count


def mail_beside() -> Subquery:
    """Per person (`person_id`) the live mail address (`id`) of those who used another address last."""
    mail, newest = address.alias("mail"), outbox.newest_address()
    ours = (mail.c.channel == "email", mail.c.state == "active", mail.c.id != newest.c.id)
    found = select(mail.c.person_id, func.max(mail.c.id).label("id")).join(newest, newest.c.person_id == mail.c.person_id)
    # One mail is enough: who used one mailbox last has been told there.
    last = select(address.c.person_id).join(newest, newest.c.id == address.c.id).where(address.c.channel == "email")
    return found.where(*ours, mail.c.person_id.not_in(last)).group_by(mail.c.person_id).subquery()


def _supersede(tx: Connection, event_id: int, prefix: str, now: datetime) -> None:
    # The newer message says all that the older ones would have said.
    older = select(outbox.campaign.c.id).where(outbox.campaign.c.kind == "event", outbox.campaign.c.name.startswith(prefix))
    seats = select(literal("seat:").concat(func.cast(registration.c.id, outbox.outbox.c.purpose.type))).where(
        registration.c.event_id == event_id
    )
    ours = or_(outbox.outbox.c.campaign_id.in_(older), outbox.outbox.c.purpose.in_(seats))
    values = {"state": "cancelled", "reason": "superseded", "settled_at": now}
    tx.execute(update(outbox.outbox).where(ours, outbox.outbox.c.state == "due").values(values))


def forget_seat(tx: Connection, registration_id: int, now: datetime) -> None:
    """The person gave the place up before they were told they had it."""
    ours = (outbox.outbox.c.purpose == seat_purpose(registration_id), outbox.outbox.c.state == "due")
    tx.execute(update(outbox.outbox).where(*ours).values(state="cancelled", reason="superseded", settled_at=now))
