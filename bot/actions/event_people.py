"""How owners and organisers name whom they give a role at an event: by an address, or by a code that person was shown."""

from datetime import datetime

from bot.actions import links
from bot.model.person import Person
from bot.model.ports import Secrets
from bot.storage import people
from bot.storage.database import Connection


class Unnamed(Exception):
    """Nobody is meant by what was typed: `unknown`, or `too_many` wrong codes."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def named(tx: Connection, secrets: Secrets, text: str, by: int, now: datetime) -> Person:
    """Whom an address or a code from `link` means; a code works once. Raises Unnamed."""
    text = text.strip()
    written = f"email:{text}" if "@" in text and ":" not in text else text
    found = people.by_address(tx, written) if ":" in written else links.whose(tx, secrets, text, by, now)
    if found is links.Trouble.TOO_MANY:
        raise Unnamed("too_many")
    if not isinstance(found, Person) or found.erased:
        raise Unnamed("unknown")
    return found
