"""Everything Plaza keeps about one person, as a file they can take with them."""

import json
from datetime import date, datetime
from typing import Any

from bot.model.outgoing import File
from bot.storage import belongings, people, privacy
from bot.storage.database import Connection


def record(tx: Connection, person_id: int) -> dict[str, Any]:
    """Every row about a person by table, what came from them and is still kept, and the audit lines that concern them."""
    rows: dict[str, Any] = dict(belongings.rows_of(tx, person_id))
    rows["input"] = privacy.inputs(tx, [str(address) for address in people.addresses(tx, person_id)])
    rows["audit"] = privacy.audited(tx, person_id)
    return rows


def as_json(rows: dict[str, Any]) -> str:
    """The record as text; moments in ISO, UTC."""
    return json.dumps(rows, ensure_ascii=False, indent=2, default=_plain)


def as_file(tx: Connection, person_id: int) -> File:
    """The record as an attachment."""
    return File("plaza-my-data.json", "application/json", as_json(record(tx, person_id)).encode())


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} in a record")
