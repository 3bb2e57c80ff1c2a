"""What the web pages show, from the database: each look is one short reading transaction."""

from dataclasses import dataclass

from bot.actions import calendar_feed
from bot.model.board import Feed
from bot.model.ports import Secrets
from bot.storage.database import Database


@dataclass(frozen=True, slots=True)
class PublicBoard:
    """The Board of a whole Plaza."""

    database: Database
    secrets: Secrets

    async def feed(self, token: str) -> Feed | None:
        """The calendar behind a secret address."""
        return await self.database.look(lambda tx: calendar_feed.feed(tx, self.secrets, token))
