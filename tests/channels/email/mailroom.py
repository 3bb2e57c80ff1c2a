"""A relay of our own that can refuse, vanish or fall silent, and what a reader's mail program makes of a mail."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_string, policy
from email.errors import NonASCIILocalPartDefect
from email.message import EmailMessage
from pathlib import Path
from ssl import SSLContext
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult

from bot.app.outside import KeyedSecrets
from bot.channels.email.settings import EmailSettings, Relay
from bot.model.outgoing import Outgoing
from bot.model.ports import Delivery, Stream
from tests.paper import words

SECRETS = KeyedSecrets("a key for tests")
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
NUMBERS = itertools.count(1)
Say = Callable[[str, "Session"], str | None]


def say(language: str, block: str, **data: object) -> str:
    """The layout's words: the block's name and its language."""
    return f"{block}.{language}"


def settings(folder: Path, relay: Relay | None = None, **changes: Any) -> EmailSettings:
    """A city's Plaza."""
    given: dict[str, Any] = {"relay": relay, "sender": "Plaza <plaza@city.example>", "words": say, "clock": lambda: NOW}
    return EmailSettings(SECRETS, "https://plaza.example", folder, **{**given, **changes})


def delivery(outgoing: Outgoing | str, to: str = "ana@city.example", **more: Any) -> Delivery:
    """A message on its way."""
    said = words(outgoing) if isinstance(outgoing, str) else outgoing
    return Delivery(more.pop("id", next(NUMBERS)), f"email:{to}", "", said, **more)


def bulk(outgoing: Outgoing | str, to: str = "ana@city.example", **more: Any) -> Delivery:
    """An alert on its way."""
    return delivery(outgoing, to, **{"stream": Stream.ALERTS, "topic": "topic:hrc", "address_id": 7, **more})


def reading(raw: bytes) -> EmailMessage:
    """The mail as a mail program reads it; nothing in it may be out of order."""
    mail = message_from_string(raw.decode(), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    for part in mail.walk():
        assert not part.defects, part.defects
        for name, value in part.items():
            odd = [defect for defect in value.defects if not isinstance(defect, NonASCIILocalPartDefect)]  # SMTPUTF8 allows it
            assert not odd, (name, odd)
    return mail


def part(mail: EmailMessage, kind: str) -> str:
    """The plain or the HTML version."""
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


@dataclass
class Session:
    """What the relay remembers of one mail."""

    sender: str
    recipients: list[str]
    content: bytes
    options: list[str] = field(default_factory=list)


@dataclass
class Post:
    """An SMTP relay. `at` gives its reply to a command (None: fine) or raises ConnectionError to hang up; `mails` is what it took."""

    port: int = 0
    mails: list[Session] = field(default_factory=list)
    connections: int = 0
    open: int = 0
    most_open: int = 0
    at: Say = lambda command, session: None
    slow: float = 0.0
    logins: list[bytes] = field(default_factory=list)
    transports: list[Any] = field(default_factory=list)

    @property
    def relay(self) -> Relay:
        """Where it is."""
        return Relay("127.0.0.1", self.port)

    def hang_up(self) -> None:
        """Close every connection, as a relay does with idle ones."""
        for transport in self.transports:
            transport.close()
        self.transports.clear()

    def _said(self, command: str, server: SMTP, it: Session) -> str | None:
        try:
            return self.at(command, it)
        except ConnectionError:
            self.transports[-1].abort()
            return "421 gone"

    async def handle_MAIL(self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        reply = self._said("MAIL", server, Session(address, [], b""))
        if reply is None:
            envelope.mail_from, envelope.mail_options = address, options
        return reply or "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        reply = self._said("RCPT", server, Session(envelope.mail_from, [address], b""))
        if reply is None:
            envelope.rcpt_tos.append(address)
        return reply or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        if self.slow:
            await asyncio.sleep(self.slow)
        it = Session(envelope.mail_from, list(envelope.rcpt_tos), envelope.content, list(envelope.mail_options))
        reply = self._said("DATA", server, it)
        if reply is None:
            self.mails.append(it)
        return reply or "250 OK queued"

    def authenticate(self, server: SMTP, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        """Takes one password."""
        self.logins.append(bytes(given.password))
        return AuthResult(success=given.password == b"right", handled=False)


class Line(SMTP):
    """One connection, counted."""

    def connection_made(self, transport: Any) -> None:
        post = self.event_handler
        post.connections += 1
        post.open += 1
        post.most_open = max(post.most_open, post.open)
        post.transports.append(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.open -= 1
        super().connection_lost(error)


@asynccontextmanager
async def relay(ssl: SSLContext | None = None, **options: Any) -> AsyncIterator[Post]:
    """A relay on loopback; with `ssl` it is encrypted from the first byte."""
    post = Post()

    def line() -> SMTP:
        more: dict[str, Any] = {"enable_SMTPUTF8": True, "authenticator": post.authenticate, "auth_require_tls": False} | options
        return Line(post, hostname="relay.example", **more)

    server = await asyncio.get_running_loop().create_server(line, "127.0.0.1", 0, ssl=ssl)
    post.port = server.sockets[0].getsockname()[1]
    try:
        yield post
    finally:
        post.hang_up()
        server.close()
