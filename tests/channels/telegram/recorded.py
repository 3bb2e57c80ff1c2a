"""Updates and refusals in Telegram's own shape, by name."""

import json
from pathlib import Path
from typing import Any

PLACE = Path(__file__).parents[2] / "platforms" / "recorded" / "telegram"
UPDATES = sorted(path.stem for path in PLACE.glob("*.json") if path.stem != "refusals")


def recorded(name: str) -> dict[str, Any]:
    """The update of this name."""
    return dict(json.loads((PLACE / f"{name}.json").read_text()))


def refusals() -> dict[str, tuple[int, str]]:
    """Status and body of every refusal, by name."""
    found = json.loads((PLACE / "refusals.json").read_text())
    return {k: (v["status"], v["body"] if isinstance(v["body"], str) else json.dumps(v["body"])) for k, v in found.items()}
