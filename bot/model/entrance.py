"""The door of events as a web page shows it: whoever stands there sees who a code is, and notes that they have arrived."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

FOLDER = "/check-in"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a code is, in a reader's words. `seen` is a `Seen`; for an unknown code there are no words about anybody.

    `verdict` says how it stands, `facts` what else to look at: city, seats, event, how many have arrived."""

    seen: str
    code: str = ""
    name: str = ""
    verdict: str = ""
    facts: Sequence[tuple[str, str]] = ()


class Entrance(Protocol):
    """Where the page asks and tells; `address` is the visitor's. Nobody but who stands at some door learns or changes anything."""

    async def stands_there(self, address: str) -> bool:
        """Whether whoever is reached there checks people in at any event."""

    async def look(self, address: str, code: str, language: str) -> Shown:
        """What this code is; nothing is noted."""

    async def arrive(self, address: str, code: str, *, anyway: bool = False) -> bool:
        """Note the arrival, with `anyway` outside the hours of the event too; False when nothing was noted now."""

    async def undo(self, address: str, code: str) -> bool:
        """Take the arrival back; False when there was none."""
