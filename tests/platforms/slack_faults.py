"""What can go wrong between Plaza and Slack, told to the stub beforehand."""

import asyncio
import json
import socket
import struct
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass
class Fault:
    """For the next `times` calls of `method` (all methods when empty). `how`: `refuse` and `reset` do nothing first;
    `lose` (the connection), `garble` (the answer) and `hang` act and then spoil the answer."""

    method: str = ""
    how: str = "refuse"
    error: str = ""
    status: int = 200
    retry_after: str = ""
    seconds: float = 30.0
    times: int = 1


@dataclass
class Faults:
    """The faults still to come, first match first."""

    waiting: list[Fault] = field(default_factory=list)

    def pick(self, method: str) -> Fault | None:
        """The fault this call meets, used up by one."""
        for fault in self.waiting:
            if fault.times > 0 and fault.method in ("", method):
                fault.times -= 1
                return fault
        return None


def refusal(fault: Fault) -> web.Response:
    """An answer that says no: Slack's JSON, or the HTML of whatever stands before Slack."""
    headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
    if fault.error or fault.status == 200:
        return web.json_response({"ok": False, "error": fault.error or "fatal_error"}, status=fault.status, headers=headers)
    return web.Response(text="<html><h1>Bad Gateway</h1></html>", status=fault.status, content_type="text/html", headers=headers)


def hang_up(request: web.Request) -> web.Response:
    """Close the connection as a crashed machine would."""
    if request.transport is not None:
        raw = request.transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.transport.abort()
    return web.Response()


async def spoiled(fault: Fault, request: web.Request, body: dict[str, Any]) -> web.Response:
    """The answer to a call that was carried out, as the caller gets to see it."""
    if fault.how == "lose":
        return hang_up(request)
    if fault.how == "garble":
        return web.Response(text=json.dumps(body)[:-5], content_type="application/json")
    await asyncio.sleep(fault.seconds)
    return web.json_response(body)
