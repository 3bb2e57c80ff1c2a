"""What people do on the page, from the script or a plain form: speak, press, fill in, change the language, leave."""

import json
import math
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from bot.channels.web.incoming import BadInput, Body, Kind, from_form, read, zone
from bot.channels.web.limits import Bucket, network
from bot.channels.web.site import LANGUAGE_COOKIE, REMEMBERED, Site, wants_json
from bot.channels.web.visitors import Visitor, is_own
from bot.model.inbound import Inbound
from bot.model.person import LANGUAGES
from bot.model.ports import Delivery, Sent

LARGEST = 1024 * 1024
BURST, SECONDS = 30, 10.0
# A whole conference hall may share one address.
HALL = 10


class Talk:
    """The page's POST routes."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._by_session = Bucket(BURST, SECONDS, site.settings.clock)
        self._by_network = Bucket(BURST * HALL, SECONDS, site.settings.clock)

    async def say(self, request: Request) -> Response:
        """A text or a word."""
        return await self._converse(request, "say")

    async def press(self, request: Request) -> Response:
        """A button."""
        return await self._converse(request, "press")

    async def answer(self, request: Request) -> Response:
        """A form."""
        return await self._converse(request, "answer")

    async def language(self, request: Request) -> Response:
        """Turn the page's words to another language, and tell the bot so that its own words follow."""
        visitor, body = await self.heard(request)
        chosen = str(body.get("language", ""))
        if chosen not in LANGUAGES:
            raise HTTPException(400, "unreadable")
        await self.tell(reading("say", {"id": body.get("id", ""), "text": f"/language {chosen}"}, self._site, visitor))
        response = RedirectResponse(f"/{visitor.query}", 303)
        self._site.keep(response, LANGUAGE_COOKIE, chosen, REMEMBERED)
        return self._site.remember(response, visitor)

    async def leave(self, request: Request) -> Response:
        """Forget this browser: the next page begins a new conversation."""
        visitor, _ = await self.heard(request)
        response = RedirectResponse(f"/{visitor.query}", 303)
        self._site.keep(response, self._site.settings.session_cookie, "", 0)
        return response

    async def _converse(self, request: Request, kind: Kind) -> Response:
        visitor, body = await self.heard(request)
        deliveries = await self.tell(reading(kind, body, self._site, visitor))
        if not wants_json(request):
            response: Response = RedirectResponse(f"/{visitor.query}#words", 303)
        else:
            entries = await self._site.entries(deliveries, visitor)
            response = JSONResponse({"entries": entries}, 200 if deliveries else 202)
        return self._site.remember(response, visitor) if visitor.fresh else response

    async def tell(self, inbound: Inbound) -> list[Delivery]:
        """The answers, committed to the mailbox before they are shown: whatever gets lost on the way is read from there."""
        deliveries = list(await self._site.inlet.converse(inbound))
        for delivery in deliveries:
            await self._site.inlet.settle(delivery.id, Sent())
        return deliveries

    async def heard(self, request: Request) -> tuple[Visitor, Body]:
        """Who sent what. Raises HTTPException for floods, for what is too large or unreadable, and for other sites' requests."""
        visitor = self._site.visitor(request)
        self._pace(request, visitor)
        body, by_form = _parse(request, await _bytes(request))
        token = str(body.get("form", ""))
        good = by_form and self._site.settings.secrets.verify(f"web form {visitor.address}", token)
        if not is_own(request.headers, self._site.settings.public_url, form_token_good=good):
            raise HTTPException(403, "foreign")
        return visitor, body

    def _pace(self, request: Request, visitor: Visitor) -> None:
        place = network(request.client.host if request.client else "")
        wait = self._by_network.take(place) or self._by_session.take(visitor.address)
        if wait:
            raise HTTPException(429, "too_fast", {"Retry-After": str(math.ceil(wait))})


def reading(kind: Kind, body: Body, site: Site, visitor: Visitor) -> Inbound:
    """The request as an Inbound. Raises HTTPException for one that our page never sends."""
    try:
        return read(kind, body, site.origin(visitor, zone(str(body.get("zone", "")))))
    except BadInput as error:
        raise HTTPException(400, error.block) from error


async def _bytes(request: Request) -> bytes:
    """The whole body, or 413 as soon as it is known to be too large."""
    declared = request.headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > LARGEST:
        raise HTTPException(413, "too_large", {"Connection": "close"})
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > LARGEST:
            raise HTTPException(413, "too_large", {"Connection": "close"})
    return bytes(data)


def _parse(request: Request, data: bytes) -> tuple[Body, bool]:
    """The body's fields, and whether a plain form sent them."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        if media == "application/x-www-form-urlencoded":
            return from_form(parse_qsl(data.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=1000)), True
        body = json.loads(data) if media == "application/json" else None
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, "unreadable") from error
    if not isinstance(body, dict):
        raise HTTPException(400, "unreadable")
    return body, False
