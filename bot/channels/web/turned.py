"""Pages beside the conversation that `?lang=` turns to another language, and what their own links must carry for that."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web.site import LANGUAGE_COOKIE, REMEMBERED, Site
from bot.channels.web.visitors import Visitor
from bot.model.person import LANGUAGES


def visitor(site: Site, request: Request) -> Visitor:
    """Who looks, in the language the page was turned to."""
    chosen, found = request.query_params.get("lang", ""), site.visitor(request)
    return replace(found, language=chosen) if chosen in LANGUAGES else found


def address(found: Visitor) -> str:
    """Where whoever looks is known; "" for a browser that comes for the first time."""
    return "" if found.fresh and not found.role else found.address


def query(request: Request, found: Visitor, lang: str = "", **more: str) -> str:
    """What the page's own links carry: a demo's role, the language it was turned to, and what else is given."""
    chosen = lang or request.query_params.get("lang", "")
    pairs = {"as": found.role, "lang": chosen if chosen in LANGUAGES else "", **more}
    kept = {name: value for name, value in pairs.items() if value}
    return f"?{urlencode(kept)}" if kept else ""


def switch(site: Site, request: Request, found: Visitor) -> Sequence[tuple[str, str, str]]:
    """The languages with their names and the query that turns the page to each."""
    words = site.settings.messages
    return [(code, words(code, "language_name").strip(), query(request, found, lang=code)) for code in LANGUAGES]


def kept(site: Site, request: Request, found: Visitor, response: Response) -> Response:
    """The page stays turned in this browser."""
    if request.query_params.get("lang") in LANGUAGES:
        site.keep(response, LANGUAGE_COOKIE, found.language, REMEMBERED)
    return response
