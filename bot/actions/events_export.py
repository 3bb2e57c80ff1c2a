"""Who is registered, as a file. For programs the columns and their values are a contract and stay in English; for people a table speaks
their language."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.model.events import Event, Registration
from bot.model.outgoing import File

Cell = str | int | datetime
READ: Mapping[str, Callable[[Registration], Cell]] = {
    "code": lambda it: it.code,
    "state": lambda it: it.state.value,
    "name": lambda it: it.details.name,
    "city": lambda it: it.details.city,
    "role": lambda it: it.details.role,
    "needs": lambda it: it.details.needs,
    "language": lambda it: it.details.language,
    "registered_at": lambda it: it.created_at,
    "country": lambda it: it.details.country,
    "email": lambda it: it.details.email,
    "seats": lambda it: it.party,
}
"""Newer columns stand last: a script may count them."""
COLUMNS = tuple(READ)
FORMULA = re.compile(r"(^|[;,\t\r\n])([\s\"]*)([=+\-@＝＋－＠])|^(\s*[\t\r\n])")
"""What a spreadsheet may take for a formula: at the start of a cell, and after any sign that some other country's spreadsheet splits at."""


@dataclass(frozen=True, slots=True)
class Labels:
    """What a table calls its columns and the values in them; what is not named here stands as it is kept."""

    title: str = "registrations"
    heads: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @property
    def row(self) -> Sequence[str]:
        """The line of heads."""
        return [self.heads.get(column, column) for column in COLUMNS]

    def cells(self, it: Registration) -> list[Cell]:
        """A registration, column by column; its moment in UTC."""
        found = ((column, read(it)) for column, read in READ.items())
        return [self.values.get((column, cell), cell) if isinstance(cell, str) else cell for column, cell in found]


AS_KEPT = Labels()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, wherever it splits its lines."""
    return FORMULA.sub(lambda found: f"'{found[4]}" if found[4] else f"{found[1]}{found[2]}'{found[3]}", cell)


def plain(cell: Cell) -> str:
    """A cell as text; a moment in ISO, UTC."""
    return f"{cell:%Y-%m-%dT%H:%M:%SZ}" if isinstance(cell, datetime) else str(cell)


def line(it: Registration) -> dict[str, Cell]:
    """A registration for programs: plain columns."""
    return {column: plain(cell) if isinstance(cell, datetime) else cell for column, cell in zip(COLUMNS, AS_KEPT.cells(it), strict=True)}


def as_csv(event: Event, roll: Iterable[Registration], labels: Labels = AS_KEPT, *, marked: bool = True) -> File:
    """A table; `marked` puts a byte order mark first, so that spreadsheets read accents. Cells that look like formulas are disarmed."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(labels.row)
    for it in roll:
        writer.writerow([harmless(plain(cell)) for cell in labels.cells(it)])
    return File(f"{event.slug}.csv", "text/csv; charset=utf-8", out.getvalue().encode("utf-8-sig" if marked else "utf-8"))


def as_json(event: Event, roll: Iterable[Registration], now: datetime) -> File:
    """The event and its registrations for programs."""
    data = as_data(event, now) | {"registrations": [line(it) for it in roll]}
    return File(f"{event.slug}.json", "application/json", (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode())


def as_data(event: Event, now: datetime) -> dict[str, Any]:
    """An event as plain values for JSON; `full` and `past` are derived."""
    when = event.when
    return {
        "slug": event.slug,
        "titles": dict(event.titles),
        "kind": event.kind.value,
        "state": event.state.value,
        "starts": f"{when.start_day}T{when.start_time:%H:%M}",
        "ends": f"{when.end_day}T{when.end_time:%H:%M}",
        "zone": when.zone,
        "starts_utc": when.starts_at.isoformat(),
        "ends_utc": when.ends_at.isoformat(),
        "city": event.city,
        "place": event.place,
        "capacity": event.capacity,
        "confirmed": event.confirmed,
        "waiting": event.waiting,
        "full": event.confirmed >= event.capacity,
        "past": event.past(now),
    }
