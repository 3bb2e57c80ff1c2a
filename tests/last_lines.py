"""The last lines of a test run: which databases, browser and emulators took part, and the table of what was tried where."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from tests.databases import Server

PARTS = {
    "postgres": "PostgreSQL",
    "browser": "Browser",
    "emulate": "Emulators",
    "ical": "Second calendar reader",
    "axe": "Accessibility (axe)",
    "slow": "Slow loops",
}
TABLE = "table"
"""The property under which a test hands lines to the end of the run, from whichever process it runs in."""


def parts(stats: Mapping[str, Sequence[Any]], server: Server) -> list[str]:
    """One line per part of the suite that needs something from outside, then the table if it was made."""
    lines = [f"SQLite {sqlite3.sqlite_version}: always"]
    lines += [line for marker, name in PARTS.items() if (line := _part(stats, marker, name, server))]
    handed = [str(line) for report in _calls(stats) for name, line in report.user_properties if name == TABLE]
    return [*lines, *([""] if handed else []), *handed]


def _calls(stats: Mapping[str, Sequence[Any]]) -> list[Any]:
    return [report for kind in ("passed", "failed") for report in stats.get(kind, ()) if report.when == "call"]


def _part(stats: Mapping[str, Sequence[Any]], marker: str, name: str, server: Server) -> str:
    ran = sum(marker in report.keywords for report in _calls(stats))
    skipped = [report for report in stats.get("skipped", ()) if marker in report.keywords]
    if not ran and not skipped:
        return f"{name}: no test selected"
    title = server.version if ran and marker == "postgres" else name
    reasons = sorted({_reason(report) for report in skipped})
    left_out = f"{len(skipped)} skipped ({'; '.join(reasons)})" if skipped else ""
    return f"{title}: {', '.join(part for part in (f'{ran} tests ran' if ran else 'did not run', left_out) if part)}"


def _reason(report: Any) -> str:
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return str(text).removeprefix("Skipped: ")
