"""Which alerts were begun for which day, who was told, and the dates that people set. History is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    Table,
    exists,
    func,
    insert,
    select,
    update,
)

from bot.model.alerts import Alert
from bot.model.knowledge import DateChange, DateState
from bot.storage.database import MICROSECOND, Id, Instant, insert_once, metadata
from bot.storage.outbox import campaign, newest_address, outbox
from bot.storage.people import address, consent, person

TOLD = ("sent", "leased", "unknown")
People = Select[Any]
"""A query of person ids."""

alert = Table(
    "alert",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("rule", String(40), nullable=False, default=""),
    Column("anchor_id", String(200), nullable=False),
    Column("day", Date),
    Column("was", Date),
    Column("topic", String(60), nullable=False),
    Column("state", String(12), nullable=False, default="live"),
    Column("campaign_id", Id, ForeignKey("campaign.id"), unique=True),
    Column("covered_until", Instant),
    Column("missed", Integer, nullable=False, default=0),
    Column("created_at", Instant, nullable=False),
    Index("ix_alert_anchor", "anchor_id", "rule"),
    Index("ix_alert_state", "state"),
)
date_change = Table(
    "date_change",
    metadata,
    Column("id", Id, primary_key=True),
    Column("anchor_id", String(200), nullable=False, index=True),
    Column("day", Date),
    Column("state", String(12), nullable=False),
    Column("source", String(500), nullable=False, default=""),
    Column("set_by", String(300), nullable=False),
    Column("set_at", Instant, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Begun:
    """An alert on its way or gone out, or (without a rule) the notice that a day moved away from `was`.

    Every zone whose moment came up to `covered_until` has had its turn."""

    id: int
    name: str
    rule: str
    anchor_id: str
    day: date | None
    was: date | None
    topic: str
    campaign_id: int | None
    covered_until: datetime | None


def _begun(row: Any) -> Begun:
    return Begun(row.id, row.name, row.rule, row.anchor_id, row.day, row.was, row.topic, row.campaign_id, row.covered_until)


def begin(tx: Connection, one: Alert, now: datetime) -> Begun:
    """The alert's row, made if it is not there, locked against another process until this transaction ends.

    A day that comes back after it was left gets a row of its own, because the old one was cancelled."""
    found = find(tx, one)
    if found is None:
        again = len(earlier(tx, one, ""))
        name = f"{one.name}:{again + 1}" if _is_taken(tx, one.name) else one.name
        values = {"rule": one.rule.id, "anchor_id": one.anchor.id, "day": one.anchor.day, "topic": one.rule.topic, "created_at": now}
        insert_once(tx, alert, name=name, **values)
    found = find(tx, one, lock=True)
    assert found is not None
    return found


def find(tx: Connection, one: Alert, *, lock: bool = False) -> Begun | None:
    """The row of this alert, if it was begun and its day has not moved away since."""
    same = (alert.c.rule == one.rule.id, alert.c.anchor_id == one.anchor.id, alert.c.day == one.anchor.day)
    query = select(alert).where(*same, alert.c.state != "superseded")
    row = tx.execute(query.with_for_update() if lock and tx.dialect.name == "postgresql" else query).one_or_none()
    return _begun(row) if row else None


def begin_notice(tx: Connection, name: str, anchor_id: str, day: date | None, was: date | None, topic: str, now: datetime) -> int | None:
    """The row of a notice that a day moved; None when this very notice was begun before."""
    return insert_once(tx, alert, name=name, rule="", anchor_id=anchor_id, day=day, was=was, topic=topic, created_at=now)


def _is_taken(tx: Connection, name: str) -> bool:
    return tx.execute(select(alert.c.id).where(alert.c.name == name)).scalar() is not None


def live(tx: Connection) -> list[Begun]:
    """Everything begun whose day is neither long past nor left."""
    return [_begun(row) for row in tx.execute(select(alert).where(alert.c.state == "live").order_by(alert.c.id))]


def earlier(tx: Connection, one: Alert, but: str) -> list[str]:
    """The names under which this rule spoke of this anchor, whatever its day was then, without the one named."""
    same = (alert.c.rule == one.rule.id, alert.c.anchor_id == one.anchor.id)
    return list(tx.execute(select(alert.c.name).where(*same, alert.c.name != but)).scalars())


def close(tx: Connection, identifier: int, state: str) -> None:
    """`superseded`: its day moved; `past`: its day is over."""
    tx.execute(update(alert).where(alert.c.id == identifier).values(state=state))


def send_as(tx: Connection, identifier: int, campaign_id: int) -> None:
    """The campaign that carries it."""
    tx.execute(update(alert).where(alert.c.id == identifier).values(campaign_id=campaign_id))


def cover(tx: Connection, identifier: int, until: datetime, missed: int) -> None:
    """Every zone up to this moment has had its turn; `missed` more people were too late for it."""
    values = {"covered_until": until, "missed": alert.c.missed + missed}
    tx.execute(update(alert).where(alert.c.id == identifier).values(values))


def subscribers(purpose: str, *, by: datetime, zones: Sequence[str] | None, told: Sequence[str] = ()) -> People:
    """People who agreed to this purpose by that moment and live in these zones (None: anywhere), but for whom one of `told` reached."""
    query = select(person.c.id).join(consent, consent.c.person_id == person.c.id)
    query = query.where(*_standing(purpose), consent.c.given_at <= by, person.c.erased_at.is_(None))
    if zones is not None:
        query = query.where(person.c.zone.in_(zones))
    if told:
        query = query.where(person.c.id.not_in(reached(told)))
    return query.distinct()


def anybody_left(tx: Connection, people: People, name: str) -> bool:
    """Whether one of these people can be reached and has no message of this name yet."""
    wanted = people.subquery()
    who = next(iter(wanted.c))
    has = exists().where(outbox.c.purpose == name, outbox.c.recipient_id == who)
    lives = exists().where(address.c.person_id == who, address.c.state == "active")
    return tx.execute(select(who).where(~has, lives).limit(1)).first() is not None


def zones(tx: Connection, purpose: str) -> frozenset[str]:
    """Where the people live who agree to this purpose."""
    query = select(person.c.zone).join(consent, consent.c.person_id == person.c.id).where(*_standing(purpose))
    return frozenset(tx.execute(query.distinct()).scalars())


def _standing(purpose: str) -> tuple[ColumnElement[bool], ...]:
    return consent.c.purpose == purpose, consent.c.withdrawn_at.is_(None)


def reached(names: Sequence[str], states: Sequence[str] = TOLD) -> People:
    """The people whose message under one of these names is in one of these states: by default, those who may know."""
    return select(outbox.c.recipient_id).where(outbox.c.purpose.in_(names), outbox.c.state.in_(states))


def willing(name: str, states: Sequence[str], purpose: str, but: Sequence[str]) -> People:
    """Those whom the message of this name reached (by its state) and who still agree to its purpose, without those of the other names."""
    query = select(consent.c.person_id).where(*_standing(purpose))
    query = query.where(consent.c.person_id.in_(reached([name], states)))
    return (query.where(consent.c.person_id.not_in(reached(but, (*TOLD, "due")))) if but else query).distinct()


def notices(tx: Connection, anchor_id: str, day: date | None) -> list[str]:
    """The names of the notices that say this anchor is on this day now."""
    same = (alert.c.anchor_id == anchor_id, alert.c.rule == "", alert.c.state == "live")
    return list(tx.execute(select(alert.c.name).where(*same, alert.c.day == day if day else alert.c.day.is_(None))).scalars())


def campaign_named(tx: Connection, name: str) -> int:
    """The id of the campaign of this name, which is known to exist."""
    return int(tx.execute(select(campaign.c.id).where(campaign.c.name == name)).scalar_one())


def reach(tx: Connection, people: People) -> list[tuple[str, str, int]]:
    """How many of these people can be reached, by channel and language: at the address each used last, as a fan-out does."""
    newest, wanted = newest_address(), people.subquery()
    query = (
        select(address.c.channel, person.c.language, func.count().label("n"))
        .join(newest, newest.c.id == address.c.id)
        .join(person, person.c.id == address.c.person_id)
        .where(person.c.id.in_(select(next(iter(wanted.c)))))
        .group_by(address.c.channel, person.c.language)
        .order_by(address.c.channel, person.c.language)
    )
    return [(row.channel, row.language, row.n) for row in tx.execute(query)]


def forget_waiting(tx: Connection, person_id: int, purposes: Sequence[str], now: datetime) -> int:
    """Cancel what waits for somebody under purposes they have just left; how many messages."""
    theirs = select(campaign.c.id).where(campaign.c.topic.in_(purposes))
    waits = (outbox.c.recipient_id == person_id, outbox.c.state == "due", outbox.c.campaign_id.in_(theirs))
    return tx.execute(update(outbox).where(*waits).values(state="cancelled", reason="opted out", settled_at=now)).rowcount


def changes(tx: Connection) -> tuple[DateChange, ...]:
    """The dates that people set, oldest first; of several for one anchor the last counts."""
    rows = tx.execute(select(date_change).order_by(date_change.c.set_at, date_change.c.id))
    return tuple(DateChange(row.anchor_id, row.day, DateState(row.state), row.source, row.set_by, row.set_at) for row in rows)


def keep_change(tx: Connection, change: DateChange) -> None:
    """One more date set by somebody; it counts from now on, even where a clock that was set back calls it older than the last."""
    last = tx.execute(select(func.max(date_change.c.set_at)).where(date_change.c.anchor_id == change.anchor_id)).scalar()
    when = change.at if last is None else max(change.at, last + MICROSECOND)
    values = {"anchor_id": change.anchor_id, "day": change.day, "state": change.state.value, "source": change.source}
    tx.execute(insert(date_change).values(**values, set_by=change.by, set_at=when))
