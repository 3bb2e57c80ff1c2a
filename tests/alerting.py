"""A town of subscribers for tests: people in time zones, a calendar that moves, and a clock that rings."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from bot.actions import alerts, alerts_consent, alerts_move
from bot.knowledge import rules
from bot.knowledge.library import Library
from bot.model.alerts import Moves
from bot.model.knowledge import DateChange, DateState
from bot.storage import leases, outbox, people
from bot.storage.audit import audit
from bot.storage.database import Connection, Database
from bot.storage.people import person

CHECKOUT = Path(__file__).parent.parent
OPENS = "hrc:session:64:opens"
SOURCE = "https://www.ohchr.org/en/hr-bodies/hrc/home"


@lru_cache
def library_with_rules() -> Library:
    """The library of the checkout with its own alert rules, read once."""
    library = Library.load(CHECKOUT / "config" / "knowledge")
    return replace(library, rules=rules.load(CHECKOUT / "config" / "alerts.yaml", library, lambda block: True))


def at(day: str, clock: str = "09:00") -> datetime:
    """A moment in UTC."""
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), UTC)


@dataclass
class Town:
    """Everything happens at `now`, each deed in a transaction of its own."""

    database: Database
    library: Library
    now: datetime = field(default_factory=lambda: at("2026-11-23"))
    people: dict[str, int] = field(default_factory=dict)

    def person(
        self, name: str, zone: str = "Europe/Zurich", topics: Sequence[str] = ("hrc",), language: str = "en", channel: str = "paper"
    ) -> int:
        """Somebody who lives there and has agreed to these topics."""

        def make(tx: Connection) -> int:
            leases.know_identity(tx, channel, channel)
            new = people.add(tx, name=name, language=language, zone=zone, now=self.now)
            people.add_address(tx, new, channel, f"{channel}:{name}", channel, self.now)
            return new

        self.people[name] = self.database.write(make)
        self.join(name, *topics)
        return self.people[name]

    def join(self, name: str, *topics: str) -> None:
        """Agree to topics."""
        chosen = [topic for topic in self.library.rules.topics if topic.id in topics]
        wordings = {topic.id: f"I want {topic.id}" for topic in chosen}
        self.database.write(lambda tx: alerts_consent.subscribe(tx, self.people[name], chosen, wordings, "paper", "en", self.now))

    def leave(self, name: str, *topics: str) -> int:
        """Leave topics; how many waiting messages went."""
        return self.database.write(lambda tx: alerts_consent.leave(tx, self.people[name], topics, self.now))

    def moves_to(self, name: str, zone: str) -> None:
        """Change somebody's time zone."""
        self.database.write(lambda tx: people.change(tx, self.people[name], zone=zone))

    def ring(self, *, everybody: bool = False) -> int:
        """The clock rings now; how many messages are new."""
        return self.database.write(lambda tx: alerts.ring(tx, self.library, self.now, everybody=everybody))

    def set(self, anchor: str, day: str | None, state: DateState = DateState.CONFIRMED) -> Moves:
        """Somebody sets a date."""
        fresh = date.fromisoformat(day) if day else None
        change = DateChange(anchor, fresh, state, SOURCE, "operator", self.now)
        return self.database.write(lambda tx: alerts_move.set_dates(tx, self.library, [change], self.now))

    def deliver(self, most: int = 1000) -> list[str]:
        """Lease what is due and mark it sent; who got what, as `name:message`."""

        def work(tx: Connection) -> list[str]:
            found = leases.lease(tx, "post", "paper", self.now, answers=False, most=most)
            leases.record(tx, "post", [outbox.Result(one.id, "sent", "sent") for one in found], self.now)
            return [f"{self._name(one.recipient_id)}:{one.reply['message']}" for one in found]

        return sorted(self.database.write(work))

    def rows(self, **wanted: object) -> list[Any]:
        """Rows of the outbox."""
        query = select(outbox.outbox).order_by(outbox.outbox.c.id)
        for name, value in wanted.items():
            query = query.where(outbox.outbox.c[name] == value)
        return self.database.read(lambda tx: list(tx.execute(query).all()))

    def notes(self, deed: str) -> list[str]:
        """The subjects of the audit trail's lines about this deed."""
        return self.database.read(lambda tx: list(tx.execute(select(audit.c.subject).where(audit.c.deed == deed)).scalars()))

    def erase(self, name: str) -> None:
        """Mark somebody as erased."""
        self.database.write(lambda tx: tx.execute(update(person).where(person.c.id == self.people[name]).values(erased_at=self.now)))

    def _name(self, identifier: int) -> str:
        return next(name for name, known in self.people.items() if known == identifier)
