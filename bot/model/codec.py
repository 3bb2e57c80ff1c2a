"""Values to JSON and back: what the inbox, the outbox and open forms keep of a handler's data."""

import dataclasses
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from enum import Enum
from typing import Any

MARKS: Mapping[str, Callable[[str], object]] = {"$at": datetime.fromisoformat, "$day": date.fromisoformat, "$time": time.fromisoformat}


def pack(value: object) -> Any:
    """Anything a handler may put into a Reply as plain JSON values; dataclasses become objects, times are marked.

    Raises TypeError for what cannot be stored."""
    match value:
        case None | bool() | int() | float():
            return value
        case Enum():
            return value.value
        case str():
            return value
        case datetime():
            return {"$at": value.isoformat()}
        case date():
            return {"$day": value.isoformat()}
        case time():
            return {"$time": value.isoformat()}
        case Mapping():
            return {str(k): pack(v) for k, v in value.items()}
        case list() | tuple() | set() | frozenset():
            return [pack(v) for v in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: pack(getattr(value, f.name)) for f in dataclasses.fields(value)}
    raise TypeError(f"{type(value).__name__} cannot be kept in a message's data")


def unpack(value: Any) -> Any:
    """The inverse of `pack`, but that dataclasses stay objects (dicts). What only looks like a marked time stays as it is."""
    if isinstance(value, dict):
        return _time(value) if len(value) == 1 and not MARKS.keys().isdisjoint(value) else {k: unpack(v) for k, v in value.items()}
    return [unpack(v) for v in value] if isinstance(value, list) else value


def _time(value: dict[str, Any]) -> Any:
    ((mark, text),) = value.items()
    try:
        return MARKS[mark](text)
    except (TypeError, ValueError):
        return value


def dumps(value: object) -> str:
    """`pack`, as compact JSON text."""
    return json.dumps(pack(value), ensure_ascii=False, separators=(",", ":"))


def loads(text: str) -> Any:
    """The inverse of `dumps`."""
    return unpack(json.loads(text))
