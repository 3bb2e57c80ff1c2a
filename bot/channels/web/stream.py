"""Server-sent events: what reaches a person's mailbox appears on their open pages."""

import asyncio
import json
from collections import Counter, deque
from collections.abc import AsyncIterator
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from bot.channels.web.site import Site
from bot.channels.web.visitors import Visitor
from bot.model.ports import Delivery, Mailbox

HEARTBEAT = 15.0
PAUSE = 0.1
TRAIL = 3
TABS = 8


class Follower:
    """Reads a mailbox from a cursor on, each delivery once."""

    def __init__(self, mailbox: Mailbox, address: str, after: int) -> None:
        self._mailbox = mailbox
        self._address = address
        self._trail: deque[int] = deque([after] if after else (), TRAIL)
        self._seen: deque[int] = deque(maxlen=500)
        self.quiet = True

    async def fresh(self, *, thorough: bool = True) -> list[Delivery]:
        """What came since the last call, oldest first.

        A thorough look begins a few deliveries further back: two writers may commit in another order than they were timed."""
        after = self._trail[0 if thorough else -1] if self._trail else 0
        found = [one for one in await self._mailbox.read(self._address, after) if one.id not in self._seen]
        self._trail.extend(one.id for one in found)
        self._seen.extend(one.id for one in found)
        return found

    async def wait(self, closing: asyncio.Task[Any], heartbeat: float) -> list[Delivery]:
        """The next deliveries; none after a quiet heartbeat, after somebody else's message, and when `closing` is done."""
        # Listening begins before looking, so what arrives between the two is not slept through.
        changed = asyncio.create_task(self._mailbox.changed(self._address, heartbeat))
        try:
            await asyncio.sleep(0)
            if found := await self.fresh(thorough=self.quiet):
                self.quiet = False
                return found
            await asyncio.wait({changed, closing}, return_when=asyncio.FIRST_COMPLETED)
            self.quiet = changed.done() and not changed.result()
            return []
        finally:
            changed.cancel()


class Stream:
    """The page's event stream; ends when `closing` is set or the reader goes."""

    def __init__(self, site: Site, closing: asyncio.Event, heartbeat: float = HEARTBEAT) -> None:
        self._site = site
        self._closing = closing
        self._heartbeat = heartbeat
        self._open: Counter[str] = Counter()

    async def stream(self, request: Request) -> Response:
        """GET /stream; the cursor is Last-Event-ID, else `after`."""
        visitor = self._site.visitor(request)
        if (visitor.fresh and not visitor.role) or request.method == "HEAD":
            return Response(status_code=204)
        if self._open[visitor.address] >= TABS:
            raise HTTPException(429, "too_many_tabs", {"Retry-After": "30"})
        cursor = request.headers.get("last-event-id") or request.query_params.get("after", "")
        after = int(cursor) if cursor.isdecimal() and len(cursor) <= 18 else 0
        return StreamingResponse(self.events(visitor, after), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})

    async def events(self, visitor: Visitor, after: int) -> AsyncIterator[str]:
        """The stream's text: deliveries as they come, a comment when all is quiet."""
        follower = Follower(self._site.mailbox, visitor.address, after)
        closing = asyncio.create_task(self._closing.wait())
        self._open[visitor.address] += 1
        try:
            yield "retry: 2000\n\n"
            while not closing.done():
                found = await follower.wait(closing, self._heartbeat)
                for delivery in found:
                    yield await self._event(delivery, visitor)
                if follower.quiet:
                    yield ": still here\n\n"
                if not found:
                    # The mailbox wakes everybody for anybody's message; a storm of those must not keep the loop busy.
                    await asyncio.sleep(PAUSE)
        finally:
            closing.cancel()
            self._open[visitor.address] -= 1
            self._open += Counter()

    async def _event(self, delivery: Delivery, visitor: Visitor) -> str:
        data = json.dumps({"entries": await self._site.entries([delivery], visitor)})
        return f"id: {delivery.id}\nevent: delivery\ndata: {data}\n\n"
