"""A Plaza for one command of an operator: quiet, at the newest schema, closed again whatever happens."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.app.assemble import Plaza
from bot.app.logs import set_up
from bot.app.run import mendable, ready
from bot.config import read


@contextmanager
def opened() -> Iterator[Plaza]:
    """The Plaza of these settings. Raises BadSettings when there is none to be had."""
    set_up("ERROR")
    plaza = ready(read())
    try:
        with mendable():
            yield plaza
    finally:
        plaza.close()


def identity(plaza: Plaza, channel: str, value: str) -> str:
    """The sending identity of an address; the channel's name where the channel is off."""
    held = plaza.channels.get(channel)
    return held.identity(value) if held else channel
