"""The body of a request from Slack, read before anything believes it."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

LONGEST_BODY = 1 << 20


def plausible(timestamp: str, signature: str) -> bool:
    """Whether these headers can be checked at all: Bolt stumbles over a timestamp that is no number and over non-ASCII."""
    return timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 16 and signature.isascii() and bool(signature)


def parse(text: str, content_type: str) -> Mapping[str, Any]:
    """The payload of an event (JSON), an interaction (JSON in a form field) or a command (a form).

    Raises ValueError for anything else."""
    try:
        body = _parsed(text, content_type)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(body, dict) or not body or not isinstance(body.get("event", {}), dict):
        raise ValueError("not shaped like Slack's")
    return body


def _parsed(text: str, content_type: str) -> Any:
    if content_type.partition(";")[0].strip().lower() == "application/json":
        return json.loads(text)
    form = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=100))
    return json.loads(form["payload"]) if "payload" in form else form
