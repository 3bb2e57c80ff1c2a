"""What `plaza ask` knows where the database is a server: the same as everybody who asks through a channel."""

from bot.actions import ask
from bot.config import read
from bot.knowledge.library import Library
from bot.storage.database import Database


def known(library: Library) -> Library:
    """The library with what people imported, set and approved. Raises Unavailable when the server is away."""
    database = Database(read().database)
    try:
        return database.read(lambda tx: ask.known(tx, library))
    finally:
        database.close()
