"""A Plaza without its channels, for the commands of operators: the same rules, words and database, and nothing listens."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from bot.app.assemble import Plaza, assemble
from bot.config import BadSettings, read
from bot.model.codec import pack
from bot.storage import schema

OPERATOR = "operator"


@contextmanager
def opened() -> Iterator[Plaza]:
    """A Plaza on a database at the newest schema. Raises BadSettings when the database cannot be opened."""
    plaza = assemble(read(), channels={})
    try:
        schema.upgrade(plaza.database)
        yield plaza
    except schema.Unreachable as error:
        raise BadSettings(f"PLAZA_DATABASE_URL: {error}; check that the database runs and may be opened") from error
    finally:
        plaza.close()


def day(option: str, text: str) -> date:
    """A day as operators write it. Raises BadSettings."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadSettings(f"{option} {text!r} is not a day: write it like 2027-02-22") from error


def show(value: object) -> None:
    """A result as JSON on stdout; days and moments as ISO text."""
    print(json.dumps(_plain(pack(value)), ensure_ascii=False))


def _plain(value: object) -> object:
    match value:
        case {"$at": text} | {"$day": text} | {"$time": text}:
            return text
        case dict():
            return {key: _plain(one) for key, one in value.items()}
        case list():
            return [_plain(one) for one in value]
    return value
