"""People a test needs to exist already, and what the database says of them."""

from typing import Any

from sqlalchemy import Table, select

from bot.app.assemble import Plaza
from bot.model.inbound import Origin
from bot.model.person import Person, Role
from bot.storage import people
from bot.storage.database import Connection, metadata
from tests.paper import PaperChannel

NOT_AN_EFFECT = ("inbox", "outbox", "attempt", "dialog", "pace", "address", "link_try")
"""What any message leaves behind, whoever sent it and however it was answered."""


def settle_in(plaza: Plaza, address: str, *roles: Role, name: str = "", language: str = "en", city: str = "") -> int:
    """A person who has spoken from this address before; their id."""

    def work(tx: Connection) -> int:
        now = plaza.clock.now()
        channel = address.partition(":")[0]
        who = people.meet(tx, Origin(channel=channel, address=address, chat=address, name=name, language=language), channel, now)
        if city:
            people.change(tx, who.id, city=city)
        for role in roles:
            people.grant(tx, who.id, role, "operator", now)
        return who.id

    return plaza.database.write(work)


def at(plaza: Plaza, address: str) -> Person:
    """Who is reached there."""
    who = plaza.database.read(lambda tx: people.by_address(tx, address))
    assert who is not None, f"nobody at {address}"
    return who


def rows(plaza: Plaza, table: Table) -> list[dict[str, Any]]:
    """All rows of a table."""
    return plaza.database.read(lambda tx: [dict(row._mapping) for row in tx.execute(select(table).order_by(*table.primary_key.columns))])


def effects(plaza: Plaza) -> dict[str, list[dict[str, Any]]]:
    """Every row that only a deed writes."""
    return {table.name: rows(plaza, table) for table in metadata.sorted_tables if table.name not in NOT_AN_EFFECT}


def said_by(plaza: Plaza, channel: str) -> PaperChannel:
    """A paper channel of this Plaza."""
    found = plaza.channels[channel]
    assert isinstance(found, PaperChannel)
    return found
