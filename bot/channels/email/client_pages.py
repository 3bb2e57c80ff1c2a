"""The pages behind links in mails: looking changes nothing, a press does; no cookie, no login (RFC 8058).

Mail scanners and previews open every link, so only a POST acts. One-click programs send theirs without cookies or an origin, and
must get a plain 200, however often they ask."""

import asyncio
import hashlib
import re
from base64 import b64encode
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.channels.email.layouts import direction, environment, render_page
from bot.channels.email.outgoing import ONE_CLICK
from bot.channels.email.settings import EmailSettings
from bot.model.mail import Notice
from bot.model.person import LANGUAGES

Act = Callable[[str, bool], Awaitable[Notice | None]]
"""Looks at a token, and with True does what it stands for; None for a token that is not ours."""
FIELD, VALUE = ONE_CLICK.split("=")
CLICKED = re.compile(rf'(?:^|&){FIELD}={VALUE}(?:&|$)|name="?{FIELD}"?.*?\r?\n\r?\n{VALUE}\r?\n'.encode(), re.DOTALL)
"""The body of a one-click request: of a plain form, or of one in parts."""
LARGEST = 10_000
LONGEST_TOKEN = 200


class Pages:
    """An ASGI application: `/<token>`."""

    def __init__(self, settings: EmailSettings, act: Act) -> None:
        self._settings = settings
        self._act = act
        self._guests = 0
        self._empty = asyncio.Event()
        self._empty.set()
        self._closing = False
        self._app = Starlette(
            routes=[Route("/{token}", self.look, methods=["GET"]), Route("/{token}", self.press, methods=["POST"])],
            exception_handlers={HTTPException: self.wrong},
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._guests += 1
        self._empty.clear()
        try:
            app = self._shut if self._closing else self._app
            await app(scope, receive, send)
        finally:
            self._guests -= 1
            if not self._guests:
                self._empty.set()

    def open(self) -> None:
        """Let people in."""
        self._closing = False

    async def close(self) -> None:
        """Let nobody in any more; returns when the last one is served."""
        self._closing = True
        await self._empty.wait()

    async def look(self, request: Request) -> Response:
        """What the link would do, and the button that does it."""
        return await self._answer(request, sure=False)

    async def press(self, request: Request) -> Response:
        """Do it; the answer to a second press is the same."""
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST:
                raise HTTPException(413)
        return await self._answer(request, sure=bool(CLICKED.search(body)))

    async def wrong(self, request: Request, error: Exception) -> Response:
        """A friendly page for whatever else is asked for."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        return self._page(_reads(request), "unknown", status=status)

    async def _answer(self, request: Request, *, sure: bool) -> Response:
        token = str(request.path_params["token"])
        notice = await self._act(token, sure) if len(token) <= LONGEST_TOKEN else None
        if notice is None:
            return self._page(_reads(request), "unknown", status=404)
        block = f"{notice.kind}_{notice.state}"
        return self._page(notice.language, block, notice.about, button=notice.kind if notice.state == "ask" else "")

    async def _shut(self, scope: Scope, receive: Receive, send: Send) -> None:
        await Response(status_code=503, headers={"Retry-After": "5"})(scope, receive, send)

    def _page(self, language: str, block: str, about: str = "", *, button: str = "", status: int = 200) -> Response:
        style = environment().get_template("page.css").render()
        say = self._settings.words
        html = render_page(
            "page.html",
            language=language,
            direction=direction(language),
            name=self._settings.name,
            text=say(language, f"page_{block}", about=about),
            button=say(language, f"press_{button}") if button else "",
            field=(FIELD, VALUE),
            chat=f"{self._settings.public_url}/",
            open_chat=say(language, "open_chat"),
            style=style,
        )
        digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
        headers = {
            "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
            "X-Robots-Tag": "noindex",
        }
        return HTMLResponse(html, status, headers)


def _reads(request: Request) -> str:
    """The language of a browser we know nothing else about."""
    wanted = [part.strip()[:2].lower() for part in request.headers.get("accept-language", "").split(",")]
    return next((one for one in wanted if one in LANGUAGES), LANGUAGES[0])
