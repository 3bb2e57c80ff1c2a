"""What the page must be given: secrets, its own public address, the demo's people, and its words."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.model.board import Board
from bot.model.entrance import Entrance
from bot.model.ports import Secrets

Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class WebSettings:
    """`demo` maps member, focal_point and organiser to addresses and is None outside a demo; `messages(language, block)` gives
    a phrase of `messages/<language>/web.j2`; `clock` counts seconds for the flood limits; `board` has what stands on the pages outside
    the conversation, and `entrance` what stands at the door of events, if there are any."""

    secrets: Secrets
    public_url: str
    demo: Mapping[str, str] | None
    messages: Callable[[str, str], str]
    clock: Callable[[], float] = time.monotonic
    board: Board | None = None
    entrance: Entrance | None = None

    @property
    def secure(self) -> bool:
        """Whether people reach the page over https, so that its cookies may never travel in clear."""
        return self.public_url.lower().startswith("https:")

    @property
    def session_cookie(self) -> str:
        """The session cookie's name; with `__Host-` no subdomain can plant one."""
        return "__Host-plaza" if self.secure else "plaza"

    def say(self, language: str) -> Say:
        """The page's words in one language."""

        def phrase(block: str) -> str:
            return self.messages(language, block).strip()

        return phrase
