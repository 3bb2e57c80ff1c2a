"""After an erasure: does any byte of it stand in the files? The promise is checked where it is given."""

from collections.abc import Sequence
from pathlib import Path

from bot.storage import copies, people
from bot.storage.database import Database

CHUNK = 1 << 20


def lingering(database: Database, addresses: Sequence[str]) -> str:
    """What is still to be found in SQLite's file or log, "" when nothing is; if need be the file is built anew first.

    An address that begins another living one (`telegram:42`, `telegram:421`) cannot be told apart and is not looked for."""
    if not database.is_sqlite:
        return ""
    known = [one.value for one in database.read(people.every_address)]
    needles = [value.encode() for value in addresses if not any(other.startswith(value) for other in known)]
    database.empty_log()
    path = Path(database.url.removeprefix("sqlite:///"))
    if any(found_in(file, needles) for file in files(path)):
        copies.rewrite(database)
    left = [file.name for file in files(path) if found_in(file, needles)]
    return f"traces are left in {' and '.join(left)}" if left else ""


def files(path: Path) -> list[Path]:
    """The database's files that exist."""
    return [file for file in (path, path.with_name(path.name + "-wal")) if file.exists()]


def found_in(file: Path, needles: Sequence[bytes]) -> bool:
    """Whether any of these byte strings stands in the file."""
    overlap = max((len(needle) for needle in needles), default=1)
    tail = b""
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            piece = tail + chunk
            if any(needle in piece for needle in needles):
                return True
            tail = piece[-overlap:]
    return False
