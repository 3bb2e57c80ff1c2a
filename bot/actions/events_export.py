"""Who is registered, as a file. The columns are a contract with other programs and stay in English."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bot.model.events import Event, Registration
from bot.model.outgoing import File

COLUMNS = ("code", "state", "name", "city", "role", "needs", "language", "registered_at")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell


def line(it: Registration) -> dict[str, str]:
    """A registration as plain columns; the moment in UTC."""
    said = it.details
    values = (it.code, it.state.value, said.name, said.city, said.role, said.needs, said.language, f"{it.created_at:%Y-%m-%dT%H:%M:%SZ}")
    return dict(zip(COLUMNS, values, strict=True))


def as_csv(event: Event, roll: Iterable[Registration], *, marked: bool = True) -> File:
    """A table; `marked` puts a byte order mark first, so that spreadsheets read accents. Cells that look like formulas are disarmed."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for it in roll:
        writer.writerow([harmless(cell) for cell in line(it).values()])
    return File(f"{event.slug}.csv", "text/csv; charset=utf-8", out.getvalue().encode("utf-8-sig" if marked else "utf-8"))


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
