"""The terminal: a mailbox of its own while Plaza runs, and a conversation line by line for `plaza chat`."""

import uuid
from collections.abc import Awaitable, Callable, Sequence

from bot.channels.terminal.outgoing import choices, draw
from bot.model.inbound import Inbound, Origin, Pressed, Said
from bot.model.outgoing import Outgoing, Press
from bot.model.ports import Asgi, Delivery, Inlet, Mailbox, Sent


class TerminalChannel:
    """Sent means kept for the person's next look."""

    name = "terminal"
    batch = 1
    pace = 0.0

    async def open(self, inlet: Inlet, mailbox: Mailbox) -> None:
        """Nothing listens: `plaza chat` comes by itself."""
        self.inlet, self.mailbox = inlet, mailbox

    async def close(self) -> None:
        """Nothing to let go of."""

    async def send(self, delivery: Delivery) -> Sent:
        """The row itself is the mailbox."""
        return Sent()

    def identity(self, address: str) -> str:
        """One identity, without a pace."""
        return self.name

    def web(self) -> tuple[str, Asgi] | None:
        """No pages."""
        return None


class Chat:
    """One person at one terminal. `pump` delivers what waits for terminals before each look into the mailbox."""

    def __init__(self, inlet: Inlet, mailbox: Mailbox, address: str, language: str, pump: Callable[[], Awaitable[object]]) -> None:
        self.inlet, self.mailbox, self.pump = inlet, mailbox, pump
        self.origin = Origin(channel="terminal", address=address, chat=address, language=language)
        self.cursor = 0
        self.numbered: list[Press] = []

    async def begin(self) -> None:
        """Remember what was said last, so that its numbers can still be typed; what came since their last line is still to be shown."""
        last = await self.mailbox.read(self.origin.address)
        self.cursor = next((letter.id for letter in reversed(last) if letter.answers), 0)
        for letter in last:
            self.number(letter.outgoing)

    async def say(self, line: str) -> Sequence[str]:
        """Say one line; what Plaza answers, and what else arrived meanwhile, ready to print."""
        for delivery in await self.inlet.converse(self.inbound(line), within=30.0):
            await self.inlet.settle(delivery.id, Sent())
        return await self.arrived()

    async def arrived(self) -> list[str]:
        """What came since the last look."""
        await self.pump()
        letters = await self.mailbox.read(self.origin.address, self.cursor, 50)
        if not self.cursor:
            letters = letters[-50:]
        for letter in letters:
            self.cursor = letter.id
            self.number(letter.outgoing)
        return [draw(letter.outgoing) for letter in letters]

    def number(self, said: Outgoing) -> None:
        """Typed numbers mean the newest message that has any, or none while a form asks for a number."""
        found = choices(said)
        if found or said.form:
            self.numbered = found

    def inbound(self, line: str) -> Inbound:
        """A typed number presses the button it stands in front of; everything else is said."""
        key = uuid.uuid4().hex
        text = line.strip()
        if text.isascii() and text.isdigit() and 1 <= int(text) <= len(self.numbered):
            press = self.numbered[int(text) - 1]
            if press.token:
                return Pressed(key, self.origin, press.token)
        return Said(key, self.origin, line)
