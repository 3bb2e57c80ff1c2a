"""What the web pages show, from the database: each look is one short reading transaction, and words come from messages/."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from bot.actions import calendar_feed, calendar_file, events_public
from bot.engine.texts import Reader
from bot.engine.turns import Conversation, listing
from bot.model.board import Card, EventPage, Feed
from bot.model.codec import pack, unpack
from bot.model.events import Event
from bot.model.form import Form
from bot.model.inbound import Origin
from bot.model.outgoing import Block, File, Sheet
from bot.model.person import Person
from bot.model.ports import Clock
from bot.model.reply import Reply
from bot.storage import dialogs, events_terms, people, registrations
from bot.storage.database import Connection, Database

WHOLE = 100
"""A page asks every question of a form at once."""
DEEP_LINK = re.compile(r"[A-Za-z0-9_-]{1,58}")


class PublicBoard:
    """The Board of a whole Plaza. `bot_name` is how Telegram calls it, as soon as that is known.

    What a visitor may do with an event is asked of the same handler that a chat asks, so that no page knows other rules."""

    def __init__(self, database: Database, conversation: Conversation, clock: Clock, bot_name: Callable[[], str]) -> None:
        self.database = database
        self.conversation = conversation
        self.clock = clock
        self.bot_name = bot_name

    async def feed(self, token: str) -> Feed | None:
        """The calendar behind a secret address."""
        secrets = self.conversation.house.composer.secrets
        return await self.database.look(lambda tx: calendar_feed.feed(tx, secrets, token))

    async def events(self, language: str) -> Sequence[Card]:
        """The events to come, then the last ones that are over."""
        found = await self.database.look(lambda tx: events_public.listed(tx, self.clock.now()))
        return [self._card(event, language) for event in found]

    async def event(self, slug: str, language: str, address: str = "") -> EventPage | None:
        """One event as whoever is reached at this address sees it."""
        return await self.database.look(lambda tx: self._page(tx, slug, language, address))

    async def file(self, slug: str, language: str) -> File | None:
        """The calendar file of an event."""
        event = await self.database.look(lambda tx: events_public.named(tx, slug))
        return calendar_file.event_file(event, language) if event else None

    def _page(self, tx: Connection, slug: str, language: str, address: str) -> EventPage | None:
        event = events_public.named(tx, slug)
        if event is None:
            return None
        who = people.by_address(tx, address) or Person(0)
        text = events_terms.particulars(tx, event.id).description(language)
        page = EventPage(self._card(event, language), self._tree("board.about", {"text": text}, language) if text else ())
        page = replace(page, held=registrations.active(tx, event.id, who.id) is not None, telegram=self._telegram(slug))
        reply = self._answer(tx, slug, replace(who, language=language), address)
        if reply.form:
            return replace(page, form=self._open(tx, who.id, reply.form, language) or self._sheet(reply.form, language))
        return replace(page, said=self._tree(reply.message, reply.data, language))

    def _answer(self, tx: Connection, slug: str, who: Person, address: str) -> Reply:
        """What a press on "register" would be answered; nothing is written."""
        turn = self.conversation.turn_of(tx, who, Origin(channel="web", address=address), self.clock.now())
        return listing(self.conversation.house.router.presses["events.register"].run(turn, slug))[0]

    def _card(self, event: Event, language: str) -> Card:
        standing = events_public.standing(event, self.clock.now())
        data = {"event": event, "left": event.capacity - event.taken}

        def say(block: str) -> str:
            return self.conversation.house.composer.wording(f"board.{block}", data, language)

        begins = f"{event.when.starts_at:%Y-%m-%dT%H:%MZ}"
        return Card(event.slug, event.title(language), say("when"), begins, say("where"), standing, say(standing.value))

    def _open(self, tx: Connection, person_id: int, form: Form[Any], language: str) -> Sheet | None:
        """The form as the person has it open, with their answers and what was wrong with them; None when they have not begun this one."""
        it = dialogs.of(tx, person_id)
        asks = ("event", "code")
        if it is None or it.form["name"] != form.name or any(it.form["given"].get(name) != form.given[name] for name in asks):
            return None
        stored = {"id": it.id, "form": pack(it.form), "answers": dict(it.answers), "errors": pack(it.errors)}
        return self.conversation.house.composer.sheet(stored, Reader(language), WHOLE)

    def _sheet(self, form: Form[Any], language: str) -> Sheet:
        """The form as nobody has opened it yet: there is no token to answer it with."""
        asked = {"id": 0, "form": pack({"name": form.name, "fields": form.fields, "given": form.given}), "answers": {}, "errors": {}}
        return replace(self.conversation.house.composer.sheet(asked, Reader(language), WHOLE), token="")

    def _tree(self, message: str, data: object, language: str) -> tuple[Block, ...]:
        return self.conversation.house.composer.texts.tree(message, unpack(pack(data)), Reader(language))

    def _telegram(self, slug: str) -> str:
        name = self.bot_name()
        return f"https://t.me/{name}?start=event_{slug}" if name and DEEP_LINK.fullmatch(slug) else ""
