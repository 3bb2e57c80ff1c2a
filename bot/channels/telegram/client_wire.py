"""The Bot API as this channel calls it: plain objects out, plain objects in."""

import logging
from collections.abc import Mapping
from typing import Any

from telegram import Bot, InputFile
from telegram.error import TelegramError

from bot.channels.telegram.client_request import AiohttpRequest
from bot.channels.telegram.incoming import Me
from bot.channels.telegram.settings import TelegramSettings
from bot.model.outgoing import File

POLL = 25  # seconds Telegram holds a poll open


class Wire(Bot):
    """A Bot whose answers stay JSON: parsing each into objects that nobody reads costs a third of the throughput."""

    async def call(self, method: str, params: Mapping[str, Any], *, within: float | None = None) -> Any:
        """One call. Raises telegram.error.TelegramError."""
        patience = {} if within is None else {"read_timeout": within}
        return await self._post(method, dict(params), **patience)  # type: ignore[arg-type]

    async def updates(self, offset: int, kinds: list[str]) -> list[dict[str, Any]]:
        """What happened since `offset`, which confirms all before it; waits up to POLL seconds."""
        params = {"offset": offset, "timeout": POLL, "limit": 100, "allowed_updates": kinds}
        found = await self.call("getUpdates", params, within=POLL + 5.0)
        if not isinstance(found, list) or not all(isinstance(update, dict) for update in found):
            raise TelegramError("Invalid server response")
        return found

    async def who_am_i(self) -> Me:
        """Our own id and username."""
        found = await self.call("getMe", {})
        return Me(int(found["id"]), str(found["username"]))


def connect(settings: TelegramSettings) -> tuple[Wire, list[AiohttpRequest]]:
    """The bot and the two sessions under it, to be opened and closed. Raises InvalidToken for a malformed token."""
    # At DEBUG these write addresses with the token in them, and whole messages.
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.WARNING)
    requests = [AiohttpRequest(), AiohttpRequest(connections=2)]
    root = settings.api_url.rstrip("/")
    wire = Wire(settings.token, f"{root}/bot", f"{root}/file/bot", request=requests[0], get_updates_request=requests[1])
    return wire, requests


def upload(file: File) -> InputFile:
    """The file as a part of the call itself."""
    name = "".join(c for c in file.name if c.isprintable() and c not in '"\\/')
    return InputFile(file.content, filename=name or "file")
