"""The one address Slack pushes to: events, commands and interactions, refused before they are read when they are not signed."""

from collections.abc import Callable

from slack_bolt.app.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.channels.slack.client_bolt import request
from bot.channels.slack.payloads import LONGEST_BODY, plausible

PREFIX = "/slack"


def pages(app: Callable[[], AsyncApp | None]) -> Starlette:
    """The channel's ASGI callable, mounted at `/slack` or not; `app` gives the Bolt app while the channel is open."""

    async def events(pushed: Request) -> Response:
        open_app = app()
        return await _answer(open_app, pushed) if open_app else PlainTextResponse("not open", 503)

    return Starlette(routes=[Route(path, events, methods=["POST"]) for path in ("/events", f"{PREFIX}/events")])


async def _answer(app: AsyncApp, pushed: Request) -> Response:
    timestamp = pushed.headers.get("x-slack-request-timestamp", "")
    signature = pushed.headers.get("x-slack-signature", "")
    if not plausible(timestamp, signature):
        return PlainTextResponse("not signed", 401)
    try:
        raw = await _body(pushed)
        if raw is None:
            return PlainTextResponse("too long", 413)
        asked = request(raw, pushed.headers.get("content-type", ""), timestamp, signature)
    except (ValueError, ClientDisconnect):
        return PlainTextResponse("not understood", 400)
    said = await app.async_dispatch(asked)
    return Response(said.body, said.status, said.first_headers_without_set_cookie())


async def _body(pushed: Request) -> bytes | None:
    """The body, or None when it is longer than Slack's ever are."""
    raw = bytearray()
    async for piece in pushed.stream():
        raw += piece
        if len(raw) > LONGEST_BODY:
            return None
    return bytes(raw)
