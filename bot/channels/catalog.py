"""Name to channel; a client is imported only when it is switched on, because SDKs take their time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.model.ports import Channel, Secrets


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the channels need to know; an empty token leaves its channel out."""

    secrets: Secrets
    public_url: str
    messages: Callable[[str, str], str]
    commands: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    demo: Mapping[str, str] | None = None
    slack_bot_token: str = ""
    slack_signing_secret: str = ""
    slack_app_token: str = ""
    slack_api_url: str = "https://slack.com/api/"
    telegram_token: str = ""
    telegram_webhook_secret: str = ""
    telegram_api_url: str = "https://api.telegram.org"


def terminal(wishes: Wishes) -> Channel:
    """Always on: `plaza chat` needs no setting."""
    from bot.channels.terminal.client import TerminalChannel

    return TerminalChannel()


CATALOG: Mapping[str, Callable[[Wishes], Channel | None]] = {"terminal": terminal}


def switched_on(wishes: Wishes) -> dict[str, Channel]:
    """Every channel these settings allow, by name."""
    made = {name: make(wishes) for name, make in CATALOG.items()}
    return {name: channel for name, channel in made.items() if channel is not None}
