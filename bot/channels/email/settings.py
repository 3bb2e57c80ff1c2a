"""What an operator decides about mail, and the words the layout needs."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bot.channels.email.addresses import Mailbox, plain
from bot.model.ports import Secrets

SOMEBODY = "plaza@localhost"
CONNECTIONS = 8
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def nothing(language: str, block: str, **data: object) -> str:
    """Stands in where nobody hands in the words: the block's name."""
    return block


def now() -> datetime:
    """The present, in UTC."""
    return datetime.now(UTC)


def sender_in(text: str) -> Mailbox:
    """The address in `Plaza <plaza@city.org>`. Raises NoMailbox."""
    return Mailbox.read(re.sub(r".*<|>.*", "", plain(text)) or SOMEBODY)


@dataclass(frozen=True, slots=True)
class Relay:
    """The server that takes our mail. `tls`: from the first byte on; without it STARTTLS is used where the server offers it.

    A password never travels in clear, but to this very machine."""

    host: str
    port: int
    tls: bool = False
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def local(self) -> bool:
        """Whether it is this machine."""
        return self.host in LOOPBACK

    @classmethod
    def read(cls, url: str) -> "Relay | None":
        """`smtp[s]://user:password@host:port`; None for an empty text. Raises ValueError."""
        if not url:
            return None
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("write it like smtp://user:password@mail.example.org:587 or smtps://...")
        tls = parts.scheme == "smtps"
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname, parts.port or (465 if tls else 587), tls, user, password)


@dataclass(frozen=True, slots=True)
class EmailSettings:
    """Who writes (`Plaza <plaza@city.org>`), through which relay (none: into `folder`), and to which domain bounces come.

    `words` gives a phrase of messages/<language>/email.j2, `typed` a command as people of a language type it."""

    secrets: Secrets
    public_url: str
    folder: Path
    relay: Relay | None = None
    sender: str = ""
    bounce_domain: str = ""
    words: Callable[..., str] = nothing
    typed: Callable[[str, str], str] = nothing
    clock: Callable[[], datetime] = now
    connections: int = CONNECTIONS

    @property
    def name(self) -> str:
        """How the sender is called; quotes around the whole are not part of it, a comma inside is."""
        text = plain(self.sender).partition("<")[0].strip() if "<" in self.sender else ""
        quoted = re.fullmatch(r'"(.*)"', text)
        return plain(re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else text) or "Plaza"

    @property
    def mailbox(self) -> Mailbox:
        """The sender's address."""
        return sender_in(self.sender)

    @property
    def returns(self) -> str:
        """The domain that bounces come to."""
        return self.bounce_domain or self.mailbox.domain
