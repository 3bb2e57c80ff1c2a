"""Who may still be written to, asked again in the very transaction that grants a lease."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, String, and_, cast, exists, literal, select, update

from bot.model.event_roles import EventRole
from bot.model.mail import EVENT
from bot.storage.event_roles import event_role
from bot.storage.events_tables import event
from bot.storage.outbox import ANSWER, campaign, outbox
from bot.storage.people import address, consent, person, role_grant
from bot.storage.reminders import KIND, stands


def drop(tx: Connection, found: Sequence[int], state: str, reason: str, now: datetime) -> None:
    """End rows that must not be sent any more."""
    if found:
        tx.execute(update(outbox).where(outbox.c.id.in_(found)).values(state=state, reason=reason, settled_at=now))


def recheck(tx: Connection, candidates: Sequence[int], now: datetime) -> list[int]:
    """Which of these may still go out: not expired, campaign running, consent and seat standing, address alive, sender entitled.

    The rest end with a reason. What somebody is changing this very moment waits for the next look."""
    ours = outbox.c.id.in_(candidates)
    campaigned = select(outbox.c.id).join(campaign).where(ours)
    steady = _steady(tx, candidates)
    dead = select(outbox.c.id).join(address, address.c.value == outbox.c.address)
    erased = select(outbox.c.id).join(person, person.c.id == outbox.c.recipient_id)
    reasons: tuple[tuple[str, str, Select[int]], ...] = (
        ("expired", "past its time", select(outbox.c.id).where(ours, outbox.c.expires_at <= now)),
        ("cancelled", "opted out", campaigned.where(campaign.c.topic != "", ~campaign.c.topic.startswith(EVENT), ~_consented())),
        ("cancelled", "opted out", campaigned.where(campaign.c.topic.startswith(EVENT), _left())),
        ("cancelled", "seat given up or event changed", campaigned.where(campaign.c.kind == KIND, ~stands())),
        ("cancelled", "campaign cancelled", campaigned.where(campaign.c.state == "cancelled")),
        ("failed", "address cannot be reached", dead.where(ours, outbox.c["class"] > ANSWER, address.c.state != "active")),
        ("cancelled", "person erased", erased.where(ours, outbox.c["class"] > ANSWER, person.c.erased_at.is_not(None))),
        ("cancelled", "sender is no organiser any more", campaigned.where(campaign.c.kind == "broadcast", _by_nobody())),
    )
    ended: set[int] = set()
    for state, reason, query in reasons:
        found = [one for one in tx.execute(query).scalars() if one not in ended]
        drop(tx, found, state, reason, now)
        ended |= set(found)
    return [one for one in candidates if one in steady and one not in ended]


def _consented() -> ColumnElement[bool]:
    """The recipient holds the consent that the row's campaign asks for."""
    return exists().where(
        consent.c.person_id == outbox.c.recipient_id, consent.c.purpose == campaign.c.topic, consent.c.withdrawn_at.is_(None)
    )


def _left() -> ColumnElement[bool]:
    """The recipient has said that they want no news of the event that the row's campaign is about. Who registered agreed by that."""
    withdrawn = exists().where(
        consent.c.person_id == outbox.c.recipient_id, consent.c.purpose == campaign.c.topic, consent.c.withdrawn_at.is_not(None)
    )
    return and_(withdrawn, ~_consented())


def _steady(tx: Connection, candidates: Sequence[int]) -> set[int]:
    """Of these rows those whose campaign and consent nobody is changing now: they cannot change until this transaction ends.

    SQLite has one writer, so there it is all of them; PostgreSQL is asked for shared locks, and what is locked is left alone."""
    if tx.dialect.name == "sqlite":
        return set(candidates)
    ours = outbox.c.id.in_(candidates)
    told = select(campaign.c.id).where(campaign.c.id.in_(select(outbox.c.campaign_id).where(ours)))
    running = set(tx.execute(told.with_for_update(read=True, skip_locked=True)).scalars())
    agreed = select(consent.c.id, outbox.c.id.label("row")).join(outbox, outbox.c.recipient_id == consent.c.person_id).join(campaign)
    agreed = agreed.where(ours, consent.c.purpose == campaign.c.topic, consent.c.withdrawn_at.is_(None))
    firm = {row.row for row in tx.execute(agreed.with_for_update(read=True, skip_locked=True, of=consent))}
    asks = select(outbox.c.id, outbox.c.campaign_id, campaign.c.topic, _consented().label("agreed")).outerjoin(campaign).where(ours)
    return {
        row.id
        for row in tx.execute(asks)
        if row.campaign_id is None or (row.campaign_id in running and (not row.topic or not row.agreed or row.id in firm))
    }


def _by_nobody() -> ColumnElement[bool]:
    """A campaign begun by a person (`person:7`) who may not write to its readers any more; the operator's own always stand.

    An organiser may write to all, an owner or a moderator of an event to the people of that event."""
    author = literal("person:") + cast(role_grant.c.person_id, String)
    holds = exists().where(
        author == campaign.c.created_by, role_grant.c.role.in_(("organiser", "admin")), role_grant.c.revoked_at.is_(None)
    )
    writer = literal("person:") + cast(event_role.c.person_id, String)
    writes = exists().where(
        writer == campaign.c.created_by,
        event_role.c.role.in_((EventRole.OWNER.value, EventRole.MODERATOR.value)),
        event.c.id == event_role.c.event_id,
        literal(EVENT) + event.c.slug == campaign.c.topic,
    )
    return and_(campaign.c.created_by.startswith("person:"), ~holds, ~writes)
