"""Telegram as a channel: opens the bot, listens by webhook or by polling, sends."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram import client_errors as errors
from bot.channels.telegram.client_intake import Gate, Intake, Membership
from bot.channels.telegram.client_poll import Backoff, Poller
from bot.channels.telegram.client_send import Sender
from bot.channels.telegram.client_webhook import webhook
from bot.channels.telegram.client_wire import connect
from bot.channels.telegram.incoming import CHANNEL, Me, Spot
from bot.channels.telegram.menu import menus
from bot.channels.telegram.recent import Recent
from bot.channels.telegram.settings import PREFIX, TelegramSettings
from bot.model.ports import Asgi, Busy, Delivery, Inlet, Mailbox, Refused, Sent

log = logging.getLogger(__name__)

KINDS = ["message", "callback_query", "my_chat_member"]
PATIENCE = 3.0  # seconds `open` waits for Telegram before it goes on trying in the background
T = TypeVar("T")


class TelegramChannel:
    """One bot. `membership`, if given, is told of people who block us or come back: (address, "blocked" or "active").

    `stopped` says why it does not listen, if it does not: Telegram refuses the token, or another process polls."""

    name = CHANNEL
    batch = 1
    pace = 28.5  # messages a second: 95 % of what Telegram allows a bot

    def __init__(self, settings: TelegramSettings, membership: Membership | None = None) -> None:
        self._settings = settings
        self._membership = membership
        self._spots: Recent[str, Spot] = Recent()
        self._gate = Gate()
        self._stop = asyncio.Event()
        self._pages = webhook(settings.webhook_secret, self._pushed)
        self._me: Me | None = None
        self._sender: Sender | None = None
        self._running: asyncio.Task[None] | None = None
        self.stopped = ""

    @property
    def bot_name(self) -> str:
        """What people find us by, without @; empty until Telegram has said who we are."""
        return self._me.username if self._me else ""

    async def open(self, inlet: Inlet, mailbox: Mailbox) -> None:
        """Start listening. Telegram being away, or refusing us, is no reason to fail: it is logged, and the rest of the house opens."""
        try:
            self._wire, self._requests = connect(self._settings)
        except InvalidToken:
            return self._halt("the token is malformed; it looks like 123456:ABC-DEF")
        for request in self._requests:
            await request.initialize()
        self._sender = Sender(self._wire, self._spots)
        self._intake = Intake(self._wire, self._sender, inlet, self._spots, self._membership)
        ready = asyncio.Event()
        self._running = asyncio.create_task(self._run(ready))
        try:
            await asyncio.wait_for(ready.wait(), PATIENCE)
        except TimeoutError:
            log.warning("telegram: not there yet; will go on trying")
        return None

    async def close(self) -> None:
        """Stop taking input; return when nothing is under way. What Telegram still holds comes after the next start."""
        self._stop.set()
        await self._gate.shut()
        if self._running:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
            for request in self._requests:
                await request.shutdown()

    async def send(self, delivery: Delivery) -> Sent:
        """Hand one message to Telegram. Raises Busy, Refused, Moved or Unknown."""
        if self._sender is None:
            raise Refused("sender", self.stopped) if self.stopped else Busy(errors.PAUSE)
        with self._gate.passage():
            return await self._sender.send(delivery)

    def identity(self, address: str) -> str:
        """All addresses share the one bot, and its pace."""
        return CHANNEL

    def web(self) -> tuple[str, Asgi] | None:
        """The page for pushed updates; nothing when they are polled."""
        return (PREFIX, self._pages) if self._settings.webhook_secret else None

    async def _run(self, ready: asyncio.Event) -> None:
        try:
            me = await self._insist(self._wire.who_am_i)
            if me is not None and await self._insist(self._listen):
                self._me = me
                ready.set()
                await asyncio.gather(self._offer(), self._poll(me))
        except (BadRequest, Conflict, Forbidden, InvalidToken) as error:
            self._halt(error.message)
        finally:
            ready.set()

    async def _listen(self) -> bool:
        """Tell Telegram to push, or not to."""
        if not self._settings.webhook_secret:
            return bool(await self._wire.call("deleteWebhook", {}))
        hook = {"url": self._settings.webhook_url, "secret_token": self._settings.webhook_secret, "allowed_updates": KINDS}
        return bool(await self._wire.call("setWebhook", hook))

    async def _poll(self, me: Me) -> None:
        async def take(update: dict[str, Any]) -> None:
            with self._gate.passage():
                await self._intake.take(update, me)

        if not self._settings.webhook_secret:
            await Poller(self._wire, take, KINDS, self._stop).run()

    async def _pushed(self, update: dict[str, Any]) -> bool:
        """An update that Telegram pushed; refused before we know who we are and after `close`."""
        if self._gate.closed or self._me is None:
            return False
        with self._gate.passage():
            await self._intake.take(update, self._me)
        return True

    async def _offer(self) -> None:
        """Fill the menus; a menu that cannot be set stops nothing."""
        for menu in menus(self._settings.commands):
            try:
                await self._wire.call("setMyCommands", menu)
            except TelegramError as error:
                log.warning("telegram: the menu for %r was not set: %s", menu["language_code"] or "all", error.message)

    async def _insist(self, call: Callable[[], Awaitable[T]]) -> T | None:
        """Try until it works, or until `close`; what no patience mends is raised."""
        backoff = Backoff(self._stop)
        while not self._stop.is_set():
            try:
                return await call()
            except (BadRequest, Conflict, Forbidden, InvalidToken):
                raise
            except TelegramError as error:
                log.warning("telegram: cannot start yet, will try again: %s", error.message)
                await backoff.pause(errors.seconds(error) if isinstance(error, RetryAfter) else 0.0)
        return None

    def _halt(self, reason: str) -> None:
        self.stopped = reason
        log.error("telegram does not listen: %s", reason)
