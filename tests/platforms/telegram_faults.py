"""What goes wrong at Telegram's side: refusals, lost answers, silence, and the limits of a bot."""

import re
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["busy", "refuse", "status", "garbage", "reset", "silence", "lost", "mute", "slow"]
# Before anything is done: busy (429), refuse (an error in Telegram's words), status (an HTML page), reset, silence.
# After it is done: lost (the connection is reset), mute (no answer ever), garbage (half an answer). slow only waits.
DONE = {"lost", "mute", "garbage", "slow"}


class Refusal(Exception):
    """How the Bot API says no."""

    def __init__(self, description: str, code: int = 400, **parameters: Any) -> None:
        prefix = {400: "Bad Request: ", 403: "Forbidden: ", 409: "Conflict: ", 429: "Too Many Requests: "}.get(code, "")
        super().__init__(prefix + description)
        self.code = code
        self.parameters = parameters

    @property
    def body(self) -> dict[str, Any]:
        more = {"parameters": self.parameters} if self.parameters else {}
        return {"ok": False, "error_code": self.code, "description": str(self), **more}


@dataclass
class Fault:
    """One rule: the next `times` calls of `method` (a pattern) to `chat` (0: any) go wrong like this."""

    kind: Kind
    method: str = ""
    times: int = 1
    chat: int = 0
    seconds: float = 3.0
    code: int = 400
    description: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)

    def refusal(self) -> Refusal | None:
        """What this fault answers with, if it answers at all."""
        if self.kind == "busy":
            return Refusal(f"retry after {self.seconds:g}", 429, retry_after=int(self.seconds))
        return Refusal(self.description, self.code, **self.parameters) if self.kind == "refuse" else None


class Faults:
    """The rules in force; the first that fits is used up."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []

    def pick(self, method: str, chat: int) -> Fault | None:
        """The fault of this call."""
        for rule in self.rules:
            if rule.times > 0 and re.search(rule.method, method, re.IGNORECASE) and rule.chat in (0, chat):
                rule.times -= 1
                return rule
        return None


class Limits:
    """30 messages a second, one a second to a person, 20 a minute to a group: sliding windows, off until switched on."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.on = False
        self._now = now
        self._past: dict[tuple[str, int], deque[float]] = defaultdict(deque)

    def take(self, chat: int) -> None:
        """Count one message; raises the 429 that a flood gets."""
        if not self.on:
            return
        windows = [("bot", 0, 30, 1.0), ("chat", chat, 1, 1.0) if chat > 0 else ("group", chat, 20, 60.0)]
        now = self._now()
        wait = max(self._wait((name, key), most, span, now) for name, key, most, span in windows)
        if wait > 0:
            raise Refusal(f"retry after {int(wait) + 1}", 429, retry_after=int(wait) + 1)
        for name, key, _, _ in windows:
            self._past[name, key].append(now)

    def _wait(self, key: tuple[str, int], most: int, span: float, now: float) -> float:
        past = self._past[key]
        while past and past[0] <= now - span:
            past.popleft()
        return past[0] + span - now if len(past) >= most else 0.0
