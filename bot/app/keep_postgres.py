"""Backups of PostgreSQL: its own pg_dump and pg_restore do the work, where they are installed."""

import os
import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bot.config import BadSettings
from bot.storage import copies
from bot.storage.database import opened


def dump(url: str, target: Path) -> None:
    """Write a consistent dump in PostgreSQL's own format."""
    _run("pg_dump", url, "--format=custom", "--no-owner", f"--file={target}")


def restore(url: str, source: Path, *, force: bool) -> dict[str, datetime]:
    """Put a dump in the place of everything in this database, in one transaction; the marks of who was erased since.

    Whether a dump is older cannot be read from it, so a database that holds people is only replaced with `force`."""
    _run("pg_restore", "", "--list", "--file=/dev/null", str(source))
    try:
        newest, erased = copies.judged(url)
    except copies.Damaged as problem:
        if not force:
            raise BadSettings(f"the database cannot be read ({problem}); add --force to replace it") from problem
        newest, erased = None, {}
    with opened(url) as database:
        used = database.read(copies.others)
    if used and not force:
        raise BadSettings(f"{used} other connections use this database; stop every `plaza serve` first")
    if newest and not force:
        raise BadSettings(f"the database holds data (up to {newest:%Y-%m-%d %H:%M} UTC); add --force to lose it")
    _run("pg_restore", url, "--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error", str(source))
    return erased


def _run(tool: str, url: str, *arguments: str) -> None:
    """Run one of PostgreSQL's tools; the password goes by its environment, where other users do not see it."""
    found = shutil.which(tool)
    if found is None:
        raise BadSettings(f"{tool} is not installed; install PostgreSQL's client programs, or copy the database on its server")
    parts = urlsplit(url.replace("postgresql+psycopg://", "postgresql://", 1))
    secret = unquote(parts.password or "")
    user, _, host = parts.netloc.rpartition("@")
    plain = f"postgresql://{user.partition(':')[0]}{'@' if user else ''}{host}{parts.path}{f'?{parts.query}' if parts.query else ''}"
    where = [f"--dbname={plain}"] if url else []
    known = {"PATH": os.defpath} | ({"PGPASSWORD": secret} if secret else {})
    done = subprocess.run([found, *where, *arguments], env=known, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["it did not say why"]
        raise BadSettings(f"{tool}: {lines[-1]}")
