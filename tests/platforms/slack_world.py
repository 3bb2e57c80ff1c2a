"""A Slack workspace in memory: people, rooms, messages, modals, and the short-lived handles Slack gives to an app."""

import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Thing = dict[str, Any]
HOOK_USES = 5


class No(Exception):
    """Slack's way of saying no: `ok: false` and a code."""

    def __init__(self, error: str, **more: object) -> None:
        super().__init__(error)
        self.body: Thing = {"ok": False, "error": error, **more}


@dataclass
class Member:
    """Somebody in the workspace."""

    id: str
    name: str
    locale: str = "en-US"
    zone: str = "Europe/Zurich"
    team: str = "T1"
    deleted: bool = False

    def public(self) -> Thing:
        """What users.info says."""
        names = {"name": self.name.lower(), "real_name": self.name, "profile": {"real_name": self.name, "display_name": self.name}}
        return {"id": self.id, "team_id": self.team, "deleted": self.deleted, "tz": self.zone, "locale": self.locale, **names}


@dataclass
class Room:
    """A channel, or a conversation of two."""

    id: str
    name: str = ""
    members: set[str] = field(default_factory=set)
    im: bool = False
    archived: bool = False


@dataclass
class Post:
    """A message on the screen; `only` names the one person who sees it. `turn` rises with every appearance and change."""

    room: Room
    ts: str
    author: str
    turn: int
    text: str
    blocks: list[Thing] = field(default_factory=list)
    thread: str = ""
    only: str = ""
    edited: bool = False
    files: list[tuple[str, bytes]] = field(default_factory=list)

    def public(self) -> Thing:
        """The message as it stands in payloads and answers."""
        bot = {"bot_id": "B1", "app_id": "A1"} if self.author.startswith("UBOT") else {}
        thread = {"thread_ts": self.thread} if self.thread else {}
        return {"type": "message", "user": self.author, "text": self.text, "ts": self.ts, "blocks": self.blocks, **bot, **thread}


@dataclass
class Modal:
    """An open modal. `errors` are what its last submission was answered with, by block_id."""

    id: str
    owner: str
    view: Thing
    hash: str
    errors: dict[str, str] = field(default_factory=dict)

    def public(self, team: str) -> Thing:
        """The view as it stands in payloads and answers."""
        empty: Thing = {"state": {"values": {}}, "previous_view_id": None, "external_id": "", "clear_on_close": False}
        ids = {"id": self.id, "team_id": team, "hash": self.hash, "root_view_id": self.id, "app_id": "A1", "bot_id": "B1"}
        return {**empty, **self.view, **ids, "app_installed_team_id": team}


@dataclass
class Trigger:
    """A trigger_id: good for one modal, within the patience of Slack."""

    user: str
    born: float
    used: bool = False


@dataclass
class Hook:
    """A response_url: five answers."""

    user: str
    room: Room
    post: Post | None = None
    left: int = HOOK_USES


class World:
    """The workspace. Ids are never used twice."""

    def __init__(self, team: str = "T1", patience: float = 3.0) -> None:
        self.team, self.bot, self.patience = team, "UBOT" + team, patience
        self.url = ""
        self.members: dict[str, Member] = {}
        self.rooms: dict[str, Room] = {}
        self.posts: list[Post] = []
        self.modals: dict[str, list[Modal]] = {}
        self.triggers: dict[str, Trigger] = {}
        self.hooks: dict[str, Hook] = {}
        self.files: dict[str, tuple[str, bytes | None]] = {}
        self.turns: Iterator[int] = itertools.count(1)
        self._ids = itertools.count(1)
        self._last = 0.0

    def new(self, prefix: str) -> str:
        """A fresh id."""
        return f"{prefix}{next(self._ids):08X}"

    def stamp(self) -> str:
        """A fresh ts, later than every other."""
        self._last = max(time.time(), self._last + 0.000001)
        return f"{self._last:.6f}"

    def im(self, user: str) -> Room:
        """The person's conversation with the app, opened when there is none."""
        found = next((r for r in self.rooms.values() if r.im and user in r.members), None)
        return found or self.room("", {user, self.bot}, im=True)

    def room(self, name: str, members: set[str], im: bool = False) -> Room:
        """A new room."""
        room = Room(self.new("D" if im else "C"), name, set(members), im)
        self.rooms[room.id] = room
        return room

    def find(self, ref: str) -> Room:
        """The room an app may write to under this id: a channel it is in, or a person."""
        member = self.members.get(ref)
        if member and not member.deleted:
            return self.im(ref)
        room = self.rooms.get(ref)
        if room is None or (room.im and self.bot not in room.members):
            raise No("channel_not_found")
        if room.im and any(self.members[u].deleted for u in room.members if u in self.members):
            raise No("channel_not_found")
        if room.archived:
            raise No("is_archived")
        if self.bot not in room.members:
            raise No("not_in_channel")
        return room

    def post(self, room: Room, author: str, text: str, blocks: list[Thing], thread: str = "", only: str = "") -> Post:
        """A new message on the screen, with the ids Slack gives to blocks without one."""
        kept = Post(room, self.stamp(), author, next(self.turns), text, [self._named(b) for b in blocks], thread, only)
        self.posts.append(kept)
        return kept

    def change(self, post: Post, text: str, blocks: list[Thing]) -> None:
        """Another text in the same place."""
        post.text, post.blocks, post.edited, post.turn = text, [self._named(b) for b in blocks], True, next(self.turns)

    def trigger(self, user: str) -> str:
        """A trigger_id for what somebody just did."""
        name = self.new("1337.")
        self.triggers[name] = Trigger(user, time.monotonic())
        return name

    def spend(self, name: str) -> str:
        """Use a trigger_id; whose it was."""
        trigger = self.triggers.get(name)
        if trigger is None:
            raise No("invalid_trigger_id")
        if time.monotonic() - trigger.born > self.patience:
            raise No("expired_trigger_id")
        if trigger.used:
            raise No("exchanged_trigger_id")
        trigger.used = True
        return trigger.user

    def modal(self, view_id: str) -> Modal:
        """An open modal."""
        for modal in (m for stack in self.modals.values() for m in stack):
            if modal.id == view_id:
                return modal
        raise No("not_found")

    def _named(self, block: Thing) -> Thing:
        return {**block, "block_id": block.get("block_id") or self.new("b")}
