"""The door on a phone: `/check-in/<code>`, which a QR code holds, and `/check-in` to type one. Works without script."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.channels.web import turned
from bot.channels.web.site import Site
from bot.channels.web.talk import Talk
from bot.channels.web.visitors import Visitor
from bot.model.entrance import FOLDER, Shown

LONGEST = 40
DONE = ("arrived", "undone")
HIDE = {"X-Robots-Tag": "noindex"}


def code_in(text: str) -> str:
    """The code in what was typed or scanned, be it the whole address of a QR code: letters and digits alone."""
    last = text.strip().rstrip("/").rpartition("/")[2].partition("?")[0]
    return "".join(letter for letter in last.upper() if letter.isascii() and letter.isalnum())[:LONGEST]


class EntrancePages:
    """The routes of `/check-in`."""

    def __init__(self, site: Site, talk: Talk) -> None:
        self._site = site
        self._talk = talk

    async def ask(self, request: Request) -> Response:
        """Ask for a code; one that was typed leads to its page."""
        visitor, typed = turned.visitor(self._site, request), request.query_params.get("code")
        if not await self._stands_there(visitor):
            return self._guest(request, visitor)
        if typed is not None and (code := code_in(typed)):
            return RedirectResponse(f"{FOLDER}/{code}{turned.query(request, visitor)}", 303)
        return self._page(request, visitor, "entrance.html", shown=None, done="", empty=typed is not None)

    async def look(self, request: Request) -> Response:
        """Who this is, for who stands at the door; for everybody else, and so for its holder, a word on where to show it."""
        visitor = turned.visitor(self._site, request)
        if not await self._stands_there(visitor):
            return self._guest(request, visitor)
        shown = await self._shown(request, visitor)
        done = request.query_params.get("done", "")
        return self._page(request, visitor, "entrance.html", shown=shown, done=done if done in DONE else "", empty=False)

    async def note(self, request: Request) -> Response:
        """Note the arrival or take it back; the page then says so and is ready for the next code."""
        _, body = await self._talk.heard(request)
        visitor, entrance = turned.visitor(self._site, request), self._site.settings.entrance
        if entrance is None or not await self._stands_there(visitor):
            return self._guest(request, visitor, 403)
        code, deed = code_in(str(request.path_params["code"])), body.get("deed")
        if deed == "undo":
            done = "undone" if await entrance.undo(visitor.address, code) else ""
        else:
            done = "arrived" if await entrance.arrive(visitor.address, code, anyway=deed == "anyway") else ""
        return RedirectResponse(f"{FOLDER}/{quote(code)}{turned.query(request, visitor, done=done)}", 303)

    async def _stands_there(self, visitor: Visitor) -> bool:
        entrance = self._site.settings.entrance
        return entrance is not None and await entrance.stands_there(turned.address(visitor))

    async def _shown(self, request: Request, visitor: Visitor) -> Shown | None:
        entrance, code = self._site.settings.entrance, code_in(str(request.path_params["code"]))
        return await entrance.look(turned.address(visitor), code, visitor.language) if entrance else None

    def _guest(self, request: Request, visitor: Visitor, status: int = 200) -> Response:
        """The same for every code, whoever's it is and whether there is one."""
        return self._page(request, visitor, "entrance_guest.html", status)

    def _page(self, request: Request, visitor: Visitor, name: str, status: int = 200, **values: object) -> Response:
        shared = {
            "switch": turned.switch(self._site, request, visitor),
            "path": request.url.path,
            "query": turned.query(request, visitor),
            "roles": list(self._site.settings.demo or ()),
            "hidden": self._site.hidden(visitor),
            "folder": FOLDER,
        }
        page = self._site.page(name, visitor, status, **shared, **values)
        page.headers.update(HIDE)
        return turned.kept(self._site, request, visitor, page)
