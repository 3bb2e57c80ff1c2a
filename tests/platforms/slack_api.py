"""Slack's Web API for the stub: the methods Plaza calls, as strict as Slack, and a ledger of every call."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from tests.platforms.slack_blocks import message_faults, view_faults
from tests.platforms.slack_faults import Faults, hang_up, refusal, spoiled
from tests.platforms.slack_world import Hook, Modal, No, Thing, World

MESSAGE = {"channel", "text", "blocks", "thread_ts", "unfurl_links", "unfurl_media", "mrkdwn", "metadata"}
STRUCTURED = {"blocks", "view", "files", "metadata"}
LONGEST_TEXT = 40_000


@dataclass(frozen=True)
class Call:
    """One call as it came in, and how it was answered: `error` is empty when Slack did it."""

    method: str
    args: Thing
    error: str
    at: float


@dataclass
class WebApi:
    """Answers `/api/<method>`, uploads and response_urls. `pace` is messages per second and room, None for no limit."""

    world: World
    faults: Faults
    token: str
    app_token: str
    url: str = ""
    pace: float | None = None
    calls: list[Call] = field(default_factory=list)
    tickets: set[str] = field(default_factory=set)
    _last: dict[str, float] = field(default_factory=dict)

    def routes(self) -> list[web.RouteDef]:
        """Where aiohttp finds this."""
        return [
            web.route("*", "/api/{method}", self.called),
            web.post("/upload/{file}", self.uploaded),
            web.post("/respond/{hook}", self.responded),
        ]

    async def called(self, request: web.Request) -> web.Response:
        """One API call."""
        method, args = request.match_info["method"], await _arguments(request)
        return await self._answered(request, method, args, lambda: self._do(request, method, args))

    async def responded(self, request: web.Request) -> web.Response:
        """One answer by response_url."""
        args = await _arguments(request)
        hook = self.world.hooks.get(request.match_info["hook"])
        answer = await self._answered(request, "response_url", args, lambda: self._respond(hook, args))
        if answer.status == 200 and isinstance(answer.text, str) and '"ok": false' in answer.text:
            return web.json_response(json.loads(answer.text), status=404)
        return answer

    async def uploaded(self, request: web.Request) -> web.Response:
        """The bytes of a file."""
        file = request.match_info["file"]
        if fault := self.faults.pick("upload"):
            return refusal(fault)
        name, _ = self.world.files[file]
        self.world.files[file] = (name, await request.read())
        return web.Response(text="OK")

    async def _answered(self, request: web.Request, method: str, args: Thing, do: Callable[[], Thing]) -> web.Response:
        fault = self.faults.pick(method)
        if fault and fault.how in ("refuse", "reset"):
            self.calls.append(Call(method, args, fault.error or fault.how, time.monotonic()))
            return refusal(fault) if fault.how == "refuse" else hang_up(request)
        try:
            body = {"ok": True, **do()}
        except No as no:
            body = no.body
        self.calls.append(Call(method, args, str(body.get("error", "")), time.monotonic()))
        if fault:
            return await spoiled(fault, request, body)
        wait = {"Retry-After": str(body["retry_after"])} if "retry_after" in body else {}
        return web.json_response(body, status=429 if wait else 200, headers=wait)

    def _do(self, request: web.Request, method: str, args: Thing) -> Thing:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        expected = self.app_token if method == "apps.connections.open" else self.token
        if token != expected:
            raise No("invalid_auth" if token else "not_authed")
        methods: dict[str, Callable[[Thing], Thing]] = {
            "auth.test": lambda _: {"team_id": self.world.team, "user_id": self.world.bot, "bot_id": "B1"},
            "users.info": self._users_info,
            "conversations.open": self._open,
            "chat.postMessage": self._post,
            "chat.postEphemeral": self._ephemeral,
            "chat.update": self._update,
            "views.open": self._views_open,
            "views.update": self._views_update,
            "files.getUploadURLExternal": self._upload_url,
            "files.completeUploadExternal": self._complete,
            "apps.connections.open": self._connect,
        }
        if method not in methods:
            raise No("unknown_method")
        return methods[method](args)

    def _users_info(self, args: Thing) -> Thing:
        if args.get("user") not in self.world.members:
            raise No("user_not_found")
        return {"user": self.world.members[args["user"]].public()}

    def _open(self, args: Thing) -> Thing:
        return {"channel": {"id": self.world.find(str(args.get("users", ""))).id}}

    def _post(self, args: Thing) -> Thing:
        if unknown := set(args) - MESSAGE:
            raise No("invalid_arguments", detail=sorted(unknown))
        room = self.world.find(str(args.get("channel", "")))
        text, blocks = self._content(args)
        if args.get("unfurl_links") is not False or args.get("unfurl_media") is not False:
            raise No("stub_unfurls_links")  # Slack would take it, and fetch every personal link in it
        self._keep_pace(room.id)
        post = self.world.post(room, self.world.bot, text, blocks, str(args.get("thread_ts", "")))
        return {"channel": room.id, "ts": post.ts, "message": post.public()}

    def _ephemeral(self, args: Thing) -> Thing:
        room, user = self.world.find(str(args.get("channel", ""))), str(args.get("user", ""))
        if user not in room.members:
            raise No("user_not_in_channel")
        text, blocks = self._content(args)
        return {"message_ts": self.world.post(room, self.world.bot, text, blocks, only=user).ts}

    def _update(self, args: Thing) -> Thing:
        if unknown := set(args) - {"channel", "ts", "text", "blocks"}:
            raise No("invalid_arguments", detail=sorted(unknown))
        room = self.world.find(str(args.get("channel", "")))
        post = next((p for p in self.world.posts if p.room is room and p.ts == args.get("ts") and not p.only), None)
        if post is None:
            raise No("message_not_found")
        if post.author != self.world.bot:
            raise No("cant_update_message")
        text, blocks = self._content(args)
        self.world.change(post, text, blocks)
        return {"channel": room.id, "ts": post.ts, "text": text}

    def _content(self, args: Thing) -> tuple[str, list[Thing]]:
        text, blocks = str(args.get("text") or ""), args.get("blocks") or []
        if not text:
            raise No("no_text")  # Slack lets blocks do; screen readers do not
        if len(text) > LONGEST_TEXT:
            raise No("msg_too_long")
        if blocks and (faults := message_faults(blocks)):
            raise No("msg_blocks_too_long" if faults == ["msg_blocks_too_long"] else "invalid_blocks", errors=faults)
        return text, blocks

    def _keep_pace(self, room: str) -> None:
        now = time.monotonic()
        if self.pace and now - self._last.get(room, -1e9) < 1 / self.pace:
            raise No("ratelimited", retry_after=1)
        self._last[room] = now

    def _views_open(self, args: Thing) -> Thing:
        view = self._view(args)
        user = self.world.spend(str(args.get("trigger_id", "")))
        modal = Modal(self.world.new("V"), user, view, self.world.new("h"))
        self.world.modals[user] = [modal]
        return {"view": modal.public(self.world.team)}

    def _views_update(self, args: Thing) -> Thing:
        modal = self.world.modal(str(args.get("view_id", "")))
        modal.view, modal.hash, modal.errors = self._view(args), self.world.new("h"), {}
        return {"view": modal.public(self.world.team)}

    def _view(self, args: Thing) -> Thing:
        view = args.get("view")
        if not isinstance(view, dict) or (faults := view_faults(view)):
            raise No("invalid_arguments", errors=faults if isinstance(view, dict) else ["no view"])
        return view

    def _upload_url(self, args: Thing) -> Thing:
        if not args.get("filename") or int(args.get("length", 0)) <= 0:
            raise No("invalid_arguments")
        file = self.world.new("F")
        self.world.files[file] = (str(args["filename"]), None)
        return {"file_id": file, "upload_url": f"{self.url}/upload/{file}"}

    def _complete(self, args: Thing) -> Thing:
        room = self.world.find(str(args.get("channel_id", "")))
        found = [self.world.files.get(f["id"], ("", None)) for f in args.get("files", [])]
        files = [(name, content) for name, content in found if content is not None]
        if not files or len(files) != len(found):
            raise No("file_not_found")
        post = self.world.post(room, self.world.bot, "", [], str(args.get("thread_ts", "")))
        post.files = files
        return {"files": [{"id": f["id"]} for f in args["files"]]}

    def _connect(self, args: Thing) -> Thing:
        ticket = self.world.new("ticket")
        self.tickets.add(ticket)
        return {"url": f"{self.url.replace('http', 'ws', 1)}/link?ticket={ticket}"}

    def _respond(self, hook: Hook | None, args: Thing) -> Thing:
        if hook is None or hook.left <= 0:
            raise No("used_url")
        hook.left -= 1
        text, blocks = self._content(args)
        if args.get("replace_original") and hook.post:
            self.world.change(hook.post, text, blocks)
        else:
            only = "" if args.get("response_type") == "in_channel" else hook.user
            self.world.post(hook.room, self.world.bot, text, blocks, only=only)
        return {}


async def _arguments(request: web.Request) -> Thing:
    """Arguments from JSON, a form or the query; lists and objects may come as JSON in a string."""
    args: Thing = dict(request.query)
    if request.content_type == "application/json":
        args.update(json.loads(await request.text() or "{}"))
    elif request.method == "POST":
        args.update({k: v for k, v in (await request.post()).items() if isinstance(v, str)})
    return {k: json.loads(v) if k in STRUCTURED and isinstance(v, str) else v for k, v in args.items()}
