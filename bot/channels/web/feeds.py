"""Calendars behind secret addresses, for programs that ask every hour: no cookie, no page, not a word about an address that is none."""

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web.limits import Bucket, network
from bot.channels.web.site import Site
from bot.model.board import Feed

NOTHING_ELSE = {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Robots-Tag": "noindex"}
MISSES, SECONDS = 30, 60.0
LONGEST = 100


class Feeds:
    """`/calendar/<token>.ics`."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._misses = Bucket(MISSES, SECONDS, site.settings.clock)

    async def feed(self, request: Request) -> Response:
        """The calendar, or that it has not changed since; whoever only guesses addresses is soon made to wait."""
        board, token = self._site.settings.board, str(request.path_params["token"])
        found = await board.feed(token) if board and len(token) <= LONGEST else None
        if found is not None:
            return _calendar(found, request.headers.get("if-none-match", ""))
        wait = self._misses.take(network(request.client.host if request.client else ""))
        return Response(status_code=429 if wait else 404, headers=NOTHING_ELSE)


def _calendar(feed: Feed, known: str) -> Response:
    """Kept by its one reader only, who asks each time whether it still stands."""
    tag = f'"{feed.tag}"'
    headers = NOTHING_ELSE | {"ETag": tag, "Cache-Control": "private, no-cache"}
    if known.strip() == "*" or tag in [one.strip().removeprefix("W/") for one in known.split(",")]:
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = 'inline; filename="plaza.ics"'
    return Response(feed.content, media_type="text/calendar; charset=utf-8", headers=headers)
