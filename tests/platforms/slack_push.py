"""How Slack pushes: signed requests or sockets, three seconds for an answer, events again and again until they are taken."""

import asyncio
import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
from aiohttp import WSMsgType, web

from bot.model.ports import Asgi
from tests.platforms.slack_world import Thing, World

WAITS = (0.0, 0.0, 0.05, 0.1)  # seconds before each try of an event; Slack's own are 0, 0, 60 and 300
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Push:
    """One thing pushed and how it was taken: the status over HTTP, 200 for an acknowledgement over a socket, 0 for silence."""

    kind: str
    status: int
    retry: int = 0
    seconds: float = 0.0


@dataclass
class Pusher:
    """Pushes to `target`: an address, an ASGI callable, or None for Socket Mode. Slack's `patience` is three seconds."""

    world: World
    secret: str
    tickets: set[str]
    target: str | Asgi | None = None
    patience: float = 3.0
    waits: Iterable[float] = WAITS
    pushes: list[Push] = field(default_factory=list)
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    _acks: dict[str, asyncio.Future[Any]] = field(default_factory=dict)
    _turn: Any = field(default_factory=itertools.count)

    async def event(self, event: Thing, **envelope: object) -> str:
        """Push an event until it is taken or Slack gives up; its event_id."""
        name = self.world.new("Ev")
        await self.repeat({**self.envelope(name, event), **envelope})
        return name

    def envelope(self, name: str, event: Thing) -> Thing:
        """An event as it is sent."""
        team, bot = self.world.team, self.world.bot
        return {
            "token": "gone-out-of-use",
            "team_id": team,
            "context_team_id": team,
            "context_enterprise_id": None,
            "api_app_id": "A1",
            "event": event,
            "type": "event_callback",
            "event_id": name,
            "event_time": int(time.time()),
            "authorizations": [{"enterprise_id": None, "team_id": team, "user_id": bot, "is_bot": True, "is_enterprise_install": False}],
            "is_ext_shared_channel": False,
            "event_context": f"4-{name}",
        }

    async def repeat(self, body: Thing) -> None:
        """Send one event body as often as Slack would."""
        for retry, wait in enumerate(self.waits):
            await asyncio.sleep(wait)
            headers = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_error"} if retry else {}
            status, _ = await self._once("events_api", body, json.dumps(body).encode(), JSON, headers, retry)
            if 200 <= status < 300:
                return

    async def interaction(self, payload: Thing) -> tuple[int, Thing]:
        """Push a press, a submission or a shortcut, once; the status and the answer's body."""
        raw = urlencode({"payload": json.dumps(payload)}).encode()
        return await self._once("interactive", payload, raw, FORM)

    async def command(self, form: Thing) -> tuple[int, Thing]:
        """Push a slash command, once."""
        return await self._once("slash_commands", form, urlencode(form).encode(), FORM)

    def signed(self, body: bytes, age: float = 0, secret: str = "") -> dict[str, str]:
        """The two headers that make a body Slack's."""
        stamp = str(int(time.time() - age))
        mac = hmac.new((secret or self.secret).encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256)
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={mac.hexdigest()}"}

    async def raw(self, body: bytes, kind: str, headers: dict[str, str]) -> tuple[int, str]:
        """One POST with exactly these headers and bytes; status 0 when there was no answer in time."""
        url, transport = "http://plaza.test/slack/events", None
        if isinstance(self.target, str):
            url = self.target
        elif self.target is not None:
            transport = httpx.ASGITransport(app=self.target, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, trust_env=False) as client:
            try:
                post = client.post(url, content=body, headers={"Content-Type": kind, **headers})
                answer = await asyncio.wait_for(post, self.patience)
            except (TimeoutError, httpx.TransportError):
                return 0, ""
        return answer.status_code, answer.text

    async def _once(
        self, kind: str, payload: Thing, raw: bytes, content: str, headers: dict[str, str] | None = None, retry: int = 0
    ) -> tuple[int, Thing]:
        began = time.monotonic()
        if self.target is None:
            status, answer = await self._through_socket(kind, payload, retry)
        else:
            status, text = await self.raw(raw, content, {**self.signed(raw), **(headers or {})})
            answer = json.loads(text) if 200 <= status < 300 and text.startswith("{") else {}
        self.pushes.append(Push(kind, status, retry, time.monotonic() - began))
        return status, answer

    # ---- Socket Mode ----
    async def _through_socket(self, kind: str, payload: Thing, retry: int) -> tuple[int, Thing]:
        live = [s for s in self.sockets if not s.closed]
        if not live:
            return 0, {}
        name = self.world.new("env-")
        done = self._acks[name] = asyncio.get_running_loop().create_future()
        again: Thing = {"retry_attempt": retry, "retry_reason": "timeout" if retry else ""} if kind == "events_api" else {}
        envelope = {"envelope_id": name, "type": kind, "payload": payload, "accepts_response_payload": not again, **again}
        await live[next(self._turn) % len(live)].send_json(envelope)
        try:
            return 200, await asyncio.wait_for(done, self.patience) or {}
        except TimeoutError:
            return 0, {}

    async def link(self, request: web.Request) -> web.StreamResponse:
        """The socket an app opens with a ticket of apps.connections.open."""
        if request.query.get("ticket") not in self.tickets:
            return web.Response(status=403)
        self.tickets.discard(request.query["ticket"])
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets.append(socket)
        await socket.send_json({"type": "hello", "num_connections": len(self.sockets), "connection_info": {"app_id": "A1"}})
        async for message in socket:
            body = json.loads(message.data) if message.type == WSMsgType.TEXT else {}
            done = self._acks.pop(body.get("envelope_id", ""), None)
            if done and not done.done():
                done.set_result(body.get("payload"))
        self.sockets.remove(socket)
        return socket

    async def disconnect(self) -> None:
        """Tell every socket to come back on a new connection, as Slack does every few hours."""
        for socket in list(self.sockets):
            await socket.send_json({"type": "disconnect", "reason": "refresh_requested"})
