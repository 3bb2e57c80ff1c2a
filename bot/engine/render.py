"""Leased rows to Deliveries, and the mailbox of channels that keep their own screen."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

import structlog

from bot.engine.compose import Composer
from bot.engine.outcomes import SORRY
from bot.engine.texts import UNSAYABLE, Reader
from bot.handlers.router import Making, Router
from bot.model.codec import pack
from bot.model.outgoing import File
from bot.model.ports import Delivery, Organizer, Stream
from bot.model.reply import Reply
from bot.storage import leases
from bot.storage.database import Connection, Database
from bot.storage.outbox import ALERT, BROADCAST, Due

log = structlog.get_logger()
STREAMS = {ALERT: Stream.ALERTS, BROADCAST: Stream.BROADCASTS}


class Renderer:
    """Words in the reader's language, and the files a reply names; where the channel of this name invites, as invitations.

    `organizer` says for a channel's name who invites there, if anybody; `public_url` is where Plaza is found, "" for nowhere."""

    def __init__(
        self,
        database: Database,
        composer: Composer,
        router: Router,
        batch: Callable[[str], int],
        organizer: Callable[[str], Organizer | None] = lambda channel: None,
        public_url: str = "",
    ) -> None:
        self.database = database
        self.composer = composer
        self.router = router
        self.batch = batch
        self.organizer = organizer
        self.public_url = public_url

    async def render(self, due: Due) -> Delivery:
        """One row, ready for its channel."""
        wanted = [(a["maker"], a["value"]) for a in due.reply.get("attach", ()) if self._known(a["maker"])]
        files = await self.database.look(lambda tx: tuple(self._made(tx, due, *one) for one in wanted)) if wanted else ()
        said = self.composer.outgoing(due.id, due.reply, Reader(due.language, due.zone), self.batch(due.channel), files)
        stream = STREAMS.get(due.klass, Stream.PERSONAL)
        return Delivery(due.id, due.address, due.chat, said, due.answers, stream, due.topic, due.address_id)

    def _known(self, name: str) -> bool:
        return name in self.router.makers or name in self.router.drawers

    def _made(self, tx: Connection, due: Due, name: str, value: str) -> File:
        language = due.reply.get("language") or due.language
        by, inviter = self.organizer(due.channel), self.router.inviters.get(name)
        if by and inviter:
            return inviter(tx, value, language, by, due.address.partition(":")[2])
        if drawer := self.router.drawers.get(name):
            return drawer(Making(tx, language, self.composer.wording, self.public_url), value)
        return self.router.makers[name](tx, value, language)


class LetterBox:
    """The Mailbox: what was delivered to an address, by cursor."""

    def __init__(self, database: Database, renderer: Renderer, delivered: asyncio.Condition) -> None:
        self.database = database
        self.renderer = renderer
        self.delivered = delivered
        self._reported: set[int] = set()

    async def read(self, address: str, after: int = 0, most: int = 50) -> Sequence[Delivery]:
        """Deliveries to this address, in the order they were delivered.

        One that cannot be said any more (its block is gone, its data are an older version's) is an apology: the others are shown."""
        rows = await self.database.look(lambda tx: leases.letters(tx, address, after, most))
        shown = [await self._shown(row) for row in rows]
        return [one for one in shown if one is not None]

    async def _shown(self, row: Due) -> Delivery | None:
        """The row, else an apology in its place; None when not even that can be said."""
        try:
            return await self.renderer.render(row)
        except UNSAYABLE as problem:
            self._report(row, problem)
        sorry = pack(Reply(SORRY, {"item": row.id}, language=row.reply.get("language") or ""))
        try:
            return await self.renderer.render(replace(row, reply=sorry))
        except UNSAYABLE:
            return None

    def _report(self, row: Due, problem: Exception) -> None:
        """Once for each row: an open page reads its mailbox again and again."""
        if row.id not in self._reported:
            self._reported.add(row.id)
            feature, _, block = row.reply["message"].partition(".")
            remedy = f"mend block {block} in messages/*/{feature}.j2; `plaza messages check` names what is missing"
            log.error("mailbox.cannot_be_said", row=row.id, error=type(problem).__name__, reason=str(problem)[:200], remedy=remedy)

    async def changed(self, address: str, within: float) -> bool:
        """True when anything was delivered to anybody meanwhile: the caller reads again and sees."""
        async with self.delivered:
            try:
                await asyncio.wait_for(self.delivered.wait(), within)
            except TimeoutError:
                return False
        return True
