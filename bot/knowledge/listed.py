"""The list of signatories as it was last imported, taken into the library, so that every answer counts and names the same rows."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from bot.knowledge.library import Library
from bot.model.charters import Signature


def library_with(library: Library, rows: Iterable[Signature], day: date) -> Library:
    """The library that holds these rows instead of its own, as of `day`; rows of charters it does not know (any more) are left out."""
    return replace(library, signatures=tuple(row for row in rows if row.charter in library.charters), listed=day)
