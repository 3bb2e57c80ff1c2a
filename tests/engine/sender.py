"""A Plaza that delivers to the ledger until nothing waits, to be killed at any moment. Run as `python -m tests.engine.sender PORT`."""

import asyncio
import sys

from bot.app.assemble import assemble
from bot.app.logs import set_up
from bot.app.serve import Server, lock
from bot.config import read
from bot.storage import outbox
from tests.platforms.ledger import LedgerChannel


async def run(port: int) -> None:
    """Start as `plaza serve` does, and stop when everything has ended."""
    settings = read()
    with lock(settings.home / "var" / "plaza.lock"):
        house = Server(assemble(settings, {"paper": LedgerChannel(port)}))
        await house.start()
        print("ready", flush=True)
        while {"due", "leased"} & house.plaza.database.read(outbox.counts).keys():
            await asyncio.sleep(0.05)
        await house.stop()


if __name__ == "__main__":
    set_up("WARNING")
    asyncio.run(run(int(sys.argv[1])))
