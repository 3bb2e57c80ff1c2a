"""The doctor at the platforms: are the tokens complete, of the right form, and does the platform know them? Never shows one."""

import json
import re
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from bot.app.verdicts import Verdict, fail, ok, warn
from bot.config import Settings

PATIENCE = 5.0
DRIFT = 5.0
BOT, APP, SIGNING, TELEGRAM = re.compile(r"xoxb-\S+"), re.compile(r"xapp-\S+"), re.compile(r"[0-9a-f]{32}"), re.compile(r"\d+:[\w-]{30,}")


class _Silent(Exception):
    """The platform could not be asked; why, without its address."""


def wires(settings: Settings) -> Iterator[Verdict]:
    """Slack and Telegram, each only when it is switched on."""
    yield from slack(settings)
    yield from telegram(settings)


def slack(settings: Settings) -> Iterator[Verdict]:
    """The bot token, and one of the two ways in."""
    if not settings.slack_bot_token:
        yield ok("slack", "off")
        return
    if not (settings.slack_signing_secret or settings.slack_app_token):
        yield fail("slack", "there is no way in", "set PLAZA_SLACK_SIGNING_SECRET (HTTP) or PLAZA_SLACK_APP_TOKEN (Socket Mode)")
    for name, value, form, like in (
        ("PLAZA_SLACK_BOT_TOKEN", settings.slack_bot_token, BOT, "xoxb-..."),
        ("PLAZA_SLACK_APP_TOKEN", settings.slack_app_token, APP, "xapp-..."),
        ("PLAZA_SLACK_SIGNING_SECRET", settings.slack_signing_secret, SIGNING, "32 letters a-f and digits"),
    ):
        if value and not form.fullmatch(value):
            yield fail("slack", f"{name} does not look like one ({like})", "copy it again from api.slack.com")
            return
    yield from asked("slack", lambda: _slack_says(settings))


def _slack_says(settings: Settings) -> Verdict:
    headers = {"Authorization": f"Bearer {settings.slack_bot_token}"}
    said, drift = ask(f"{settings.slack_api_url.rstrip('/')}/auth.test", headers)
    if not said.get("ok"):
        return fail("slack", f"refuses the bot token: {said.get('error', 'no reason given')}", "install the app again and copy its token")
    return drifted("slack", drift) or ok("slack", f"{said.get('user', 'the bot')} in {said.get('team', 'its workspace')}")


def telegram(settings: Settings) -> Iterator[Verdict]:
    """The token, and where updates come in."""
    if not settings.telegram_token:
        yield ok("telegram", "off")
        return
    if not TELEGRAM.fullmatch(settings.telegram_token):
        yield fail("telegram", "PLAZA_TELEGRAM_TOKEN does not look like one (123456:ABC...)", "copy it again from @BotFather")
        return
    if settings.telegram_webhook_secret and not settings.url.startswith("https://"):
        yield fail(
            "telegram", "a webhook needs an https address", "set PLAZA_PUBLIC_URL to https://..., or empty the webhook secret to poll"
        )
    yield from asked("telegram", lambda: _telegram_says(settings))


def _telegram_says(settings: Settings) -> Verdict:
    root = f"{settings.telegram_api_url.rstrip('/')}/bot{settings.telegram_token}"
    said, drift = ask(f"{root}/getMe", {})
    if not said.get("ok"):
        return fail("telegram", f"refuses the token: {said.get('description', 'no reason given')}", "copy it again from @BotFather")
    hook, _ = ask(f"{root}/getWebhookInfo", {})
    url = str((hook.get("result") or {}).get("url", ""))
    wanted = f"{settings.url}/telegram/webhook" if settings.telegram_webhook_secret else ""
    if url != wanted:
        return warn("telegram", f"pushes updates to {url or 'no address'}", "start `plaza serve`, which sets it")
    return drifted("telegram", drift) or ok("telegram", f"@{(said.get('result') or {}).get('username', 'the bot')}")


def asked(name: str, question: Callable[[], Verdict]) -> Iterator[Verdict]:
    """The platform's verdict, or that it could not be asked."""
    try:
        yield question()
    except _Silent as problem:
        yield fail(name, f"cannot be asked: {problem}", "check the network and the API address")


def drifted(name: str, seconds: float | None) -> Verdict | None:
    """A verdict when our clock and the platform's disagree."""
    if seconds is None or abs(seconds) <= DRIFT:
        return None
    return fail(name, f"its clock and ours differ by {seconds:.0f} s", "set the clock, switch on NTP")


def ask(url: str, headers: Mapping[str, str]) -> tuple[dict[str, Any], float | None]:
    """The JSON a platform answers, and how far its clock is from ours. The address may hold a token: no error repeats it."""
    request = urllib.request.Request(url, data=b"", headers=dict(headers), method="POST")
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return _said(answer.read(100_000), answer.headers.get("Date"))
    except urllib.error.HTTPError as error:
        return _said(error.read(100_000), error.headers.get("Date"))
    except urllib.error.URLError as error:
        why = "its certificate is not trusted" if isinstance(error.reason, ssl.SSLError) else type(error.reason).__name__
        raise _Silent(why) from None
    except (OSError, ValueError) as error:
        raise _Silent(type(error).__name__) from None


def _said(body: bytes, date: str | None) -> tuple[dict[str, Any], float | None]:
    try:
        said = json.loads(body)
    except ValueError:
        raise _Silent("it did not answer in JSON") from None
    drift = (parsedate_to_datetime(date) - datetime.now(UTC)).total_seconds() if date else None
    return said if isinstance(said, dict) else {}, drift
