"""One update in: committed before this returns, a press answered on the spot."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from telegram.error import TelegramError

from bot.channels.telegram import incoming
from bot.channels.telegram.client_send import Failure, Sender
from bot.channels.telegram.client_wire import Wire
from bot.channels.telegram.incoming import Me, Spot
from bot.channels.telegram.recent import Recent
from bot.model.inbound import Pressed
from bot.model.ports import Inlet, Outcome

log = logging.getLogger(__name__)

Membership = Callable[[str, str], Awaitable[None]]


class Gate:
    """Counts what is under way, and waits for its end."""

    def __init__(self) -> None:
        self.closed = False
        self._inside = 0
        self._empty = asyncio.Event()
        self._empty.set()

    @contextmanager
    def passage(self) -> Iterator[None]:
        """One piece of work."""
        self._inside += 1
        self._empty.clear()
        try:
            yield
        finally:
            self._inside -= 1
            if not self._inside:
                self._empty.set()

    async def shut(self) -> None:
        """Say that nothing new is welcome, and return when nothing is under way."""
        self.closed = True
        await self._empty.wait()


class Intake:
    """Brings updates to the inlet. Whatever the inlet raises passes through, and the update counts as not taken."""

    def __init__(self, wire: Wire, sender: Sender, inlet: Inlet, spots: Recent[str, Spot], membership: Membership | None) -> None:
        self._wire = wire
        self._sender = sender
        self._inlet = inlet
        self._spots = spots
        self._membership = membership

    async def take(self, update: Mapping[str, Any], me: Me) -> None:
        """Return once the update is committed, or known to be none of our business."""
        query = incoming.query(update)
        # At once and beside the handling: people look at a spinning button until this is done.
        answering = asyncio.create_task(self._answer(query)) if query else None
        try:
            await self._bring(update, me)
        finally:
            if answering:
                await answering

    async def _bring(self, update: Mapping[str, Any], me: Me) -> None:
        change = incoming.membership(update)
        if change and self._membership:
            await self._membership(*change)
        inbound = incoming.read(update, me)
        if inbound is None:
            return
        if spot := incoming.spot(update):
            self._spots.keep(inbound.key, spot)
        if isinstance(inbound, Pressed):
            await self._converse(inbound)
        else:
            await self._inlet.accept(inbound)

    async def _converse(self, pressed: Pressed) -> None:
        """What a press says comes back here and is drawn now; every delivery gets its outcome."""
        for delivery in await self._inlet.converse(pressed):
            outcome: Outcome
            try:
                outcome = await self._sender.send(delivery)
            except Failure as failure:
                outcome = failure
            await self._inlet.settle(delivery.id, outcome)

    async def _answer(self, query: str) -> None:
        """Stop the spinner. A query that is too old, or answered before, needs nothing more."""
        try:
            await self._wire.call("answerCallbackQuery", {"callback_query_id": query})
        except TelegramError as error:
            log.debug("telegram: a press was not answered: %s", error.message)
