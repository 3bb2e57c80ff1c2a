"""The npm package `emulate` as a second Slack: an independent reading of the Web API, run where it is installed."""

import json
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bot.channels.slack.manifest import SCOPES

CHECKOUT = Path(__file__).parents[2]
BOT, EVA = "UPLAZABOT", "eva"
BOT_TOKEN, EVA_TOKEN = "xoxb-plaza", "xoxp-eva"
PATIENCE = 20.0
SEES = ["channels:read", "channels:history", "im:read", "im:history", "users:read", "files:read"]


def program() -> str:
    """Where `emulate` is: on the PATH or in the checkout's node_modules; empty when it is not installed."""
    beside = CHECKOUT / "node_modules" / ".bin" / "emulate"
    return shutil.which("emulate") or (str(beside) if beside.exists() else "")


def seed(channel: str) -> dict[str, Any]:
    """A workspace with one person, one channel, and our app with exactly the permissions of its manifest."""
    app = {"client_id": "1.2", "client_secret": "x", "name": "Plaza", "redirect_uris": [], "app_id": "APLAZA"}
    bot = {"bot_id": "BPLAZA", "bot_user_id": BOT, "bot_name": "plaza", "scopes": list(SCOPES)}
    tokens = [
        {"token": BOT_TOKEN, "type": "bot", "user_id": BOT, "bot_id": "BPLAZA", "app_id": "APLAZA", "scopes": list(SCOPES)},
        {"token": EVA_TOKEN, "type": "user", "user": EVA, "scopes": SEES},
    ]
    users = [{"name": EVA, "real_name": "Eva Lima"}]
    return {
        "slack": {"strict_scopes": True, "users": users, "channels": [{"name": channel}], "oauth_apps": [{**app, **bot}], "tokens": tokens}
    }


@dataclass
class Emulator:
    """The running emulator; `api` is its address for apps. Eva's own token shows what she sees."""

    process: subprocess.Popen[bytes]
    api: str

    @classmethod
    def start(cls, folder: Path, channel: str = "cities") -> "Emulator":
        """Start it on a free port and wait until it answers."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        file = folder / "seed.json"
        file.write_text(json.dumps(seed(channel)), encoding="utf-8")
        command = [program(), "--service", "slack", "--port", str(port), "--seed", str(file)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
        emulator = cls(process, f"http://127.0.0.1:{port}/api/")
        emulator.wait()
        return emulator

    def wait(self) -> None:
        """Return when it answers; fails when it does not come up."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            try:
                self.call("auth.test", BOT_TOKEN)
            except httpx.TransportError:
                time.sleep(0.1)
            else:
                return
        self.stop()
        raise AssertionError("emulate did not start")

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(10)

    def call(self, method: str, token: str = EVA_TOKEN, **values: str) -> dict[str, Any]:
        """One API call, as Eva unless another token is given."""
        answer = httpx.post(self.api + method, data=values, headers={"Authorization": f"Bearer {token}"}, trust_env=False)
        return dict(answer.json())

    def member(self, name: str = EVA) -> str:
        """Somebody's id."""
        return str(next(m["id"] for m in self.call("users.list")["members"] if m["name"] == name))

    def room(self, name: str = "cities") -> str:
        """A channel's id."""
        return str(next(c["id"] for c in self.call("conversations.list")["channels"] if c["name"] == name))

    def messages(self, room: str) -> list[dict[str, Any]]:
        """What stands in a room, oldest first."""
        return list(reversed(self.call("conversations.history", channel=room)["messages"]))

    def trigger(self) -> str:
        """A trigger_id, as if Eva had just pressed something."""
        return str(self.call("views.generateTriggerId", BOT_TOKEN, user_id=self.member())["trigger_id"])
