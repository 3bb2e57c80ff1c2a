"""Forgetting people: their rows, every mention of them in what passed through; a keyed digest keeps imports from bringing them back."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, String, Table, delete, or_, select, update

from bot.storage import belongings, people
from bot.storage.audit import audit
from bot.storage.database import EPOCH, Id, Instant, insert_once, metadata
from bot.storage.dialogs import dialog
from bot.storage.events_tables import registration
from bot.storage.inbox import inbox
from bot.storage.outbox import attempt, outbox

invitation = Table(
    "invitation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False, unique=True),
    Column("invited_by", String(300), nullable=False),
    Column("at", Instant, nullable=False),
)

KEPT = ("address", "person")
NAMELESS: Mapping[str, Mapping[str, object]] = {
    "registration": dict.fromkeys(("name", "city", "needs", "email", "delegation", "reason"), "") | {"guest": registration.c.code}
}
PASSING = ((inbox, "raw"), (outbox, "reply"), (audit, "detail"), (dialog, "state"))
UNTOUCHED = ("key", "purpose", "digest", "raw", "reply", "detail", "state")
SAID = ("data", "answers", "text", "name", "given", "value")


@dataclass(frozen=True, slots=True)
class Traces:
    """What a person is known by: a name and addresses."""

    name: str
    addresses: tuple[str, ...]

    @property
    def needles(self) -> tuple[str, ...]:
        """What to look for in the database."""
        return (*self.addresses, *([self.name] if self.name else []))


def traces(tx: Connection, person_id: int) -> Traces:
    """What this person is known by now."""
    who = people.by_id(tx, person_id)
    return Traces(who.name if who else "", tuple(str(a) for a in people.addresses(tx, person_id)))


def suppress(tx: Connection, digests: Iterable[str], now: datetime) -> None:
    """Remember keyed digests of addresses that must not be imported again."""
    for digest in digests:
        insert_once(tx, people.suppression, digest=digest, at=now)


def suppress_all(tx: Connection, known: Mapping[str, datetime]) -> None:
    """Remember digests that another copy of the database knew."""
    for digest, at in known.items():
        insert_once(tx, people.suppression, digest=digest, at=at)


def suppressed(tx: Connection, digest: str) -> datetime | None:
    """When this address was erased, if it was."""
    return tx.execute(select(people.suppression.c.at).where(people.suppression.c.digest == digest)).scalar()


def suppressions(tx: Connection) -> dict[str, datetime]:
    """Every digest and when it was added."""
    return {row.digest: row.at for row in tx.execute(select(people.suppression))}


def invite(tx: Connection, person_id: int, by: str, now: datetime) -> bool:
    """Record that somebody was invited; False when they were before."""
    return insert_once(tx, invitation, person_id=person_id, invited_by=by, at=now) is not None


def left_since(tx: Connection, person_id: int, purpose: str, moment: datetime) -> bool:
    """Whether the person withdrew from this purpose after that moment."""
    left = (people.consent.c.person_id == person_id, people.consent.c.purpose == purpose, people.consent.c.withdrawn_at >= moment)
    return tx.execute(select(people.consent.c.id).where(*left).limit(1)).scalar() is not None


def has_spoken(tx: Connection, person_id: int) -> bool:
    """Whether the person has ever written to Plaza themselves."""
    heard = (people.address.c.person_id == person_id, people.address.c.last_seen > EPOCH)
    return tx.execute(select(people.address.c.id).where(*heard).limit(1)).scalar() is not None


def strip(tx: Connection, person_id: int, now: datetime) -> None:
    """Delete every row of a person but their addresses, which carry one last answer, and empty the person's own row.

    Places they held at events that are over stay as nobody's, so that an event's numbers remain true."""
    for tie in belongings.ties():
        blank = NAMELESS.get(tie.table.name)
        if tie.owns and blank:
            belongings.clear(tx, tie.table, (tie.column == person_id) & tie.table.c.state.in_((*belongings.ENDED, *belongings.WAITING)))
            tx.execute(update(tie.table).where(tie.column == person_id).values(blank))
        elif tie.owns and tie.table.name not in KEPT:
            belongings.clear(tx, tie.table, tie.column == person_id)
    nobody = {"name": "", "city": "", "language": "en", "language_chosen_at": None, "zone": "Europe/Zurich", "erased_at": now}
    tx.execute(update(people.person).where(people.person.c.id == person_id).values(nobody))


def silence(tx: Connection, it: Traces) -> None:
    """Take the person out of what passed through for others, and empty what they sent themselves."""
    for value in it.addresses:
        _empty_inputs(tx, value)
    for table, name in PASSING:
        column = table.c[name]
        hits = select(table.c.id, column).where(or_(*(column.contains(_inner(n), autoescape=True) for n in it.needles)))
        for row in tx.execute(hits).all() if it.needles else ():
            clean = without(row[1], it, all_said=table is audit)
            tx.execute(update(table).where(table.c.id == row.id).values({name: clean}))
    _blank_columns(tx, it)


def _blank_columns(tx: Connection, it: Traces) -> None:
    """A plain column that holds one of the addresses and nothing else (a city's general address) holds nothing now."""
    known = [*it.addresses, *(value.removeprefix("email:") for value in it.addresses if value.startswith("email:"))]
    for table in metadata.sorted_tables:
        for column in table.columns if table.name != "address" else ():
            if isinstance(column.type, String) and column.name not in UNTOUCHED:
                tx.execute(update(table).where(column.in_(known)).values({column: ""}))


def _empty_inputs(tx: Connection, value: str) -> None:
    """What came from this address is neither handled nor kept; its key stays, so that a repeated push stays nothing.

    An input under way, such as the one that asks for this, is finished by whoever holds it."""
    own = inbox.c.raw.contains(f'"address":{json.dumps(value, ensure_ascii=False)}', autoescape=True)
    tx.execute(update(inbox).where(own, inbox.c.state == "new").values(state="done"))
    tx.execute(update(inbox).where(own).values(raw="{}", error=""))


def _inner(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def without(text: str, it: Traces, *, all_said: bool = False) -> str:
    """A stored JSON text in which nothing said mentions the person any more."""
    return json.dumps(_walk(json.loads(text), it, deep=all_said), ensure_ascii=False, separators=(",", ":"))


def _walk(value: Any, it: Traces, *, deep: bool) -> Any:
    """`deep` inside what somebody said; the rest (names of messages, languages) is never touched by a name, only by an address."""
    match value:
        case dict():
            return {key: _walk(inner, it, deep=deep or key in SAID) for key, inner in value.items()}
        case list():
            return [_walk(inner, it, deep=deep) for inner in value]
        case str():
            return _blotted(value, it, names=deep)
    return value


def _blotted(text: str, it: Traces, *, names: bool) -> str:
    for needle in it.addresses:
        text = re.sub(rf"(?<![\w:@.-]){re.escape(needle)}(?![\w:@-])", "", text)
    if names and it.name and text == it.name:
        return ""
    # A name of one word may be anybody's, or a city's: only where it stands alone is it surely theirs.
    return re.sub(rf"(?<!\w){re.escape(it.name)}(?!\w)", "", text) if names and " " in it.name else text


def leaving(tx: Connection, before: datetime) -> list[int]:
    """Erased people who still have an address, because they were owed one last answer."""
    query = select(people.person.c.id).join(people.address).where(people.person.c.erased_at <= before)
    return sorted(set(tx.execute(query).scalars()))


def owed(tx: Connection, person_id: int) -> bool:
    """Whether a message to this person is still on its way."""
    query = select(outbox.c.id).where(outbox.c.recipient_id == person_id, outbox.c.state.in_(["due", "leased"])).limit(1)
    return tx.execute(query).scalar() is not None


def drop_addresses(tx: Connection, person_id: int) -> None:
    """The end: nobody is reached through this person any more."""
    tx.execute(delete(people.address).where(people.address.c.person_id == person_id))


def forget_deliveries(tx: Connection, before: datetime) -> int:
    """Delete what was said and settled before this moment, with its attempts (retention)."""
    old = outbox.c.settled_at < before
    tx.execute(delete(attempt).where(attempt.c.outbox_id.in_(select(outbox.c.id).where(old))))
    return tx.execute(delete(outbox).where(old)).rowcount


def audited(tx: Connection, person_id: int) -> list[dict[str, Any]]:
    """What was done to this person, and what they did themselves (then without the detail, which may concern others)."""
    name = f"person:{person_id}"
    rows = tx.execute(select(audit).where(or_(audit.c.subject == name, audit.c.actor == name)).order_by(audit.c.id))
    return [
        {"at": row.at, "actor": row.actor, "deed": row.deed, "subject": row.subject}
        | ({"detail": json.loads(row.detail)} if row.subject == name else {})
        for row in rows
    ]


def inputs(tx: Connection, addresses: Sequence[str]) -> list[dict[str, Any]]:
    """What came from these addresses and is still kept."""
    found = []
    for value in addresses:
        own = inbox.c.raw.contains(f'"address":{json.dumps(value, ensure_ascii=False)}', autoescape=True)
        rows = tx.execute(select(inbox).where(own).order_by(inbox.c.id))
        found += [{"received_at": row.received_at, "state": row.state, "raw": json.loads(row.raw)} for row in rows]
    return found
