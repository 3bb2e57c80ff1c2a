"""Two people who turn out to be one: what each table does about it. The caller has proof, and the transaction."""

from datetime import datetime

from sqlalchemy import Connection, String, delete, select, update

from bot.storage import belongings, event_roles
from bot.storage.database import metadata
from bot.storage.dialogs import dialog
from bot.storage.outbox import outbox
from bot.storage.people import consent, person, role_grant, roles_of

OWN_RULES = ("consent", "dialog", "outbox", "role_grant")
ANYWHERE = "Europe/Zurich"
GOT = ("sent", "leased", "unknown")
JOINED = "joined with the same person elsewhere"


def hold(tx: Connection, first: int, second: int) -> list[int]:
    """Lock both people against new rows elsewhere; their ids, the one known longer first. One id when one is gone."""
    query = select(person.c.id).where(person.c.id.in_([first, second]), person.c.erased_at.is_(None))
    return list(tx.execute(query.order_by(person.c.created_at, person.c.id).with_for_update()).scalars())


def join(tx: Connection, gone: int, kept: int, now: datetime) -> int:
    """Give everything of `gone` to `kept` and delete `gone`; how many rows were there twice and went."""
    _roles(tx, gone, kept)
    _consents(tx, gone, kept)
    _forms(tx, gone, kept)
    event_roles.settle(tx, gone, kept)
    _messages(tx, gone, kept, now)
    every = belongings.ties()
    twice = sum(belongings.settle(tx, tie, gone, kept) for tie in every if tie.owns and tie.table.name not in OWN_RULES)
    belongings.repoint(tx, every, gone, kept)
    _authors(tx, gone, kept)
    _traits(tx, gone, kept)
    tx.execute(delete(person).where(person.c.id == gone))
    return twice


def _roles(tx: Connection, gone: int, kept: int) -> None:
    held = [role.value for role in roles_of(tx, kept)]
    twice = (role_grant.c.person_id == gone, role_grant.c.revoked_at.is_(None), role_grant.c.role.in_(held))
    tx.execute(delete(role_grant).where(*twice))


def _consents(tx: Connection, gone: int, kept: int) -> None:
    """The latest act counts: who withdrew a purpose on one side after agreeing on the other has withdrawn it."""
    rows = tx.execute(select(consent).where(consent.c.person_id.in_([gone, kept])).order_by(consent.c.given_at, consent.c.id)).all()
    for purpose in {row.purpose for row in rows}:
        ours = [row for row in rows if row.purpose == purpose]
        left = max((row.withdrawn_at for row in ours if row.withdrawn_at), default=None)
        standing = [row for row in ours if row.withdrawn_at is None]
        for row in standing if left else ():
            if row.given_at <= left:
                tx.execute(update(consent).where(consent.c.id == row.id).values(withdrawn_at=left))
        still = [row.id for row in standing if left is None or row.given_at > left]
        tx.execute(delete(consent).where(consent.c.id.in_(still[1:])))


def _forms(tx: Connection, gone: int, kept: int) -> None:
    """Only the form opened last stays open."""
    rows = tx.execute(select(dialog).where(dialog.c.person_id.in_([gone, kept])).order_by(dialog.c.opened_at, dialog.c.id)).all()
    tx.execute(delete(dialog).where(dialog.c.id.in_([row.id for row in rows[:-1]])))


def _messages(tx: Connection, gone: int, kept: int, now: datetime) -> None:
    """Both histories stay; of a message that waits for both, or waits for one and reached the other, none goes out twice."""
    theirs, ours = outbox.alias("theirs"), outbox.alias("ours")
    pairs = select(theirs.c.id, theirs.c.state, theirs.c.purpose, ours.c.id.label("twin"), ours.c.state.label("twin_state"))
    both = pairs.join(ours, ours.c.purpose == theirs.c.purpose).where(theirs.c.recipient_id == gone, ours.c.recipient_id == kept)
    for row in tx.execute(both).all():
        spare, state = (row.twin, row.twin_state) if _hope(row.state) > _hope(row.twin_state) else (row.id, row.state)
        if state == "due":
            _cancel(tx, spare, now)
        # The row that reached somebody, or still may, keeps the purpose: by it others know who has been told.
        tx.execute(update(outbox).where(outbox.c.id == spare).values(purpose=f"{row.purpose[:180]}+{gone}"))


def _hope(state: str) -> int:
    """Whether a message reached somebody, may still, or will not."""
    return 2 if state in GOT else 1 if state == "due" else 0


def _cancel(tx: Connection, row: int, now: datetime) -> None:
    tx.execute(update(outbox).where(outbox.c.id == row).values(state="cancelled", reason=JOINED, settled_at=now))


def _authors(tx: Connection, gone: int, kept: int) -> None:
    """Rows that name who made them as text (`person:7`) follow; the audit trail says what was true then."""
    for table in metadata.sorted_tables:
        for author in table.columns:
            if (author.name == "by" or author.name.endswith("_by")) and isinstance(author.type, String) and table.name != "audit":
                tx.execute(update(table).where(author == f"person:{gone}").values({author: f"person:{kept}"}))


def _traits(tx: Connection, gone: int, kept: int) -> None:
    """What the longer known one never said is taken from the other."""
    new = tx.execute(select(person).where(person.c.id == gone)).one()
    old = tx.execute(select(person).where(person.c.id == kept)).one()
    values = {"name": old.name or new.name, "city": old.city or new.city}
    if old.language_chosen_at is None and new.language_chosen_at is not None:
        values |= {"language": new.language, "language_chosen_at": new.language_chosen_at}
    if old.zone == ANYWHERE:
        values["zone"] = new.zone
    tx.execute(update(person).where(person.c.id == kept).values(values))
