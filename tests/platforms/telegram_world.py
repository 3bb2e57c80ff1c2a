"""What Telegram keeps: people, chats, messages, presses, and updates that wait to be fetched or pushed."""

import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.platforms.telegram_faults import Faults, Limits, Refusal

PRESS_LIVES = 150.0  # seconds
MESSAGE_LIVES = 86_400.0
GONE = {
    "new": "bot can't initiate conversation with a user",
    "blocked": "bot was blocked by the user",
    "deactivated": "user is deactivated",
    "kicked": "bot was kicked from the group chat",
    "deleted": "the group chat was deleted",
}


@dataclass
class Shown:
    """One message on the screen, in its present version. `source` is the HTML it was sent with."""

    raw: dict[str, Any]
    mine: bool
    revision: int
    source: str = ""
    file: bytes | None = None
    edited: bool = False

    @property
    def id(self) -> int:
        return int(self.raw["message_id"])

    @property
    def text(self) -> str:
        return str(self.raw.get("text", self.raw.get("caption", "")))

    @property
    def topic(self) -> int:
        return int(self.raw.get("message_thread_id", 0))

    @property
    def quotes(self) -> int:
        """The message this one replies to."""
        return int(self.raw.get("reply_to_message", {}).get("message_id", 0))

    @property
    def buttons(self) -> list[dict[str, str]]:
        return [button for row in self.raw.get("reply_markup", {}).get("inline_keyboard", []) for button in row]

    @property
    def labels(self) -> list[str]:
        return [button["text"] for button in self.buttons]


@dataclass
class Room:
    """One chat as the bot has it. `state` is "ok" or a key of GONE."""

    about: dict[str, Any]
    state: str = "ok"
    moved: int = 0
    topics: set[int] = field(default_factory=set)
    messages: dict[int, Shown] = field(default_factory=dict)

    @property
    def id(self) -> int:
        return int(self.about["id"])

    @property
    def private(self) -> bool:
        return bool(self.about["type"] == "private")


@dataclass
class Waiting:
    """An update on its way to the bot; `queue` names what it must stay in order with."""

    update: dict[str, Any]
    queue: str
    dies: float


@dataclass
class Query:
    """A press. `answered` once the bot said it has seen it."""

    person: int
    at: float
    answered: bool = False


class World:
    """All of it. `advance` moves its clock, by which presses grow old and limits refill."""

    def __init__(self, token: str, username: str) -> None:
        self.token = token
        self.me: dict[str, Any] = {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": "Plaza", "username": username}
        self.privacy = True
        self.revoked = False
        self.rooms: dict[int, Room] = {}
        self.waiting: dict[int, Waiting] = {}
        self.queries: dict[str, Query] = {}
        self.menus: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.hook: dict[str, Any] = {}
        self.kinds: list[str] = []
        self.faults = Faults()
        self.limits = Limits(self.now)
        self.numbers = itertools.count(1)
        self.revisions = itertools.count(1)
        self.people: Iterator[int] = itertools.count(5001)
        self.next_update = 800_001
        self.hurry = 0
        self._ahead = 0.0

    def now(self) -> float:
        return time.monotonic() + self._ahead

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._ahead += seconds

    def polls_end_now(self) -> None:
        """Let a waiting poll answer with nothing, as it does when its time is up."""
        self.hurry += 1

    def room(self, chat: int) -> Room:
        """The chat the bot may write to now. Raises Refusal in Telegram's words."""
        room = self.rooms.get(chat)
        if room is None:
            raise Refusal("chat not found")
        if room.moved:
            raise Refusal("group chat was upgraded to a supergroup chat", migrate_to_chat_id=room.moved)
        if room.state != "ok":
            raise Refusal(GONE[room.state], 403)
        return room

    def post(self, room: Room, sender: dict[str, Any], content: dict[str, Any], **more: Any) -> Shown:
        """A new message in the chat."""
        raw = {"message_id": next(self.numbers), "from": sender, "chat": room.about, "date": int(time.time()), **content}
        shown = Shown(raw, sender is self.me, next(self.revisions), **more)
        room.messages[shown.id] = shown
        return shown

    def happen(self, kind: str, body: dict[str, Any], queue: str) -> int:
        """Put an update in the bot's way, if it asked for this kind; its id, or 0."""
        if self.kinds and kind not in self.kinds:
            return 0
        number, self.next_update = self.next_update, self.next_update + 1
        dies = self.now() + (PRESS_LIVES if kind == "callback_query" else MESSAGE_LIVES)
        self.waiting[number] = Waiting({"update_id": number, kind: body}, queue, dies)
        return number

    def pending(self) -> list[tuple[int, Waiting]]:
        """What still waits, oldest first, without what has died."""
        now = self.now()
        self.waiting = {number: one for number, one in self.waiting.items() if one.dies > now}
        return list(self.waiting.items())
