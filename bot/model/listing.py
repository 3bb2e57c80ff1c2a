"""A version of the list of signatories, as somebody imported it."""

from dataclasses import dataclass
from datetime import datetime

from bot.model.charters import Signature


@dataclass(frozen=True, slots=True)
class Listing:
    """One import: `digest` is the SHA-256 of the file `source`; the counts are against the version before."""

    version: int
    at: datetime
    author: str
    source: str
    digest: str
    added: int
    changed: int
    removed: int
    signatures: tuple[Signature, ...] = ()
