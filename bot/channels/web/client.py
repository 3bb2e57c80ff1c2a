"""The web channel: the chat page as an ASGI application, and a wire on which sent means committed to the person's mailbox."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.channels.web.door import Door
from bot.channels.web.entrance import EntrancePages
from bot.channels.web.events import Events
from bot.channels.web.feeds import Feeds
from bot.channels.web.pages import Pages
from bot.channels.web.settings import WebSettings
from bot.channels.web.site import Site
from bot.channels.web.stream import Stream
from bot.channels.web.talk import Talk
from bot.channels.web.visitors import is_known_host
from bot.model.ports import Asgi, Delivery, Inlet, Mailbox, Sent

__all__ = ["WebChannel", "WebSettings"]


class WebChannel:
    """The channel `web`, as the engine and the app know it."""

    name: str = "web"
    batch: int = 100
    pace: float = 0.0

    def __init__(self, settings: WebSettings) -> None:
        self._site = Site(settings)
        self._door = Door(self._inside, self._closed, secure=settings.secure)
        self._door.closing.set()
        self._pages = _application(self._site, self._door)

    async def open(self, inlet: Inlet, mailbox: Mailbox) -> None:
        """Let people in."""
        self._site.inlet, self._site.mailbox = inlet, mailbox
        self._door.open()

    async def close(self) -> None:
        """End the open streams, refuse new requests, and return when the last one is answered."""
        await self._door.close()

    async def send(self, delivery: Delivery) -> Sent:
        """Nothing to do: the engine's commit puts the message into the mailbox that the page reads."""
        return Sent()

    def identity(self, address: str) -> str:
        """One sending identity for all: the page."""
        return self.name

    def web(self) -> tuple[str, Asgi] | None:
        """The page, for everything below `/` that nobody else claims."""
        return "/", self._door

    async def _inside(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._pages(scope, receive, send)

    async def _closed(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        await self._site.problem(request, 503, "closing", [("Retry-After", "5"), ("Connection", "close")])(scope, receive, send)


class KnownHost:
    """In a demo, answers only to the page's own names: a stranger's name that resolves to this machine gets 403."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app = app
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app if scope["type"] != "http" or self._knows(Request(scope)) else self._refuse
        await app(scope, receive, send)

    def _knows(self, request: Request) -> bool:
        settings = self._site.settings
        return settings.demo is None or is_known_host(request.headers.get("host", ""), settings.public_url)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._site.problem(Request(scope), 403, "foreign")(scope, receive, send)


def _application(site: Site, door: Door) -> Starlette:
    pages, talk, stream, feeds = Pages(site), Talk(site), Stream(site, door.closing), Feeds(site)
    events, entrance = Events(site, talk), EntrancePages(site, talk)
    return Starlette(
        routes=[
            Route("/", pages.chat, methods=["GET"]),
            Route("/stream", stream.stream, methods=["GET"]),
            Route("/file/{delivery:int}/{n:int}", pages.file, methods=["GET"]),
            Route("/static/{name}", pages.static, methods=["GET"]),
            Route("/events", events.listing, methods=["GET"]),
            Route("/events/{slug}.ics", events.file, methods=["GET"]),
            Route("/events/{slug}", events.look, methods=["GET"]),
            Route("/events/{slug}", events.register, methods=["POST"]),
            Route("/check-in", entrance.ask, methods=["GET"]),
            Route("/check-in/{code}", entrance.look, methods=["GET"]),
            Route("/check-in/{code}", entrance.note, methods=["POST"]),
            Route("/calendar/{token}.ics", feeds.feed, methods=["GET"]),
            Route("/say", talk.say, methods=["POST"]),
            Route("/press", talk.press, methods=["POST"]),
            Route("/answer", talk.answer, methods=["POST"]),
            Route("/language", talk.language, methods=["POST"]),
            Route("/leave", talk.leave, methods=["POST"]),
        ],
        middleware=[Middleware(KnownHost, site=site)],
        exception_handlers={HTTPException: pages.wrong, Exception: pages.wrong},
    )
