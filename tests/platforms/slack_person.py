"""People in front of Slack: they write, press, fill in and read; the app knows them only through the wire."""

import asyncio
import re
import time
from dataclasses import dataclass, field

from tests.platforms.slack_blocks import Control, controls, view_faults
from tests.platforms.slack_push import Pusher
from tests.platforms.slack_screen import Screen, Seen, filled, holds, screen, seen
from tests.platforms.slack_world import Hook, Member, Modal, Post, Room, Thing, World

PATIENCE = 5.0


@dataclass
class Person:
    """Somebody with Slack open. `problem` is what Slack told them after their last act, empty when all went well.

    `expect` reads only what came or changed since their last act, each version once."""

    world: World
    pusher: Pusher
    member: Member
    problem: str = ""
    _mark: int = 0
    _read: set[int] = field(default_factory=set)

    @property
    def id(self) -> str:
        return self.member.id

    @property
    def address(self) -> str:
        return f"slack:{self.member.team}:{self.id}"

    @property
    def home(self) -> Room:
        """Their conversation with the app."""
        return self.world.im(self.id)

    # ---- acts ----
    async def say(self, text: str, room: Room | None = None, thread: str = "", **more: object) -> str:
        """Write a message; returns the event's id when Slack has got rid of it, empty when the app does not get to see it."""
        post = self._write(room or self.home, text, thread)
        mentions = f"<@{self.world.bot}>" in post.text
        if not post.room.im and not mentions:
            return ""
        kind = {"type": "message", "channel_type": "im"} if post.room.im else {"type": "app_mention"}
        body = {**post.public(), **kind, "team": self.member.team, "client_msg_id": self.world.new("m"), "channel": post.room.id}
        return await self.pusher.event({**body, "event_ts": post.ts, **more})

    async def mention(self, room: Room, text: str, thread: str = "") -> str:
        """Write in a channel, to the app."""
        return await self.say(f"@plaza {text}", room, thread)

    async def command(self, text: str = "", room: Room | None = None) -> None:
        """Type `/plaza <text>`."""
        room = room or self.home
        trigger, url = self._handles(Hook(self.id, room))
        self._acted()
        status, answer = await self.pusher.command(
            {
                "token": "gone-out-of-use",
                "team_id": self.world.team,
                "team_domain": "stub",
                "channel_id": room.id,
                "channel_name": room.name or "directmessage",
                "user_id": self.id,
                "user_name": self.member.name.lower(),
                "command": "/plaza",
                "text": text,
                "api_app_id": "A1",
                "is_enterprise_install": "false",
                "response_url": url,
                "trigger_id": trigger,
            }
        )
        self.problem = "" if status == 200 else f"dispatch_failed: {status}"
        if answer:
            self.world.post(room, self.world.bot, str(answer.get("text", "")), answer.get("blocks", []), only=self.id)

    async def shortcut(self, callback: str) -> None:
        """Choose a global shortcut of the app."""
        trigger = self.world.trigger(self.id)
        await self._interact({"type": "shortcut", "callback_id": callback, "trigger_id": trigger, "action_ts": self.world.stamp()})

    async def press(self, label: str, room: Room | None = None) -> str:
        """Press the newest button with this label (or one that contains it); the address it leads to, if it is a link."""
        post, control = self._button(label, room)
        trigger, url = self._handles(Hook(self.id, post.room, post))
        container = {"type": "message", "message_ts": post.ts, "channel_id": post.room.id, "is_ephemeral": bool(post.only)}
        action = {key: control.element[key] for key in ("action_id", "text", "value", "style") if key in control.element}
        payload: Thing = {
            "type": "block_actions",
            "container": {**container, **({"thread_ts": post.thread} if post.thread else {})},
            "trigger_id": trigger,
            "channel": {"id": post.room.id, "name": post.room.name or "directmessage"},
            "state": {"values": {}},
            "response_url": url,
            "actions": [{**action, "type": "button", "block_id": control.block_id, "action_ts": self.world.stamp()}],
        }
        await self._interact({**payload, **({} if post.only else {"message": post.public()})})
        return str(control.element.get("url", ""))

    async def submit(self, values: dict[str, str] | None = None) -> None:
        """Fill in the open modal by label (choices by their words) and send it; fields not named stay as they are."""
        modal, given = self._modal(), dict(values or {})
        fields = [c for c in controls(modal.view["blocks"]) if c.kind != "button"]
        state = {c.block_id: {c.element["action_id"]: filled(c, given.pop(c.label, None))} for c in fields}
        assert not given, f"no such fields {list(given)} among {[c.label for c in fields]}"
        modal.errors = {c.block_id: "required" for c in fields if not c.optional and not holds(state, c)}
        if modal.errors:
            return  # Slack's own client does not let it go
        view = {**modal.public(self.world.team), "state": {"values": state}}
        payload = {"type": "view_submission", "trigger_id": self.world.trigger(self.id), "view": view, "response_urls": []}
        self._take(modal, await self._interact(payload))

    async def close(self) -> None:
        """Leave the open modal by its close button."""
        modal = self.world.modals[self.id].pop()
        self._acted()
        if modal.view.get("notify_on_close"):
            await self._interact({"type": "view_closed", "view": modal.public(self.world.team), "is_cleared": False})

    # ---- what they see ----
    def messages(self, room: Room | None = None) -> list[Seen]:
        """What the app wrote where this person reads, oldest first, in its present version."""
        rooms = [room] if room else [r for r in self.world.rooms.values() if self.id in r.members]
        posts = [p for p in self.world.posts if p.author == self.world.bot and p.room in rooms and p.only in ("", self.id)]
        return [seen(post) for post in posts]

    def modal(self) -> Screen | None:
        """The modal on their screen."""
        stack = self.world.modals.get(self.id)
        return screen(stack[-1]) if stack else None

    async def expect(self, pattern: str = "", room: Room | None = None, within: float = PATIENCE) -> Seen:
        """The next new or edited message of the app that matches; fails with what was there instead."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            for found in sorted(self.messages(room), key=lambda found: found.post.turn):
                fresh = found.post.turn > self._mark and found.post.turn not in self._read
                if fresh and re.search(pattern, found.text or found.fallback, re.IGNORECASE | re.DOTALL):
                    self._read.add(found.post.turn)
                    return found
            await asyncio.sleep(0.01)
        raise AssertionError(f"nothing like {pattern!r} in {within} s; last: {[(m.text, m.labels) for m in self.messages(room)][-5:]}")

    async def expect_modal(self, pattern: str = "", within: float = PATIENCE) -> Screen:
        """The open modal, once its title or words match."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            shown = self.modal()
            if shown and re.search(pattern, f"{shown.title}\n{shown.text}", re.IGNORECASE | re.DOTALL):
                return shown
            await asyncio.sleep(0.01)
        raise AssertionError(f"no modal like {pattern!r} in {within} s; there is {self.modal()}")

    async def expect_silence(self, room: Room | None = None, within: float = 0.3) -> None:
        """Fail when the app writes or edits anything in this time."""
        try:
            found = await self.expect("", room, within)
        except AssertionError:
            return
        raise AssertionError(f"unexpected: {found.text!r}")

    # ---- how ----
    def _acted(self) -> None:
        self._mark, self.problem = next(self.world.turns), ""

    def _write(self, room: Room, text: str, thread: str) -> Post:
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        post = self.world.post(room, self.id, escaped.replace("@plaza", f"<@{self.world.bot}>"), [], thread)
        self._mark = post.turn
        return post

    def _handles(self, hook: Hook) -> tuple[str, str]:
        name = self.world.new("hook")
        self.world.hooks[name] = hook
        return self.world.trigger(self.id), f"{self.world.url}/respond/{name}"

    async def _interact(self, payload: Thing) -> Thing:
        self._acted()
        name = self.member.name.lower()
        who = {"id": self.id, "username": name, "name": name, "team_id": self.member.team}
        about = {"team": {"id": self.world.team, "domain": "stub"}, "enterprise": None, "is_enterprise_install": False}
        status, answer = await self.pusher.interaction({"user": who, "api_app_id": "A1", "token": "gone-out-of-use", **about, **payload})
        self.problem = "" if status == 200 else f"operation failed: {status}"
        return answer

    def _take(self, modal: Modal, answer: Thing) -> None:
        """What Slack makes of the answer to a submission."""
        match answer.get("response_action"):
            case "errors":
                unknown = set(answer["errors"]) - {b.get("block_id") for b in modal.view["blocks"]}
                self.problem = f"no such blocks {unknown}" if unknown else ""
                modal.errors = answer["errors"]
            case "update":
                faults = view_faults(answer["view"])
                self.problem = "; ".join(faults)
                modal.view, modal.hash, modal.errors = answer["view"], self.world.new("h"), {}
            case None if not self.problem:
                self.world.modals[self.id].remove(modal)

    def _modal(self) -> Modal:
        stack = self.world.modals.get(self.id)
        assert stack, f"{self.member.name} has no modal open"
        return stack[-1]

    def _button(self, label: str, room: Room | None) -> tuple[Post, Control]:
        newest = sorted((found.post for found in self.messages(room)), key=lambda post: -post.turn)
        found = [(post, c) for post in newest for c in controls(post.blocks)]
        for same in (lambda other: other == label, lambda other: label.lower() in other.lower()):
            for post, control in found:
                if same(control.label):
                    return post, control
        raise AssertionError(f"no button {label!r} among {[c.label for _, c in found]}")
