"""`plaza outbox`: what waits, went out, failed or is unknown, and why."""

import json
from collections.abc import Mapping
from typing import Any

from bot.app.opened import opened
from bot.config import BadSettings
from bot.model.codec import loads
from bot.storage import outbox

STATES = ("due", "leased", "sent", "unknown", "failed", "expired", "cancelled")
SHOWN = ("id", "state", "channel", "recipient_id", "purpose", "campaign_id", "attempts", "reason", "platform_id")


def listing(state: str, *, as_json: bool) -> None:
    """The newest 200 rows, of one state or all, then how many there are of each. Addresses and texts are not shown."""
    if state and state not in STATES:
        raise BadSettings(f"--state {state!r}: choose {', '.join(STATES)}")
    with opened() as plaza:
        rows = plaza.database.read(lambda tx: [_row(row) for row in outbox.waiting(tx, state or None)])
        counts = plaza.database.read(outbox.counts)
    if as_json:
        print(json.dumps({"counts": counts, "rows": rows}, ensure_ascii=False, indent=2))
        return
    for row in rows:
        why = f" ({row['reason']})" if row["reason"] else ""
        print(f"{row['id']}\t{row['state']}\t{row['due_at']}\t{row['channel']}\tperson {row['recipient_id']}\t{row['message']}{why}")
    print(", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "nothing was ever said")


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    moments = {name: row[name].isoformat() if row[name] else None for name in ("due_at", "expires_at", "created_at", "settled_at")}
    message = loads(row["reply"])["message"] if row["reply"] else f"campaign {row['campaign_id']}"
    return {name: row[name] for name in SHOWN} | moments | {"class": row["class"], "message": message}
