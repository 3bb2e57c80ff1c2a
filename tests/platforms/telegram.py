"""Telegram on loopback: a Bot API server as strict as the real one, and the people on its other side.

async with TelegramStub() as telegram:
    ana = telegram.person("Ana", language="es")     # point the bot at telegram.url with telegram.token
    await ana.say("/start")
    seen = await ana.expect("hola")                 # .text .labels .raw .edited .file
    await ana.press("Inscribirme")
"""

import asyncio
import json
import socket
import struct
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from aiohttp import web

from tests.platforms.telegram_faults import DONE, Fault, Kind, Limits, Refusal
from tests.platforms.telegram_methods import Arguments, Files, Methods
from tests.platforms.telegram_people import Group, Person
from tests.platforms.telegram_push import Pusher
from tests.platforms.telegram_world import Room, Shown, World

FOREVER = 3600.0


@dataclass
class Call:
    """One call the bot made. `error` is what it was refused with; `took` says whether Telegram did what was asked."""

    method: str
    values: dict[str, Any]
    took: bool = False
    error: str = ""
    files: Files = field(default_factory=dict)


class TelegramStub:
    """The server. `calls` holds everything the bot asked for, `sent` every message Telegram took responsibility for."""

    def __init__(self, token: str = "4242:stub-token", username: str = "plaza_bot") -> None:
        self.world = World(token, username)
        self.calls: list[Call] = []
        self.pushes: list[tuple[int, int]] = []
        self._methods = Methods(self.world)
        self._pusher = Pusher(self.world, lambda update, status: self.pushes.append((update, status)))
        self.url = ""

    @property
    def token(self) -> str:
        return self.world.token

    @property
    def sent(self) -> list[Shown]:
        return self._methods.sent

    @property
    def limits(self) -> Limits:
        return self.world.limits

    async def __aenter__(self) -> "TelegramStub":
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._pushing = asyncio.create_task(self._pusher.run())
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._pushing.cancel()
        await asyncio.gather(self._pushing, return_exceptions=True)
        await self._runner.cleanup()

    def person(self, name: str, language: str = "en", *, started: bool = False) -> Person:
        """Somebody new. Only a `started` one may be written to before they speak."""
        number = next(self.world.people)
        about = {"id": number, "is_bot": False, "first_name": name, "language_code": language}
        chat = {"id": number, "first_name": name, "type": "private"}
        self.world.rooms[number] = Room(chat, "ok" if started else "new")
        return Person(self.world, about)

    def group(self, title: str, *, supergroup: bool = False) -> Group:
        """A group that the bot is in; anybody may speak there."""
        number = -(10**12 if supergroup else 0) - next(self.world.people)
        room = Room({"id": number, "title": title, "type": "supergroup" if supergroup else "group"})
        self.world.rooms[number] = room
        return Group(self.world, room)

    def fault(self, kind: Kind, method: str = "", **more: Any) -> None:
        """Let the next call of this method go wrong (see Fault)."""
        self.world.faults.rules.append(Fault(kind, method, **more))

    def called(self, method: str) -> list[Call]:
        """The calls of one method, oldest first."""
        return [call for call in self.calls if call.method.lower() == method.lower()]

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        values, files = await read_arguments(request)
        method, arguments = request.match_info["method"], Arguments(values, files)
        call = Call(method, values, files=files)
        self.calls.append(call)
        fault = self.world.faults.pick(method, arguments.number("chat_id"))
        if fault and fault.kind not in DONE:
            return await self._spoil(request, fault, call)
        try:
            body = {"ok": True, "result": await self._act(request.match_info["token"], method, arguments)}
            call.took, status = True, 200
        except Refusal as refusal:
            body, status, call.error = refusal.body, refusal.code, str(refusal)
        return await self._after(request, fault, web.json_response(body, status=status))

    async def _act(self, token: str, method: str, arguments: Arguments) -> Any:
        if token != self.world.token or self.world.revoked:
            raise Refusal("Unauthorized", 401)
        act = self._methods.named(method)
        if act is None:
            raise Refusal("Not Found", 404)
        return await act(arguments)

    async def _spoil(self, request: web.Request, fault: Fault, call: Call) -> web.StreamResponse:
        """Nothing is done, and the answer is not what it should be."""
        if refusal := fault.refusal():
            call.error = str(refusal)
            return web.json_response(refusal.body, status=refusal.code)
        if fault.kind == "status":
            return web.Response(text="<html><title>Bad Gateway</title></html>", status=fault.code, content_type="text/html")
        if fault.kind == "silence":
            await asyncio.sleep(FOREVER)
        return hang_up(request)

    async def _after(self, request: web.Request, fault: Fault | None, answer: web.Response) -> web.StreamResponse:
        """It is done, but the answer may not arrive."""
        if fault is None:
            return answer
        if fault.kind in ("slow", "mute"):
            await asyncio.sleep(fault.seconds if fault.kind == "slow" else FOREVER)
        if fault.kind == "garbage":
            return web.Response(text='{"ok":true,"resu', content_type="application/json")
        return answer if fault.kind == "slow" else hang_up(request)


async def read_arguments(request: web.Request) -> tuple[dict[str, Any], Files]:
    """The values of a call and its files, whatever way they came."""
    if request.content_type == "application/json":
        return dict(json.loads(await request.text() or "{}")), {}
    values: dict[str, Any] = dict(request.query)
    files: Files = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = (value.filename, value.file.read())
        else:
            values[name] = value if isinstance(value, str) else bytes(value).decode()
    return values, files


def hang_up(request: web.Request) -> web.Response:
    """Close with a reset, as a crashed peer does."""
    if request.transport is not None:
        request.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.transport.abort()
    return web.Response()
