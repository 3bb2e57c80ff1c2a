"""Line `forum`: 2,000 people register within seconds of the clock, on three channels and in three languages, for 1,800 seats; 200
withdraw, the date moves and all are told, 1,500 arrive. Each input comes through the door as a channel brings it; only wires are paper."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import text

from bot.app.assemble import Plaza, assemble
from bot.config import read
from bot.model.events import Event, Registration
from bot.model.person import LANGUAGES, Role
from bot.storage import events, people, registrations
from bot.storage.database import Connection
from tests.bench.measure import Line, own_home
from tests.clocks import PaperClock
from tests.databases import Files, Server
from tests.events_world import faults, hasty, open_event
from tests.paper import PaperChannel
from tests.talk import Talk

PEOPLE = 2000
AT_ONCE = 20
CHANNELS = ("page", "window") * 4 + ("page", "phone")
"""Where they come from, in turn: a phone asks one question at a time, the others show the form whole."""
MOMENT = 0.002
"""Seconds of the clock from one input of the rush to the next."""
CITIES = 400
SAID = {"role": "official", "needs": "", "language": "en"}
ONE_BY_ONE = {"role": "2", "language": "1"}
SKIP = {"en": "skip", "es": "omitir", "fr": "passer"}
WORDS = {
    "en": ("register", "Cancel registration", "Yes, cancel it"),
    "es": ("inscribirme", "Cancelar inscripción", "Sí, cancelarla"),
    "fr": ("inscription", "Annuler l'inscription", "Oui, l'annuler"),
}


@dataclass
class Forum:
    """A Plaza with an open forum, its organiser, everybody who comes, and how long each part of the day took (seconds).

    Nine of ten get a seat at once, one of ten withdraws, three of four arrive."""

    plaza: Plaza
    clock: PaperClock
    event: Event
    olga: Talk
    crowd: list[Talk]
    took: dict[str, float] = field(default_factory=dict)

    async def day(self) -> None:
        """All of it, in its order; every part is checked by counting."""
        for part in (self.rush, self.withdraw, self.move, self.arrive):
            begun = time.perf_counter()
            await part()
            self.took[part.__name__] = time.perf_counter() - begun

    async def rush(self) -> None:
        """Everybody registers: one form on a page, one form in a window, or question by question; so many at the same time."""
        for start in range(0, len(self.crowd), AT_ONCE):
            together = enumerate(self.crowd[start : start + AT_ONCE], start)
            await asyncio.gather(*(self.register(who, number) for number, who in together))

    async def register(self, who: Talk, number: int) -> None:
        """One of them comes, asks for the form and fills it in."""
        self.clock.forward(seconds=MOMENT)
        await who.command(WORDS[who.language][0], self.event.slug)
        answers = ONE_BY_ONE | {"needs": SKIP[who.language]} if who.origin.channel == "phone" else SAID
        await who.fill({"name": f"Person {number:04d}", "city": f"City {number % CITIES}"} | answers)

    async def withdraw(self) -> None:
        """Every tenth gives up the seat or the place in the line; whoever waits moves up and is told."""
        for who in self.crowd[::10]:
            await who.press(WORDS[who.language][1])
            await who.press(WORDS[who.language][2])
        await self.plaza.deliverer.flush()

    async def move(self) -> None:
        """A week later: everybody who has a seat is told, and has it."""
        await self.olga.say(f"organise {self.event.slug}")
        await self.olga.press("Change date or place")
        when = {"start_day": "2027-05-20", "start_time": "09:30", "end_day": "2027-05-22", "end_time": "17:00"}
        await self.olga.fill({**when, "zone": "Asia/Seoul", "city": "Gwangju", "place": "Town hall"})
        await self.plaza.deliverer.flush()

    async def arrive(self) -> None:
        """The doors open: one code after the other."""
        self.clock.set(self.now().when.starts_at)
        for it in self.roll("confirmed")[: len(self.crowd) * 3 // 4]:
            await self.olga.command("check-in", it.code)

    def now(self) -> Event:
        """The forum as it stands."""
        return self.plaza.database.read(lambda tx: events.by_id(tx, self.event.id))

    def roll(self, state: str) -> list[Registration]:
        """Who is registered in this state, in the order they came."""
        return [it for it in self.plaza.database.read(lambda tx: registrations.roll(tx, self.event.id)) if it.state == state]

    def told(self, purpose: str) -> int:
        """How many were sent a message for this purpose (a LIKE pattern, or one of its campaign's name)."""
        query = text(
            "SELECT count(*) FROM outbox o LEFT JOIN campaign c ON c.id = o.campaign_id"
            " WHERE o.state = 'sent' AND (o.purpose LIKE :wanted OR c.name LIKE :wanted)"
        )
        return self.plaza.database.read(lambda tx: tx.execute(query, {"wanted": purpose}).scalar()) or 0

    def arrived(self) -> int:
        """How many were checked in."""
        return self.plaza.database.read(lambda tx: tx.execute(text("SELECT count(*) FROM arrival")).scalar()) or 0

    def wrong(self) -> list[str]:
        """What is wrong with the seats."""
        return self.plaza.database.read(lambda tx: faults(tx, self.clock.now(), self.event.slug))


@asynccontextmanager
async def forum(url: str, size: int = PEOPLE) -> AsyncIterator[Forum]:
    """The forum on the eve of the rush; half of those who come have a mail address beside their chat."""
    wires = {name: PaperChannel(name, batch=batch) for name, batch in (("page", 100), ("window", 100), ("phone", 1), ("email", 20))}
    clock = PaperClock()
    plaza = assemble(read(database_url=url, secret_key="a key for benches"), channels=wires, clock=clock)
    hasty(plaza.database)
    event = plaza.database.write(lambda tx: open_event(tx, capacity=size * 9 // 10))
    crowd = [Talk(plaza, f"{CHANNELS[n % len(CHANNELS)]}:{n}", language=LANGUAGES[n // len(CHANNELS) % 3]) for n in range(size)]
    it = Forum(plaza, clock, event, Talk(plaza, "page:olga"), crowd)
    plaza.database.write(lambda tx: settle_in(tx, it))
    yield it
    plaza.close()


def settle_in(tx: Connection, it: Forum) -> None:
    """People who have talked before, every second one with a mail address; and an organiser among them."""
    now = it.clock.now()
    for number, who in enumerate([*it.crowd, it.olga]):
        one = people.add(tx, name="", language=who.language or "en", now=now)
        if number % 2:
            people.add_address(tx, one, "email", f"email:p{number}@city.example", "email", now - timedelta(days=1))
        people.add_address(tx, one, who.origin.channel, who.address, who.origin.channel, now)
    people.grant(tx, one, Role.ORGANISER, "bench", now)


async def spent(url: str) -> dict[str, float]:
    """How long each part of one day took. Raises RuntimeError when a seat went wrong."""
    async with forum(url) as it:
        await it.day()
        if wrong := it.wrong():
            raise RuntimeError(", ".join(wrong))
        return it.took


def measured(name: str, url: str) -> Iterator[Line]:
    """The lines of one database."""
    took = asyncio.run(spent(url))
    yield Line(f"forum {name} rush", PEOPLE / took["rush"], "reg/s")
    yield Line(f"forum {name} withdraw", PEOPLE / 10 / took["withdraw"], "people/s")
    yield Line(f"forum {name} move", PEOPLE * 9 / 10 / took["move"], "told/s")
    yield Line(f"forum {name} arrive", PEOPLE * 3 / 4 / took["arrive"], "people/s")


def lines() -> Iterator[object]:
    """SQLite, and PostgreSQL where there is one."""
    with own_home() as home:
        yield from measured("sqlite", Files(home).fresh(home / "var" / "plaza.db"))
        server = Server()
        if server.trouble:
            yield f"# forum postgresql: {server.trouble}"
            return
        yield from measured("postgresql", server.fresh())
        server.close()
