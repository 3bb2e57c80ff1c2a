"""The email channel: mails out, through a relay or into files, and the page behind the link that ends a stream."""

import asyncio
import logging

from bot.channels.email.addresses import NoMailbox
from bot.channels.email.client_files import keep
from bot.channels.email.client_pages import Act, Pages
from bot.channels.email.client_pool import Pool
from bot.channels.email.envelope import Desk
from bot.channels.email.settings import EmailSettings
from bot.model.ports import Asgi, Busy, Delivery, Inlet, Mailbox, Organizer, Refused, Sent

log = logging.getLogger(__name__)
PAUSE = 60.0

__all__ = ["EmailChannel", "EmailSettings"]


class EmailChannel:
    """The channel `email`, as the engine and the app know it."""

    name: str = "email"
    batch: int = 20
    pace: float = 0.0

    def __init__(self, settings: EmailSettings, act: Act) -> None:
        self._settings = settings
        self._desk = Desk(settings)
        self.organizer = Organizer(str(settings.mailbox), settings.name)
        self._pages = Pages(settings, act)
        self._pool: Pool | None = None

    async def open(self, inlet: Inlet, mailbox: Mailbox) -> None:
        """Nothing is fetched yet; the first mail opens the first connection."""
        relay = self._settings.relay
        if relay is None:
            log.info("email: no relay; mails are written to %s", self._settings.folder)
        self._pages.open()

    async def close(self) -> None:
        """Return when no page is being served; connections are closed politely."""
        await self._pages.close()
        if self._pool:
            await self._pool.close()

    async def send(self, delivery: Delivery) -> Sent:
        """Hand one mail to the relay, or write it down. Raises Busy, Refused or Unknown."""
        try:
            it = self._desk.envelope(delivery)
        except NoMailbox as error:
            raise Refused("person", str(error)) from error
        except ValueError as error:
            raise Refused("payload", str(error)) from error
        relay = self._settings.relay
        if relay is None:
            try:
                await asyncio.to_thread(keep, self._settings.folder, delivery.id, it)
            except OSError as error:
                log.error("email: %s: %s", self._settings.folder, error.strerror)
                raise Busy(PAUSE) from error
            return Sent(it.message_id)
        if self._pool is None:
            self._pool = Pool(relay, self._settings.mailbox.domain, self._settings.connections)
        await self._pool.send(it)
        return Sent(it.message_id)

    def identity(self, address: str) -> str:
        """One relay for all."""
        return self.name

    def web(self) -> tuple[str, Asgi] | None:
        """The pages behind the links in mails."""
        return "/u", self._pages
