"""Payloads in Slack's own shape, by name."""

import json
from pathlib import Path
from typing import Any

PLACE = Path(__file__).parents[2] / "platforms" / "recorded" / "slack"
ALL = sorted(path.stem for path in PLACE.glob("*.json"))


def recorded(name: str) -> dict[str, Any]:
    """The payload of this name."""
    return dict(json.loads((PLACE / f"{name}.json").read_text(encoding="utf-8")))
