"""A hall for tests of what happens around an event: people in time zones who register, a clock that rings, a post that delivers."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.actions import events as organising
from bot.actions import events_remind, registrations
from bot.knowledge.library import Library
from bot.model.events import Details, Event, Span
from bot.model.person import Role
from bot.storage import events, leases, outbox, people
from bot.storage.database import Connection, Database
from tests.alerting import at, library_with_rules
from tests.events_world import BY, open_event


@dataclass
class Hall:
    """Everything happens at `now`, each deed in a transaction of its own."""

    database: Database
    library: Library = field(default_factory=library_with_rules)
    now: datetime = field(default_factory=lambda: at("2027-03-01"))
    people: dict[str, int] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)

    def event(self, **changes: Any) -> Event:
        """An open event (13 May 2027, 9:30 in Seoul, for three people) but for the changes."""
        return self.database.write(lambda tx: open_event(tx, self.now, **changes))

    def again(self, event: Event) -> Event:
        """The event as it stands now."""
        return self.database.read(lambda tx: events.by_id(tx, event.id))

    def person(self, name: str, zone: str = "Asia/Seoul", language: str = "en", city: str = "", roles: Iterable[Role] = ()) -> int:
        """Somebody who lives there, with an address on paper."""

        def make(tx: Connection) -> int:
            leases.know_identity(tx, "paper", "paper")
            new = people.add(tx, name=name, language=language, zone=zone, now=self.now, city=city)
            people.add_address(tx, new, "paper", f"paper:{name}", "paper", self.now)
            for role in roles:
                people.grant(tx, new, role, "test", self.now)
            return new

        self.people[name] = self.database.write(make)
        return self.people[name]

    def register(self, event: Event, name: str, zone: str = "Asia/Seoul", language: str = "en", **said: str) -> str:
        """Somebody takes a place now; their code."""
        who = self.people.get(name) or self.person(name, zone, language)
        details = replace(Details(name, "Girona", "official", "", language), **said)
        taken = self.database.write(lambda tx: registrations.take_place(tx, event.slug, who, details, self.now))
        self.codes[name] = taken.registration.code
        return self.codes[name]

    def withdraw(self, name: str) -> None:
        """Somebody gives their place up."""
        self.database.write(lambda tx: registrations.give_up(tx, self.codes[name], self.people[name], self.now))

    def move(self, event: Event, when: Span, city: str = "") -> None:
        """An organiser moves it."""
        it = self.again(event)
        self.database.write(lambda tx: organising.move(tx, it.slug, when, city or it.city, it.place, BY, self.now))

    def ring(self, moment: datetime | None = None) -> int:
        """The clock rings, then or now; how many reminders are new."""
        self.now = moment or self.now
        return self.database.write(lambda tx: events_remind.ring(tx, self.library.rules, self.now))

    def deliver(self, moment: datetime | None = None) -> list[str]:
        """Lease what is due, then or now, and mark it sent; who got what, as `name:message`."""
        self.now = moment or self.now

        def work(tx: Connection) -> list[str]:
            found = leases.lease(tx, "post", "paper", self.now, answers=False, most=1000)
            leases.record(tx, "post", [outbox.Result(one.id, "sent", "sent") for one in found], self.now)
            names = {known: name for name, known in self.people.items()}
            return [f"{names[one.recipient_id]}:{one.reply['message']}" for one in found]

        return sorted(self.database.write(work))

    def rows(self, **wanted: object) -> list[Any]:
        """Rows of the outbox."""
        query = select(outbox.outbox).order_by(outbox.outbox.c.id)
        for name, value in wanted.items():
            query = query.where(outbox.outbox.c[name] == value)
        return self.database.read(lambda tx: list(tx.execute(query).all()))
