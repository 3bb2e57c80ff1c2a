"""What an operator decides about Telegram."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

CLOUD = "https://api.telegram.org"
PREFIX = "/telegram"
WEBHOOK = "/webhook"


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """One bot. With a `webhook_secret` updates are pushed to `public_url`, without one they are polled.

    `api_url` is the root of the Bot API server, without `/bot`. `commands` is the menu per language: (word, description)."""

    token: str = field(repr=False)
    webhook_secret: str = field(default="", repr=False)
    api_url: str = CLOUD
    public_url: str = ""
    commands: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)

    @property
    def bot_id(self) -> int:
        """The number before the colon of the token, which is the bot's own id; 0 when the token is malformed."""
        head = self.token.partition(":")[0]
        return int(head) if head.isascii() and head.isdigit() else 0

    @property
    def webhook_url(self) -> str:
        """Where Telegram pushes to."""
        return self.public_url.rstrip("/") + PREFIX + WEBHOOK
