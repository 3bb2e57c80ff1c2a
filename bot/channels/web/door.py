"""The door of the page: security headers on every answer, no new guests while closing, and a count of those still inside."""

import asyncio
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
HSTS = {"Strict-Transport-Security": "max-age=31536000"}


class Door:
    """Wraps the pages. `close` lets streams end and returns when nobody is inside; who comes after that gets `closed`."""

    def __init__(self, inside: ASGIApp, closed: ASGIApp, *, secure: bool) -> None:
        self._inside = inside
        self._closed = closed
        self._headers = HEADERS | (HSTS if secure else {})
        self._guests = 0
        self._empty = asyncio.Event()
        self._empty.set()
        self.closing = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._inside(scope, receive, send)
            return
        self._guests += 1
        self._empty.clear()
        try:
            app = self._closed if self.closing.is_set() else self._inside
            await app(scope, receive, self._dressed(send))
        finally:
            self._guests -= 1
            if not self._guests:
                self._empty.set()

    def open(self) -> None:
        """Let guests in (again)."""
        self.closing.clear()

    async def close(self) -> None:
        """Stop letting guests in; returns when the last one has left."""
        self.closing.set()
        await self._empty.wait()

    def _dressed(self, send: Send) -> Send:
        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._dress(message)
            await send(message)

        return dressed

    def _dress(self, message: dict[str, Any] | Message) -> None:
        headers = MutableHeaders(scope=message)
        for name, value in self._headers.items():
            headers.setdefault(name, value)
