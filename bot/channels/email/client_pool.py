"""A few connections to the relay, kept open and used in turn; one mail, one envelope, one recipient."""

import asyncio
import logging
import time
from contextlib import suppress
from dataclasses import dataclass, field

from aiosmtplib import (
    SMTP,
    SMTPException,
    SMTPResponseException,
    SMTPServerDisconnected,
)

from bot.channels.email.client_errors import PAUSE, Moment, classify
from bot.channels.email.envelope import Envelope
from bot.channels.email.settings import Relay
from bot.model.ports import Busy, Refused, Unknown

log = logging.getLogger(__name__)
IDLE = 20.0  # seconds after which an unused connection is not trusted any more
MOST = 100  # mails over one connection: many relays allow no more
COMMAND, TAKING = 60.0, 300.0  # seconds to wait for a reply; after the last byte a server may take its time


class Stale(Exception):
    """A kept connection had died before anything of this mail was said."""


@dataclass
class Line:
    """One connection."""

    wire: SMTP
    used: int = 0
    last: float = field(default_factory=time.monotonic)

    @property
    def good(self) -> bool:
        """Whether another mail may go over it."""
        return self.wire.is_connected and self.used < MOST and time.monotonic() - self.last < IDLE


class Pool:
    """At most `size` connections at a time. A mail that waits for one waits in line."""

    def __init__(self, relay: Relay, name: str, size: int) -> None:
        self._relay = relay
        self._name = name
        self._free: list[Line] = []
        self._places = asyncio.Semaphore(size)

    async def send(self, it: Envelope) -> None:
        """Hand over one mail. Raises Busy, Refused or Unknown."""
        async with self._places:
            try:
                await self._over(await self._line(), it)
            except Stale:
                await self._over(await self._fresh(), it)

    async def _over(self, line: Line, it: Envelope) -> None:
        """One mail over this connection, which is kept for the next one unless it broke."""
        whole = False
        try:
            await self._hand_over(line, it)
            whole = True
        except (Refused, Busy):
            whole = line.wire.is_connected
            raise
        finally:
            if whole:
                self._free.append(line)
            else:
                line.wire.close()

    async def close(self) -> None:
        """Say goodbye on every connection."""
        lines, self._free = self._free, []
        await asyncio.gather(*(self._drop(line) for line in lines))

    async def _line(self) -> Line:
        while self._free:
            line = self._free.pop()
            if line.good:
                return line
            await self._drop(line)
        return await self._fresh()

    async def _fresh(self) -> Line:
        """A new connection, greeted, encrypted where that is to be had, and logged in."""
        relay = self._relay
        wire = SMTP(hostname=relay.host, port=relay.port, use_tls=relay.tls, local_hostname=self._name, timeout=COMMAND)
        try:
            await wire.connect()
            if relay.user:
                await self._log_in(wire)
            if wire.is_ehlo_or_helo_needed:  # a session that was just encrypted begins anew (RFC 3207, 4.2)
                await wire.ehlo()
        except SMTPResponseException as error:
            wire.close()
            raise classify("greeting", error.code, error.message) from error
        except (SMTPException, OSError, ValueError) as error:
            wire.close()
            log.warning("email: the relay cannot be reached: %s", error)
            raise Busy(PAUSE) from error
        return Line(wire)

    async def _log_in(self, wire: SMTP) -> None:
        if not (self._relay.local or wire.get_transport_info("sslcontext")):
            raise Refused("sender", "the relay offers no TLS, and a password is not sent in clear; use smtps:// or another port")
        await wire.login(self._relay.user, self._relay.password)

    async def _hand_over(self, line: Line, it: Envelope) -> None:
        options = () if it.recipient.ascii else (b"SMTPUTF8",)
        if options and not line.wire.supports_extension("smtputf8"):
            raise Refused("person", "the relay takes no address with letters beyond ASCII")
        moment: Moment = "sender"
        try:
            # Both addresses are known to be sound; `mail` and `rcpt` would take them apart once more.
            await self._said(line, b"MAIL", f"FROM:<{it.sender}>".encode(), *options)
            moment = "recipient"
            await self._said(line, b"RCPT", f"TO:<{it.recipient}>".encode())
            moment = "data"
            await line.wire.data(it.content, timeout=TAKING)
        except SMTPResponseException as error:
            trouble = classify(moment, error.code, error.message)
            if error.code == 421:
                line.wire.close()
                if moment == "sender" and line.used:
                    raise Stale from error
            else:
                await self._reset(line)
            raise trouble from error
        except (SMTPException, OSError) as error:
            line.wire.close()
            if moment == "data":
                raise Unknown(f"no reply after the mail was handed over: {type(error).__name__}") from error
            if moment == "sender" and line.used and isinstance(error, SMTPServerDisconnected):
                raise Stale from error
            raise Busy(PAUSE) from error
        line.used += 1
        line.last = time.monotonic()

    async def _said(self, line: Line, *words: bytes) -> None:
        """One command and its reply. Raises SMTPResponseException for any but yes."""
        code, reply = await line.wire.execute_command(*words)
        if code not in (250, 251):
            raise SMTPResponseException(code, reply)

    async def _reset(self, line: Line) -> None:
        """Forget the refused mail; a connection that will not is closed."""
        try:
            await line.wire.rset()
            line.used += 1
            line.last = time.monotonic()
        except (SMTPException, OSError):
            line.wire.close()

    async def _drop(self, line: Line) -> None:
        if line.wire.is_connected:
            with suppress(SMTPException, OSError, TimeoutError):
                await line.wire.quit(timeout=2)
        line.wire.close()
