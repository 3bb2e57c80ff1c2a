"""A platform that only counts: whom it took responsibility for, one line a message; and the channel that talks to it."""

import asyncio
import contextlib
import os
import socketserver
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from bot.model.ports import Delivery, Sent, Unknown
from tests.paper import PaperChannel


@dataclass
class Ledger:
    """Every message that was accepted, by address, on disk before the answer leaves."""

    file: BinaryIO
    accepted: "Counter[str]" = field(default_factory=Counter)
    port: int = 0
    _one: threading.Lock = field(default_factory=threading.Lock)

    def take(self, address: str) -> None:
        """Take responsibility for one more message to this address."""
        with self._one:
            self.accepted[address] += 1
            self.file.write(f"{address}\n".encode())
            self.file.flush()
            os.fdatasync(self.file.fileno())

    @property
    def total(self) -> int:
        """How many were accepted, repeated ones included."""
        return self.accepted.total()


@contextmanager
def ledger(path: Path) -> Iterator[Ledger]:
    """The platform, listening on loopback."""

    class Desk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(ConnectionError):  # whoever was killed does not read the answer
                for line in self.rfile:
                    book.take(line.decode().strip())
                    self.wfile.write(b"ok\n")

    class Front(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False
        request_queue_size = 128

    with path.open("ab") as file, Front(("127.0.0.1", 0), Desk) as server:
        book = Ledger(file, port=server.server_address[1])
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield book
        server.shutdown()


class LedgerChannel(PaperChannel):
    """A paper channel whose wire is a real one."""

    def __init__(self, port: int) -> None:
        super().__init__("paper")
        self.port = port

    async def send(self, delivery: Delivery) -> Sent:
        """One line there, one back; no answer means that nobody knows."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.write(f"{delivery.address}\n".encode())
            answer = await reader.readline()
            writer.close()
        except OSError as error:
            raise Unknown(str(error)) from error
        if answer != b"ok\n":
            raise Unknown("no answer")
        return Sent(f"{delivery.id}")
