"""The door of events for the web page: the same deeds as in the chat, each in one short transaction."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.actions import check_in
from bot.actions.event_roles import anywhere
from bot.engine.compose import Composer
from bot.model.arrivals import CheckIn, Seen
from bot.model.entrance import Shown
from bot.model.person import Person
from bot.model.ports import Clock
from bot.storage import people
from bot.storage.database import Connection, Database

NOBODY = Person(0)


@dataclass(frozen=True, slots=True)
class Doorkeeper:
    """The Entrance of a whole Plaza."""

    database: Database
    composer: Composer
    clock: Clock

    async def stands_there(self, address: str) -> bool:
        """Organisers, and whoever has a role at any event."""
        return await self.database.look(lambda tx: anywhere(tx, _who(tx, address)))

    async def look(self, address: str, code: str, language: str) -> Shown:
        """The code as it stands now."""
        found = await self.database.look(lambda tx: check_in.look(tx, code, _who(tx, address), self.clock.now()))
        return self._worded(found, language)

    async def arrive(self, address: str, code: str, *, anyway: bool = False) -> bool:
        """Note it; the deed knows who may."""
        now = self.clock.now()
        found = await self.database.do(lambda tx: check_in.check_in(tx, code, _who(tx, address), now, anyway=anyway))
        return found.seen is Seen.ARRIVED

    async def undo(self, address: str, code: str) -> bool:
        """Take it back; the deed knows who may."""
        found = await self.database.do(lambda tx: check_in.undo(tx, check_in.code_in(code), _who(tx, address), self.clock.now()))
        return found.seen is not Seen.UNKNOWN

    def _worded(self, found: CheckIn, language: str) -> Shown:
        it, event = found.registration, found.event
        say = self._speaker(found, language)
        if it is None or event is None:
            return Shown(found.seen, verdict=say("unknown"))
        wanted = (("city", it.details.city), ("seats", say("party")), ("event", event.title(language)), ("counted", say("counted")))
        facts = tuple((say(f"label_{name}"), text) for name, text in wanted if text)
        return Shown(found.seen, it.code, it.details.name, say(found.seen), facts)

    def _speaker(self, found: CheckIn, language: str) -> Callable[[str], str]:
        it = found.registration
        data = {"event": found.event, "at": found.at, "here": found.here, "party": it.party if it else 0, "state": it.state if it else ""}
        return lambda block: self.composer.wording(f"entrance.{block}", data, language)


def _who(tx: Connection, address: str) -> Person:
    """Whoever is reached there; nobody for a browser that Plaza does not know, or whose person asked to be forgotten."""
    who = people.by_address(tx, address) if address else None
    return who if who and not who.erased else NOBODY
