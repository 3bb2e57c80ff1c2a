"""The Bot API's methods, as strict as the real ones: what is not valid there is refused here, in the same words."""

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

from tests.platforms.telegram_faults import Refusal
from tests.platforms.telegram_html import Entity, Unparsable, parse, units
from tests.platforms.telegram_world import PRESS_LIVES, Room, Shown, World

Files = dict[str, tuple[str, bytes]]
LONGEST_POLL = 50.0


class Arguments:
    """What a call brought, from JSON or a form: numbers and objects may come as text."""

    def __init__(self, values: dict[str, Any], files: Files) -> None:
        self._values = values
        self.files = files

    def text(self, name: str) -> str:
        value = self._values.get(name)
        return value if isinstance(value, str) else "" if value is None else json.dumps(value)

    def number(self, name: str) -> int:
        text = self.text(name)
        return int(text) if re.fullmatch(r"-?\d+", text) else 0

    def structure(self, name: str) -> Any:
        value = self._values.get(name)
        try:
            return json.loads(value) if isinstance(value, str) else value
        except ValueError:
            raise Refusal(f"can't parse {name.replace('_', ' ')} JSON object") from None


def keyboard(arguments: Arguments) -> dict[str, Any]:
    """The reply markup, checked."""
    markup = arguments.structure("reply_markup") or {}
    rows = markup.get("inline_keyboard", [])
    for button in (button for row in rows for button in row):
        if not button.get("text"):
            raise Refusal("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
        if not ({"callback_data", "url"} & set(button)):
            raise Refusal("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
        if not 1 <= len(button.get("callback_data", "x").encode()) <= 64:
            raise Refusal("BUTTON_DATA_INVALID")
        if not re.match(r"(https?|tg)://[^/\s]+\.[^\s]+$", button.get("url", "tg://a.b")):
            raise Refusal("BUTTON_URL_INVALID")
    if sum(map(len, rows)) > 100 or any(len(row) > 8 for row in rows):
        raise Refusal("reply markup is too long")
    return dict(markup)


def words(arguments: Arguments, field: str) -> dict[str, Any]:
    """The text or caption, parsed and measured."""
    source, most = arguments.text(field), 4096 if field == "text" else 1024
    if len(source.encode()) > 1 << 15:
        raise Refusal("text is too long")
    if arguments.text("parse_mode") not in ("", "HTML"):
        raise Refusal("unsupported parse_mode")
    text, entities = parsed(source) if arguments.text("parse_mode") else (source, [])
    text = text.rstrip()
    if field == "text" and not text.strip():
        raise Refusal("text must be non-empty")
    if units(text) > most:
        raise Refusal("message is too long" if field == "text" else "message caption is too long")
    listed = [{"type": e.type, "offset": e.offset, "length": e.length, **({"url": e.url} if e.url else {})} for e in entities]
    return {field: text, **({"entities" if field == "text" else "caption_entities": listed[:100]} if listed else {})}


def parsed(source: str) -> tuple[str, list[Entity]]:
    """`parse`, refusing as the API does."""
    try:
        return parse(source)
    except Unparsable as error:
        raise Refusal(str(error)) from None


class Methods:
    """One function per method; each returns the `result` of the answer."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._polls = 0
        self.sent: list[Shown] = []

    def named(self, method: str) -> Callable[[Arguments], Awaitable[Any]] | None:
        """The function for a method of the API, whose names know no case."""
        return getattr(self, f"api_{method.lower()}", None)

    async def api_getme(self, arguments: Arguments) -> Any:
        return {**self._world.me, "can_join_groups": True, "can_read_all_group_messages": not self._world.privacy}

    async def api_sendmessage(self, arguments: Arguments) -> Any:
        return self._send(arguments, words(arguments, "text"), None)

    async def api_senddocument(self, arguments: Arguments) -> Any:
        name, content = self._file(arguments, "document", 50_000_000)
        document = {"file_id": f"D{len(self.sent)}", "file_name": name, "file_size": len(content)}
        return self._send(arguments, {"document": document, **words(arguments, "caption")}, content)

    async def api_sendphoto(self, arguments: Arguments) -> Any:
        _, content = self._file(arguments, "photo", 10_000_000)
        if not content.startswith((b"\x89PNG", b"\xff\xd8", b"RIFF")):
            raise Refusal("IMAGE_PROCESS_FAILED")
        photo = [{"file_id": f"P{len(self.sent)}", "file_size": len(content), "width": 90, "height": 90}]
        return self._send(arguments, {"photo": photo, **words(arguments, "caption")}, content)

    async def api_editmessagetext(self, arguments: Arguments) -> Any:
        return self._edit(arguments, words(arguments, "text"))

    async def api_editmessagereplymarkup(self, arguments: Arguments) -> Any:
        return self._edit(arguments, {})

    async def api_answercallbackquery(self, arguments: Arguments) -> Any:
        query = self._world.queries.get(arguments.text("callback_query_id"))
        if query is None or query.answered or self._world.now() - query.at > PRESS_LIVES:
            raise Refusal("query is too old and response timeout expired or query ID is invalid")
        query.answered = True
        return True

    async def api_setmycommands(self, arguments: Arguments) -> Any:
        commands = arguments.structure("commands") or []
        for command in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
                raise Refusal("BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"]) <= 256:
                raise Refusal("BOT_COMMAND_DESCRIPTION_INVALID")
        scope = arguments.structure("scope") or {"type": "default"}
        self._world.menus[scope["type"], arguments.text("language_code")] = commands
        return True

    async def api_setwebhook(self, arguments: Arguments) -> Any:
        url, secret = arguments.text("url"), arguments.text("secret_token")
        if url and not re.match(r"https://\S+|http://(127\.|localhost)", url):
            raise Refusal("bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
            raise Refusal("secret token contains unallowed characters")
        self._world.kinds = arguments.structure("allowed_updates") or self._world.kinds
        self._world.hook = {"url": url, "secret": secret} if url else {}
        return True

    async def api_deletewebhook(self, arguments: Arguments) -> Any:
        self._world.hook = {}
        return True

    async def api_getupdates(self, arguments: Arguments) -> Any:
        """An offset confirms all before it; a second poller ends the first."""
        if self._world.hook:
            raise Refusal("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first", 409)
        self._polls += 1
        mine, end = self._polls, time.monotonic() + min(arguments.number("timeout"), LONGEST_POLL)
        self._world.kinds = arguments.structure("allowed_updates") or self._world.kinds
        self._world.waiting = {n: one for n, one in self._world.waiting.items() if n >= arguments.number("offset")}
        hurry = self._world.hurry
        while not self._world.pending() and time.monotonic() < end and hurry == self._world.hurry:
            await asyncio.sleep(0.01)
            if mine != self._polls:
                raise Refusal("terminated by other getUpdates request; make sure that only one bot instance is running", 409)
        return [one.update for _, one in self._world.pending()[: arguments.number("limit") or 100]]

    def _file(self, arguments: Arguments, field: str, most: int) -> tuple[str, bytes]:
        name, content = arguments.files.get(field, ("", b""))
        if not name:
            raise Refusal(f"there is no {field} in the request")
        if not content:
            raise Refusal("file must be non-empty")
        if len(content) > most:
            raise Refusal("Request Entity Too Large", 413)
        return name, content

    def _send(self, arguments: Arguments, content: dict[str, Any], file: bytes | None) -> Any:
        room = self._world.room(arguments.number("chat_id"))
        markup, quoted, topic = keyboard(arguments), self._quoted(arguments, room), arguments.number("message_thread_id")
        if topic and topic not in room.topics:
            raise Refusal("message thread not found")
        self._world.limits.take(room.id)
        extra = {**quoted, **({"message_thread_id": topic, "is_topic_message": True} if topic else {})}
        if "inline_keyboard" in markup:
            extra["reply_markup"] = markup
        shown = self._world.post(room, self._world.me, {**content, **extra}, source=arguments.text("text"), file=file)
        self.sent.append(shown)
        return shown.raw

    def _quoted(self, arguments: Arguments, room: Room) -> dict[str, Any]:
        reply = arguments.structure("reply_parameters") or {}
        if not reply or (reply["message_id"] not in room.messages and reply.get("allow_sending_without_reply")):
            return {}
        if reply["message_id"] not in room.messages:
            raise Refusal("message to be replied not found")
        return {"reply_to_message": room.messages[reply["message_id"]].raw}

    def _edit(self, arguments: Arguments, content: dict[str, Any]) -> Any:
        room = self._world.room(arguments.number("chat_id"))
        shown = room.messages.get(arguments.number("message_id"))
        if shown is None:
            raise Refusal("message to edit not found")
        if not shown.mine:
            raise Refusal("message can't be edited")
        if content and "text" not in shown.raw:
            raise Refusal("there is no text in the message to edit")
        markup = keyboard(arguments)
        kept = {k: v for k, v in shown.raw.items() if k not in ("edit_date", "reply_markup", "entities" if content else "")}
        raw = {**kept, **content, **({"reply_markup": markup} if markup.get("inline_keyboard") else {})}
        if raw == {k: v for k, v in shown.raw.items() if k != "edit_date"}:
            raise Refusal("message is not modified: specified new message content and reply markup are exactly the same")
        shown.raw, shown.revision, shown.edited = {**raw, "edit_date": int(time.time())}, next(self._world.revisions), True
        shown.source = arguments.text("text") or shown.source
        return shown.raw
