"""The page Telegram pushes updates to: 200 means committed, everything else makes Telegram come again."""

import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.telegram.settings import WEBHOOK

LARGEST = 1024 * 1024  # bytes of an update
HEADER = "X-Telegram-Bot-Api-Secret-Token"

Take = Callable[[dict[str, Any]], Awaitable[bool]]


def webhook(secret: str, take: Take) -> Starlette:
    """The pages of this channel. `take` says False when it cannot take updates now, and raises when it could not commit."""

    async def push(request: Request) -> Response:
        if not _ours(secret, request):
            return Response(status_code=403)
        body = await _body(request)
        if body is None:
            return Response(status_code=413)
        update = _update(body)
        if update is None:
            return Response(status_code=400)
        return Response(status_code=200 if await take(update) else 503)

    # A failure is answered here and then raised on to the server, which logs it.
    return Starlette(routes=[Route(WEBHOOK, push, methods=["POST"])], exception_handlers={Exception: _failed, ClientDisconnect: _gone})


def _ours(secret: str, request: Request) -> bool:
    """Constant time, on bytes; an empty secret lets nobody in."""
    given = request.headers.get(HEADER, "").encode("latin-1")
    return bool(secret) and hmac.compare_digest(given, secret.encode())


async def _body(request: Request) -> bytes | None:
    """The whole body, or None as soon as it is known to be too large."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return None
    return bytes(body)


def _update(body: bytes) -> dict[str, Any] | None:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return update if isinstance(update, dict) and type(update.get("update_id")) is int else None


async def _failed(request: Request, error: Exception) -> Response:
    return Response(status_code=503)


async def _gone(request: Request, error: Exception) -> Response:
    return Response(status_code=400)
