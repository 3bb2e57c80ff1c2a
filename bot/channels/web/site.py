"""What every page handler shares: who is asking, in which words to answer, and how a message, a page or a problem is shown."""

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from bot.channels.web import assets
from bot.channels.web.incoming import read_key
from bot.channels.web.layouts import render
from bot.channels.web.outgoing import Frame, draw
from bot.channels.web.settings import WebSettings
from bot.channels.web.transcript import Entry, touched
from bot.channels.web.visitors import Visitor, choose_language, recognise
from bot.model.inbound import Origin
from bot.model.ports import Delivery, Inlet, Mailbox

LANGUAGE_COOKIE = "plaza_language"
REMEMBERED = 90 * 24 * 3600
SHOWN = 50


class Site:
    """The settings and the two doors to the engine, once `open` was called."""

    def __init__(self, settings: WebSettings) -> None:
        self.settings = settings
        self.inlet: Inlet
        self.mailbox: Mailbox

    def visitor(self, request: Request) -> Visitor:
        """Who sent this request."""
        language = choose_language(request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language", ""))
        session = request.cookies.get(self.settings.session_cookie)
        return recognise(session, language, request.query_params.get("as", ""), self.settings.demo)

    def origin(self, visitor: Visitor, zone: str = "") -> Origin:
        """The visitor as the engine knows people."""
        return Origin(channel="web", address=visitor.address, chat=visitor.address, language=visitor.language, zone=zone)

    def remember(self, response: Response, visitor: Visitor) -> Response:
        """Keep the visitor's session in their browser for another 90 days."""
        self.keep(response, self.settings.session_cookie, visitor.session, REMEMBERED)
        return response

    def keep(self, response: Response, name: str, value: str, seconds: int) -> None:
        """Set one of our cookies, out of reach of scripts and of other sites' forms."""
        response.set_cookie(name, value, seconds, path="/", secure=self.settings.secure, httponly=True, samesite="lax")

    def form_token(self, visitor: Visitor) -> str:
        """What our own forms carry and no other site can know."""
        return self.settings.secrets.sign(f"web form {visitor.address}")

    def hidden(self, visitor: Visitor) -> tuple[tuple[str, str], ...]:
        """Fields of a plain form: proof that it is ours, and an id that makes a double click one input."""
        return (("form", self.form_token(visitor)), ("id", secrets.token_urlsafe(12)))

    def file_text(self, visitor: Visitor, delivery: int, n: int) -> str:
        """What the signature in a file's address stands for."""
        return f"web file {visitor.address} {delivery} {n}"

    def draw(self, entry: Entry, visitor: Visitor) -> dict[str, Any]:
        """One message as the page's script takes it."""
        number = entry.delivery.id

        def file(n: int) -> str:
            signature = self.settings.secrets.sign(self.file_text(visitor, number, n))
            return f"/file/{number}/{n}{visitor.query}{'&' if visitor.query else '?'}sig={signature}"

        say = self.settings.say(entry.delivery.outgoing.language)
        state = (entry.version, entry.chosen, entry.answered)
        hidden = (("message", str(number)), *self.hidden(visitor))
        frame = Frame(entry.place, number, say, file, *state, hidden, visitor.query)
        return {"place": entry.place, "version": entry.version, "html": draw(entry.delivery.outgoing, frame)}

    async def entries(self, fresh: Sequence[Delivery], visitor: Visitor) -> list[dict[str, Any]]:
        """What these deliveries change on the page, drawn; the mailbox is read only when one answers a press or a form."""
        aimed = any((asked := read_key(one.answers)) and asked.message for one in fresh)
        known = await self.mailbox.read(visitor.address, most=SHOWN) if aimed else ()
        return [self.draw(entry, visitor) for entry in touched(known, fresh)]

    def page(self, name: str, visitor: Visitor, status: int = 200, **values: object) -> Response:
        """A whole page in the visitor's language."""
        shared = {"say": self.settings.say(visitor.language), "visitor": visitor, "asset": assets.url}
        return HTMLResponse(render(name, **shared, **values), status)

    def problem(self, request: Request, status: int, block: str, headers: Iterable[tuple[str, str]] = ()) -> Response:
        """A clear sentence about what went wrong: JSON for the page's script, a page for everybody else."""
        visitor = self.visitor(request)
        if wants_json(request):
            response: Response = JSONResponse({"error": self.settings.say(visitor.language)(block)}, status)
        else:
            response = self.page("notice.html", visitor, status, block=block)
        response.headers.update(dict(headers))
        return response


def wants_json(request: Request) -> bool:
    """Whether the page's script asks, not a plain form or a person's address line."""
    return "application/json" in request.headers.get("accept", "")
