"""What Plaza holds of signatories now: the newest imported list, else the rows of the files. Whoever reads signatories comes this way."""

from bot.knowledge.library import Library
from bot.knowledge.listed import library_with
from bot.model.listing import Listing
from bot.storage import signatories as storage
from bot.storage.database import Connection

MOST = 8
_kept: dict[tuple[Library, Listing], Library] = {}


def known(tx: Connection, library: Library) -> Library:
    """The library with the newest imported list; the same object until somebody imports another one, and what has it already stays."""
    newest = storage.newest(tx)
    if newest is None:
        return library
    found = _kept.get((library, newest))
    if found is None:
        if len(_kept) >= MOST:
            _kept.clear()
        made = library_with(library, storage.filled(tx, newest).signatures, newest.at.date())
        found = _kept.setdefault((library, newest), made)
        _kept[found, newest] = found
    return found
