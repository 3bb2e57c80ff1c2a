"""The npm package `ical.js` as a second reader of calendars: what Thunderbird would make of a file, run where it is installed."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

CHECKOUT = Path(__file__).parents[2]
SCRIPT = Path(__file__).with_name("calendar.mjs")


def trouble() -> str:
    """Why it cannot be asked; empty when it can."""
    if not shutil.which("node"):
        return "no `node` on the PATH"
    return "" if (CHECKOUT / "node_modules" / "ical.js").is_dir() else "npm package `ical.js` not found in node_modules"


second_reader = pytest.mark.skipif(bool(trouble()), reason=trouble() or "here")


def understood(content: bytes) -> dict[str, Any]:
    """The method and the entries of a file, as that reader understands them. Raises CalledProcessError for a file that it refuses."""
    node = shutil.which("node") or "node"
    done = subprocess.run([node, str(SCRIPT)], input=content, capture_output=True, check=True, timeout=20)
    return dict(json.loads(done.stdout))
