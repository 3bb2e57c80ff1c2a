"""Imported lists of signatories: every import is a version of the whole list, kept with who brought it, when and from which file."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Integer, String, Table, Text, insert, select

from bot.model.charters import Signature
from bot.model.listing import Listing
from bot.storage.database import Id, Instant, insert_once, metadata

listing = Table(
    "signatory_list",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("author", String(300), nullable=False),
    Column("source", String(300), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("removed", Integer, nullable=False),
)
signatory = Table(
    "signatory",
    metadata,
    Column("id", Id, primary_key=True),
    Column("list_id", Id, ForeignKey("signatory_list.id"), nullable=False, index=True),
    Column("charter", String(300), nullable=False),
    Column("city", String(300), nullable=False),
    Column("country", String(2), nullable=False),
    Column("signed_on", String(10), nullable=False),
    Column("status", String(20), nullable=False),
    Column("aliases", Text, nullable=False),
    Column("url", Text, nullable=False),
)


def newest(tx: Connection) -> Listing | None:
    """The newest version without its rows, None when nothing was imported yet; cheap enough to ask every time."""
    row = tx.execute(select(listing).order_by(listing.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else _listing(row)


def filled(tx: Connection, it: Listing) -> Listing:
    """The same version with its rows."""
    rows = tx.execute(select(signatory).where(signatory.c.list_id == it.version).order_by(signatory.c.id))
    found = tuple(Signature(r.charter, r.city, r.country, r.signed_on, r.status, _split(r.aliases), r.url) for r in rows)
    return replace(it, signatures=found)


def history(tx: Connection) -> list[Listing]:
    """All versions without their rows, oldest first."""
    return [_listing(row) for row in tx.execute(select(listing).order_by(listing.c.id))]


def add(tx: Connection, number: int, signatures: Iterable[Signature], now: datetime, **about: object) -> bool:
    """Keep these rows as version `number`; False when there is one already. `about` fills the other columns of the list."""
    if insert_once(tx, listing, id=number, at=now, **about) is None:
        return False
    rows = [
        {
            "list_id": number,
            "charter": one.charter,
            "city": one.city,
            "country": one.country,
            "signed_on": one.signed_on,
            "status": one.status,
            "aliases": "|".join(one.aliases),
            "url": one.url,
        }
        for one in signatures
    ]
    if rows:
        tx.execute(insert(signatory), rows)
    return True


def _listing(row: Any) -> Listing:
    return Listing(row.id, row.at, row.author, row.source, row.digest, row.added, row.changed, row.removed)


def _split(aliases: str) -> tuple[str, ...]:
    return tuple(aliases.split("|")) if aliases else ()
