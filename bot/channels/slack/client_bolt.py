"""Bolt around the listener: signatures and Socket Mode are its business, everything else is ours."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.client_api import sdk_log
from bot.channels.slack.payloads import parse
from bot.channels.slack.place import Payload
from bot.channels.slack.settings import SlackSettings

Take = Callable[[Payload], Awaitable[dict[str, Any] | None]]


def bolt(settings: SlackSettings, take: Take, listening: Callable[[], bool]) -> AsyncApp:
    """A Bolt app without listeners: what is authentic goes to `take`, whose failure becomes a 500; nothing once `listening` ends."""

    async def authorize() -> AuthorizeResult:
        """One workspace, one token: nothing to look up, and no call to Slack before the input is committed."""
        return AuthorizeResult(enterprise_id=None, team_id=None, bot_token=settings.bot_token)

    async def hand_on(body: dict[str, Any]) -> BoltResponse:
        if not listening():
            return BoltResponse(status=503)
        return BoltResponse(status=200, body=await take(body) or "")

    app = AsyncApp(
        name="plaza",
        logger=sdk_log,
        signing_secret=settings.signing_secret,
        authorize=authorize,
        ssl_check_enabled=False,
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
    )
    app.use(hand_on)
    return app


def request(raw: bytes, content_type: str, timestamp: str, signature: str) -> AsyncBoltRequest:
    """A pushed request as Bolt takes it; raises ValueError when the body is nothing Slack would send.

    The body is parsed by us: Bolt loses every form that has the word `payload` in one of its values."""
    text = raw.decode("utf-8")
    body = parse(text, content_type)
    headers = {"content-type": content_type, "x-slack-request-timestamp": timestamp, "x-slack-signature": signature}
    try:
        made = AsyncBoltRequest(body=text, headers=dict(headers))
    except (AttributeError, TypeError, KeyError) as problem:
        raise ValueError("not shaped like Slack's") from problem
    made.body = dict(body)
    return made


class Socket:
    """Socket Mode for the same app: a payload is acknowledged after it was taken, and not at all when that failed."""

    def __init__(self, app: AsyncApp, settings: SlackSettings, web: AsyncWebClient) -> None:
        self._handler = AsyncSocketModeHandler(app, settings.app_token, logger=sdk_log, web_client=web)
        self._connecting: asyncio.Task[None] | None = None

    async def open(self, patience: float) -> bool:
        """Connect, and go on trying in the background when that takes longer than `patience` seconds."""
        self._connecting = asyncio.create_task(self._handler.connect_async())  # type: ignore[no-untyped-call]
        done, _ = await asyncio.wait({self._connecting}, timeout=patience)
        return bool(done)

    async def close(self) -> None:
        """Hang up and stop trying."""
        await self._handler.close_async()  # type: ignore[no-untyped-call]
        if self._connecting:
            self._connecting.cancel()
