"""`plaza chat`: the whole bot in the terminal, answering in this process."""

import asyncio
import sys

from bot.app.assemble import Plaza
from bot.channels.terminal.client import Chat


async def chat(plaza: Plaza, address: str, language: str) -> None:
    """Read lines until the end of input; print each reply, and `---` after it when nobody watches."""
    terminal = plaza.channels["terminal"]
    await terminal.open(plaza.receiver, plaza.mailbox)
    watched = sys.stdin.isatty()

    async def pump() -> None:
        await plaza.receiver.drain()
        await plaza.deliverer.flush()

    talk = Chat(plaza.receiver, plaza.mailbox, address, language, pump)
    await talk.begin()
    for waiting in await talk.arrived():
        print(waiting, end="\n\n" if watched else "\n---\n", flush=True)
    while (line := await asyncio.to_thread(read_line, "> " if watched else "")) is not None:
        if line.strip() or watched:
            for reply in await talk.say(line):
                print(reply, end="\n\n" if watched else "\n---\n", flush=True)


def read_line(prompt: str) -> str | None:
    """One line without its end, None when there are no more; a byte that is no UTF-8 becomes a question mark."""
    print(prompt, end="", flush=True)
    line = sys.stdin.buffer.readline()
    return line.decode("utf-8", "replace").rstrip("\r\n") if line else None
