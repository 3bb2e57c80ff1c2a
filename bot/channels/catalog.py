"""Name to channel; a client is imported only when it is switched on, because SDKs take their time."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.model.board import Board
from bot.model.entrance import Entrance
from bot.model.mail import Notice
from bot.model.ports import Channel, Clock, Secrets


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the channels need to know; an empty token leaves its channel out."""

    secrets: Secrets
    public_url: str
    messages: Callable[[str, str], str]
    commands: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    demo: Mapping[str, str] | None = None
    membership: Callable[[str, str], Awaitable[None]] | None = None
    slack_bot_token: str = ""
    slack_signing_secret: str = ""
    slack_app_token: str = ""
    slack_api_url: str = "https://slack.com/api/"
    telegram_token: str = ""
    telegram_webhook_secret: str = ""
    telegram_api_url: str = "https://api.telegram.org"
    smtp_url: str = ""
    email_from: str = ""
    email_bounce_domain: str = ""
    mail_folder: Path = Path("var/mail")
    mail_words: Callable[..., str] | None = None
    typed: Callable[[str, str], str] | None = None
    follow: Callable[[str, bool], Awaitable[Notice | None]] | None = None
    clock: Clock | None = None
    board: Board | None = None
    entrance: Entrance | None = None


def terminal(wishes: Wishes) -> Channel:
    """Always on: `plaza chat` needs no setting."""
    from bot.channels.terminal.client import TerminalChannel

    return TerminalChannel()


def web(wishes: Wishes) -> Channel:
    """Always on: the chat page."""
    from bot.channels.web.client import WebChannel
    from bot.channels.web.settings import WebSettings

    given = (wishes.secrets, wishes.public_url, wishes.demo, wishes.messages)
    return WebChannel(WebSettings(*given, board=wishes.board, entrance=wishes.entrance))


def slack(wishes: Wishes) -> Channel | None:
    """On with a bot token."""
    if not wishes.slack_bot_token:
        return None
    from bot.channels.slack.client import SlackChannel
    from bot.channels.slack.settings import SlackSettings

    given = SlackSettings(wishes.slack_bot_token, wishes.slack_signing_secret, wishes.slack_app_token, wishes.slack_api_url)
    return SlackChannel(given, wishes.membership)


def telegram(wishes: Wishes) -> Channel | None:
    """On with a token."""
    if not wishes.telegram_token:
        return None
    from bot.channels.telegram.client import TelegramChannel
    from bot.channels.telegram.settings import TelegramSettings

    given = TelegramSettings(
        wishes.telegram_token, wishes.telegram_webhook_secret, wishes.telegram_api_url, wishes.public_url, wishes.commands
    )
    return TelegramChannel(given, wishes.membership)


def mails(wishes: Wishes) -> bool:
    """Whether this Plaza sends mail, be it from another process: with a relay, with a sender's address, or in a demo.

    Without a relay mails are written to files."""
    return bool(wishes.smtp_url or wishes.email_from or wishes.demo is not None)


def email(wishes: Wishes) -> Channel | None:
    """On where this Plaza sends mail."""
    if not (mails(wishes) and wishes.mail_words and wishes.typed and wishes.follow and wishes.clock):
        return None
    from bot.channels.email.client import EmailChannel
    from bot.channels.email.settings import EmailSettings, Relay

    given = EmailSettings(
        wishes.secrets,
        wishes.public_url,
        wishes.mail_folder,
        Relay.read(wishes.smtp_url),
        wishes.email_from,
        wishes.email_bounce_domain,
        wishes.mail_words,
        wishes.typed,
        wishes.clock.now,
    )
    return EmailChannel(given, wishes.follow)


CATALOG: Mapping[str, Callable[[Wishes], Channel | None]] = {
    "terminal": terminal,
    "web": web,
    "slack": slack,
    "telegram": telegram,
    "email": email,
}


def switched_on(wishes: Wishes) -> dict[str, Channel]:
    """Every channel these settings allow, by name."""
    made = {name: make(wishes) for name, make in CATALOG.items()}
    return {name: channel for name, channel in made.items() if channel is not None}
