"""A registration from an event's own page: the same inputs that the chat page would bring, one after the other, and what came of them.

The word opens the form in this visitor's conversation, and the answers fill it in. Sent a second time, each input is known already, and
what it was answered the first time is read from the mailbox."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.channels.web.incoming import Body
from bot.channels.web.site import SHOWN, Site
from bot.channels.web.talk import Talk, reading
from bot.channels.web.visitors import Visitor
from bot.model.inbound import Inbound
from bot.model.outgoing import Block, Sheet
from bot.model.ports import Delivery

LOOKS, PATIENCE = 4, 1.0
"""How often, and for how many seconds each, an answer is waited for that another request or the outbox brings."""


@dataclass(frozen=True, slots=True)
class Came:
    """What a registration came to: the form with what was wrong and the message it stands in, or words; neither when it takes long."""

    form: Sheet | None = None
    message: int = 0
    said: tuple[Block, ...] = ()

    @property
    def late(self) -> bool:
        """Whether nothing has come back yet."""
        return not (self.form or self.said)


@dataclass(frozen=True, slots=True)
class Signing:
    """One visitor who registers for one event."""

    site: Site
    talk: Talk
    visitor: Visitor
    slug: str

    async def sign(self, body: Body) -> Came:
        """Send the answers, into the form that came back last time if it is still open, else into a new one."""
        if body.get("token"):
            again = await self._answer(body, str(body.get("token")), str(body.get("message", "0")))
            if again.form or await self.held():
                return again
        opened = self._came(await self._say(body))
        if opened.form is None:
            return opened
        return await self._answer(body, opened.form.token, str(opened.message))

    async def held(self) -> bool:
        """Whether the visitor has a place by now."""
        board = self.site.settings.board
        page = await board.event(self.slug, self.visitor.language, self.visitor.address) if board else None
        return page is not None and page.held

    async def _say(self, body: Body) -> Sequence[Delivery]:
        text = f"/register {self.slug}"
        return await self._brought(reading("say", {**body, "text": text}, self.site, self.visitor))

    async def _answer(self, body: Body, token: str, message: str) -> Came:
        said = {**body, "token": token, "message": message}
        return self._came(await self._brought(reading("answer", said, self.site, self.visitor)))

    async def _brought(self, inbound: Inbound) -> Sequence[Delivery]:
        """The answers to an input, also to one that was brought before."""
        found: Sequence[Delivery] = await self.talk.tell(inbound)
        for _ in range(LOOKS):
            if found:
                break
            read = await self.site.mailbox.read(self.visitor.address, most=SHOWN)
            found = [one for one in read if one.answers == inbound.key]
            if not found:
                await self.site.mailbox.changed(self.visitor.address, PATIENCE)
        return found

    def _came(self, deliveries: Sequence[Delivery]) -> Came:
        for one in deliveries:
            if one.outgoing.form:
                return Came(one.outgoing.form, one.id)
        return Came(said=tuple(block for one in deliveries for block in one.outgoing.blocks))
