"""A process made to be killed: a whole Plaza whose one channel writes every message into a ledger outside the bot.

    python -m tests.app.doomed LEDGER

runs on the home in PLAZA_HOME until SIGTERM, or SIGKILL."""

import asyncio
import os
import signal
import sys

from bot.app.assemble import assemble
from bot.app.serve import Server, lock
from bot.config import read
from bot.model.ports import Delivery, Sent
from tests.paper import PaperChannel

TRAVEL = 0.003


class LedgerChannel(PaperChannel):
    """The platform takes responsibility when the line is on disk; its answer takes a moment more."""

    ledger = -1

    async def send(self, delivery: Delivery) -> Sent:
        """One line: the recipient's address."""
        await asyncio.sleep(TRAVEL)
        os.write(self.ledger, f"{delivery.address}\n".encode())
        await asyncio.sleep(TRAVEL)
        return Sent(f"ledger-{delivery.id}")


async def live(server: Server) -> None:
    """Start as `plaza serve` does, and stop on SIGTERM."""
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    await server.start()
    await stopped.wait()
    await server.quiet()
    await server.stop()


def main(ledger: str) -> None:
    """Hold the lock, then live."""
    settings = read(secret_key="a key for tests")
    channel = LedgerChannel("paper")
    channel.ledger = os.open(ledger, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    with lock(settings.home / "var" / "plaza.lock"):
        asyncio.run(live(Server(assemble(settings, channels={"paper": channel}))))


if __name__ == "__main__":
    main(sys.argv[1])
