"""The public pages of events: what there is, one event with its form, and its calendar file. They need no script and no conversation."""

import re
from collections.abc import Mapping
from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.channels.web import turned
from bot.channels.web.incoming import Body, clean
from bot.channels.web.outgoing import draw_blocks
from bot.channels.web.pages import download
from bot.channels.web.sheets import asking
from bot.channels.web.signing import Came, Signing
from bot.channels.web.site import Site
from bot.channels.web.talk import Talk, reading
from bot.channels.web.visitors import Visitor
from bot.model.board import EventPage, Standing
from bot.model.outgoing import Sheet
from bot.model.person import LANGUAGES

LOCALES = {"en": "en_GB", "es": "es_ES", "fr": "fr_FR"}
SLUG = re.compile(r"[a-z0-9-]{1,100}")
"""What an event's short name looks like; nothing else is looked up."""


class Events:
    """The routes below `/events`."""

    def __init__(self, site: Site, talk: Talk) -> None:
        self._site = site
        self._talk = talk

    async def listing(self, request: Request) -> Response:
        """Every event that everybody may know of."""
        visitor = self._visitor(request)
        board = self._site.settings.board
        cards = await board.events(visitor.language) if board else ()
        past = [card for card in cards if card.standing is Standing.PAST]
        coming = [card for card in cards if card.standing is not Standing.PAST]
        return self._page(request, "events.html", visitor, "/events", coming=coming, past=past)

    async def look(self, request: Request) -> Response:
        """One event, with the form or the visitor's place in it."""
        visitor = self._visitor(request)
        page = await self._event(request, visitor)
        response = self._drawn(request, visitor, page, Came())
        return self._site.remember(response, visitor) if page.form else response

    async def file(self, request: Request) -> Response:
        """Its calendar file."""
        board, slug = self._site.settings.board, str(request.path_params["slug"])
        found = await board.file(slug, self._visitor(request).language) if board and SLUG.fullmatch(slug) else None
        if found is None:
            raise HTTPException(404)
        return download(found)

    async def register(self, request: Request) -> Response:
        """Take the answers. What went well the page itself shows, so that a reload sends nothing; what did not, beside its question."""
        _, body = await self._talk.heard(request)
        visitor = self._visitor(request)
        page = await self._event(request, visitor)
        signing = Signing(self._site, self._talk, visitor, page.card.slug)
        if not page.held:
            await self._follow(request, visitor, str(body.get("id", "")))
            came = await signing.sign(body)
            if not await signing.held():
                page = await self._event(request, visitor)
                page = replace(page, form=_with(page.form, body)) if came.late else page
                return self._site.remember(self._drawn(request, visitor, page, came), visitor)
        there = RedirectResponse(f"/events/{page.card.slug}{turned.query(request, visitor)}#place", 303)
        return self._site.remember(there, visitor)

    async def _follow(self, request: Request, visitor: Visitor, nonce: str) -> None:
        """Whoever turned the page to another language hears that language from the bot too."""
        if request.query_params.get("lang") in LANGUAGES:
            said = {"id": nonce, "text": f"/language {visitor.language}"}
            await self._talk.tell(reading("say", said, self._site, visitor))

    def _visitor(self, request: Request) -> Visitor:
        return turned.visitor(self._site, request)

    async def _event(self, request: Request, visitor: Visitor) -> EventPage:
        board, slug = self._site.settings.board, str(request.path_params["slug"])
        page = await board.event(slug, visitor.language, turned.address(visitor)) if board and SLUG.fullmatch(slug) else None
        if page is None:
            raise HTTPException(404)
        return page

    def _drawn(self, request: Request, visitor: Visitor, page: EventPage, came: Came) -> Response:
        """The page; with answers that came back, those questions, and what was wrong with them."""
        form, said = page.form, came.said or page.said
        wrong = any(question.error for question in form.questions) if form else False
        status = 200 if request.method == "GET" else 422 if wrong else 503 if came.late else 409
        more = (("token", form.token), ("message", str(came.message))) if form and form.token else ()
        values = {
            "card": page.card,
            "about": draw_blocks(page.about),
            "said": draw_blocks(said),
            "held": page.held,
            "late": request.method == "POST" and came.late,
            "telegram": page.telegram,
            "asked": self._asked(form, visitor),
            "wrong": wrong,
            "full": page.card.standing is Standing.FULL,
            "hidden": (*self._site.hidden(visitor), *more) if form else (),
        }
        return self._page(request, "event.html", visitor, f"/events/{page.card.slug}", status, **values)

    def _asked(self, form: Sheet | None, visitor: Visitor) -> list[object]:
        return list(asking(form, 0, self._site.settings.say(visitor.language))) if form else []

    def _page(self, request: Request, name: str, visitor: Visitor, path: str, status: int = 200, **values: object) -> Response:
        shared = {
            "switch": turned.switch(self._site, request, visitor),
            "query": turned.query(request, visitor),
            "path": path,
            "base": self._site.settings.public_url,
            "locale": LOCALES[visitor.language],
        }
        return turned.kept(self._site, request, visitor, self._site.page(name, visitor, status, **shared, **values))


def _with(form: Sheet | None, body: Body) -> Sheet | None:
    """The form with the answers that were just given: nobody types them twice because we were slow."""
    given = body.get("fields")
    if form is None or not isinstance(given, Mapping):
        return form
    kept = [replace(one, value=clean(str(given.get(one.name, one.value)))) for one in form.questions]
    return replace(form, questions=tuple(kept))
