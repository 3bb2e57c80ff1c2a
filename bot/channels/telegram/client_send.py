"""Messages onto the wire: anew, or in the place of the one whose button was pressed."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from telegram.error import TelegramError

from bot.channels.telegram import client_errors as errors
from bot.channels.telegram import outgoing
from bot.channels.telegram.client_wire import Wire, upload
from bot.channels.telegram.incoming import Spot
from bot.channels.telegram.outgoing import Part
from bot.channels.telegram.recent import Recent
from bot.model.ports import Busy, Delivery, Moved, Refused, Sent, Unknown

log = logging.getLogger(__name__)

Failure = (Busy, Moved, Refused, Unknown)


@dataclass(frozen=True, slots=True)
class Room:
    """A chat, and the topic in it (0: none). People have positive ids, groups negative ones."""

    chat: int
    topic: int = 0

    @classmethod
    def of(cls, delivery: Delivery) -> "Room":
        """Where this goes: personal words never into a group. Raises ValueError when there is no such place."""
        chat, _, topic = delivery.chat.partition(":")
        if not chat or (delivery.outgoing.personal and int(chat) < 0):
            chat, topic = delivery.address.partition(":")[2], ""
        return cls(int(chat), int(topic or 0))

    @property
    def params(self) -> dict[str, Any]:
        return {"chat_id": self.chat, **({"message_thread_id": self.topic} if self.topic else {})}


class Sender:
    """Sends deliveries. `spots` knows, for a while, the message each input came from."""

    def __init__(self, wire: Wire, spots: Recent[str, Spot]) -> None:
        self._wire = wire
        self._spots = spots
        # How many parts of a long message arrived, so that a second attempt goes on where the first was stopped.
        self._progress: Recent[int, int] = Recent()

    async def send(self, delivery: Delivery) -> Sent:
        """Hand one message to Telegram. Raises Busy, Refused, Moved or Unknown."""
        try:
            room, parts = Room.of(delivery), outgoing.draw(delivery.outgoing)
        except ValueError as error:
            raise Refused("payload", str(error)) from error
        spot = self._spots.get(delivery.answers) if delivery.answers else None
        here = spot if spot and spot.chat == room.chat else None
        try:
            return await self._all(delivery, room, parts, here)
        except TelegramError as error:
            raise errors.classify(error) from error

    async def _all(self, delivery: Delivery, room: Room, parts: Sequence[Part], spot: Spot | None) -> Sent:
        """Every part in order, the first in place of the pressed message when it is meant to be."""
        done, message = self._progress.get(delivery.id) or 0, 0
        edited = False
        for n, part in enumerate(parts):
            if n < done:
                continue
            if n == 0 and delivery.outgoing.edits and spot and spot.editable and not part.file:
                edited = await self._edit(spot, part)
            message = spot.message if n == 0 and edited and spot else await self._post(room, part, spot if n == 0 else None)
            self._progress.keep(delivery.id, n + 1)
        self._progress.drop(delivery.id)
        if parts and spot and spot.pressed and spot.private and not edited:
            await self._retire(spot)
        return Sent(f"{room.chat}:{message}" if message else "")

    async def _post(self, room: Room, part: Part, spot: Spot | None) -> int:
        """One new message; its number."""
        params = {**room.params, **_quoting(spot)}
        try:
            return await self._put({**part.params(), **params}, part, photo=part.photo)
        except TelegramError as error:
            if part.photo and errors.bad_picture(error):
                return await self._put({**part.params(), **params}, part, photo=False)
            if not errors.unparsed(error):
                raise
            log.warning("telegram: sent as plain text, its HTML was refused: %s", error.message)
            return await self._put({**part.params(as_html=False), **params}, part, photo=part.photo)

    async def _put(self, params: dict[str, Any], part: Part, *, photo: bool) -> int:
        if part.file:
            field, method = ("photo", "sendPhoto") if photo else ("document", "sendDocument")
            found = await self._wire.call(method, {**params, field: upload(part.file)})
        else:
            found = await self._wire.call("sendMessage", params)
        return int(found["message_id"])

    async def _edit(self, spot: Spot, part: Part) -> bool:
        """Turn the pressed message into this one; False when it is gone, so that the words must be sent anew."""
        place = {"chat_id": spot.chat, "message_id": spot.message}
        try:
            await self._wire.call("editMessageText", {**part.params(), **place})
        except TelegramError as error:
            if errors.unparsed(error):
                await self._wire.call("editMessageText", {**part.params(as_html=False), **place})
            elif not errors.unchanged(error):
                if errors.uneditable(error):
                    return False
                raise
        return True

    async def _retire(self, spot: Spot) -> None:
        """Take the used buttons away; the answer has arrived, so a failure here is only untidy."""
        try:
            await self._wire.call("editMessageReplyMarkup", {"chat_id": spot.chat, "message_id": spot.message})
        except TelegramError as error:
            log.debug("telegram: used buttons stay: %s", error.message)


def _quoting(spot: Spot | None) -> dict[str, Any]:
    """In a group the answer hangs on the question it answers."""
    if spot is None or spot.private or spot.pressed:
        return {}
    return {"reply_parameters": {"message_id": spot.message, "allow_sending_without_reply": True}}
