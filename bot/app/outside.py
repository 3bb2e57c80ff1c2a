"""The world outside, injected: the clock and the secret key."""

import hmac
import secrets
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from bot.config import BadSettings


class RunningClock:
    """The present in UTC; started at another moment it runs on from there (`PLAZA_NOW`)."""

    def __init__(self, start: datetime | None = None) -> None:
        self.shift = start.astimezone(UTC) - datetime.now(UTC) if start else timedelta()

    def now(self) -> datetime:
        """The present, aware, in UTC."""
        return datetime.now(UTC) + self.shift


class KeyedSecrets:
    """Signatures under the operator's key (HMAC-SHA256, cut to 72 bits: enough against guessing, short enough for a button)."""

    def __init__(self, key: str) -> None:
        self.key = key.encode()

    def sign(self, text: str) -> str:
        """Twelve URL-safe characters that only this key makes of this text."""
        return urlsafe_b64encode(hmac.digest(self.key, text.encode(), sha256)[:9]).decode()

    def verify(self, text: str, signature: str) -> bool:
        """Whether `sign(text)` gave this signature; constant time, any input."""
        return hmac.compare_digest(self.sign(text).encode(), signature.encode("utf-8", "replace"))


def key_from(setting: str, path: Path) -> str:
    """The key in the settings, else the one in this file, made at the first start and readable by its owner only.

    Raises BadSettings for a file that holds something else."""
    if setting:
        return setting
    try:
        kept = path.read_text(encoding="ascii").strip() if path.exists() else ""
    except UnicodeDecodeError as error:
        raise BadSettings(
            f"{path}: this is no key; restore it from a backup, or delete it: links and buttons sent before then end"
        ) from error
    return kept or _new_key(path)


def _new_key(path: Path) -> str:
    """Whole or not at all: a crash between making the file and filling it must not leave an empty key, with which anybody could sign."""
    key = secrets.token_urlsafe(32)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(key, encoding="ascii")
    fresh.replace(path)
    return key
