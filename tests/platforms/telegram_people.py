"""People in front of Telegram: they speak, press and read; the bot knows them only through the wire."""

import asyncio
import re
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from tests.platforms.telegram_html import units
from tests.platforms.telegram_world import Query, Room, Shown, World

PATIENCE = 5.0


@dataclass
class Group:
    """A group chat with the bot in it."""

    world: World
    room: Room

    def topic(self, number: int) -> None:
        """Open a topic."""
        self.room.topics.add(number)

    def migrate(self) -> int:
        """Become a supergroup with a new id, as groups do by themselves."""
        new = Room({**self.room.about, "id": -(10**12) - next(self.world.people), "type": "supergroup"})
        self.world.rooms[new.id] = new
        self.room.moved = new.id
        return new.id


@dataclass
class Person:
    """Somebody with a telephone. `expect` reads only what came or changed since their last act, each version once."""

    world: World
    about: dict[str, Any]
    _mark: int = 0
    _read: set[int] = field(default_factory=set)

    @property
    def id(self) -> int:
        return int(self.about["id"])

    @property
    def address(self) -> str:
        return f"telegram:{self.id}"

    async def say(self, text: str, room: Group | None = None, *, reply_to: Shown | None = None, topic: int = 0) -> int:
        """Write a message; the id of the update, 0 when the bot does not get to see it."""
        chat = self._room(room)
        if chat.private:
            chat.state = "ok"
        quoted = {"reply_to_message": reply_to.raw} if reply_to else {}
        thread = {"message_thread_id": topic, "is_topic_message": True} if topic else {}
        shown = self.world.post(chat, self.about, {"text": text, **entities(text), **quoted, **thread})
        self._mark = shown.revision
        return self.world.happen("message", shown.raw, f"chat {chat.id}") if self._heard(chat, text, reply_to) else 0

    async def press(self, label: str, room: Group | None = None) -> Query:
        """Press the newest button with this label (or, failing that, one that contains it)."""
        for same in (lambda found: found == label, lambda found: label.lower() in found.lower()):
            for shown in reversed(list(self._room(room).messages.values())):
                for button in shown.buttons:
                    if same(button["text"]) and "callback_data" in button:
                        return self._press(shown, button["callback_data"], room)
        raise AssertionError(f"no button {label!r}: {[(m.text, m.labels) for m in self.messages(room)][-5:]}")

    async def forge(self, data: str, room: Group | None = None) -> Query:
        """Send the data of a button that nobody was shown, under the newest message of the bot."""
        return self._press(self.messages(room)[-1], data, room)

    def messages(self, room: Group | None = None) -> list[Shown]:
        """What the bot wrote in this chat, oldest first, in its present version."""
        return [shown for shown in self._room(room).messages.values() if shown.mine]

    async def expect(self, pattern: str = "", room: Group | None = None, within: float = PATIENCE) -> Shown:
        """The next new or edited message of the bot that matches; fails with what was there instead."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            for shown in sorted(self.messages(room), key=lambda shown: shown.revision):
                fresh = shown.revision > self._mark and shown.revision not in self._read
                if fresh and re.search(pattern, shown.text, re.IGNORECASE | re.DOTALL):
                    self._read.add(shown.revision)
                    return shown
            await asyncio.sleep(0.01)
        raise AssertionError(f"nothing like {pattern!r} in {within} s; last: {[(m.text, m.labels) for m in self.messages(room)][-5:]}")

    async def expect_silence(self, room: Group | None = None, within: float = 0.3) -> None:
        """Fail when the bot writes or edits anything in this time."""
        try:
            found = await self.expect("", room, within)
        except AssertionError:
            return
        raise AssertionError(f"unexpected: {found.text!r}")

    def block(self) -> None:
        """Close the private chat to the bot."""
        self._change("blocked", "member", "kicked")

    def unblock(self) -> None:
        """Open it again."""
        self._change("ok", "kicked", "member")

    def leave(self) -> None:
        """Delete the account."""
        self._room(None).state = "deactivated"

    def _room(self, room: Group | None) -> Room:
        return room.room if room else self.world.rooms[self.id]

    def _press(self, shown: Shown, data: str, room: Group | None) -> Query:
        number = uuid.uuid4().hex
        query = self.world.queries[number] = Query(self.id, self.world.now())
        self._mark = next(self.world.revisions)
        body = {"id": number, "from": self.about, "message": shown.raw, "chat_instance": str(self._room(room).id), "data": data}
        self.world.happen("callback_query", body, f"press {self.id}")
        return query

    def _heard(self, chat: Room, text: str, reply_to: Shown | None) -> bool:
        """With privacy mode on, a bot in a group gets commands and replies to itself."""
        if chat.private or not self.world.privacy or (reply_to and reply_to.mine):
            return True
        command = re.match(r"/\w+(?:@(\w+))?", text)
        return bool(command) and (command[1] or self.world.me["username"]) == self.world.me["username"]  # type: ignore[index]

    def _change(self, state: str, old: str, new: str) -> None:
        chat = self._room(None)
        chat.state = state
        members = {f"{when}_chat_member": {"user": self.world.me, "status": status} for when, status in (("old", old), ("new", new))}
        self.world.happen("my_chat_member", {"chat": chat.about, "from": self.about, "date": int(time.time()), **members}, f"me {chat.id}")


def entities(text: str) -> dict[str, Any]:
    """The commands and mentions that Telegram marks in what people write."""
    kinds = {"bot_command": r"(?<!\S)/[A-Za-z0-9_]{1,64}(?:@\w+)?(?![\w/])", "mention": r"(?<!\w)@\w{3,32}"}
    found = [
        {"type": kind, "offset": units(text[: m.start()]), "length": units(m[0])}
        for kind, pattern in kinds.items()
        for m in re.finditer(pattern, text)
    ]
    return {"entities": found} if found else {}
