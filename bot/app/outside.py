"""The world outside, injected: the clock and the secret key."""

import hmac
import secrets
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path


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
    """The key in the settings, else the one in this file, made at the first start and readable by its owner only."""
    if setting:
        return setting
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32), encoding="ascii")
    return path.read_text(encoding="ascii").strip()
