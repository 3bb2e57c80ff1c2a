"""The commands that run: settings, migrations, then the thing itself."""

import asyncio
import sys
from datetime import datetime

from bot.app.assemble import Plaza, assemble
from bot.app.demo import seed
from bot.app.logs import set_up
from bot.app.serve import AlreadyRunning
from bot.app.serve import serve as run_server
from bot.app.talk import chat as run_chat
from bot.config import BadSettings, Settings, read
from bot.storage import schema

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def ready(settings: Settings) -> Plaza:
    """A Plaza on a database at the newest schema. Raises BadSettings when the database cannot be opened."""
    plaza = assemble(settings)
    try:
        schema.upgrade(plaza.database)
    except schema.Unreachable as error:
        raise BadSettings(f"PLAZA_DATABASE_URL: {error}; check that the database runs and may be opened") from error
    return plaza


def serve(*, demo: bool, host: str, port: int) -> None:
    """`plaza serve`: exits 2 when another one runs here."""
    given: dict[str, object] = {"demo": demo} | ({"host": host} if host else {}) | ({"port": port} if port else {})
    settings = read(**given)
    if demo and settings.host not in LOOPBACK:
        raise BadSettings(f"--demo lets anybody speak as an organiser, so it listens on loopback only, not on {settings.host}")
    set_up(settings.log_level)
    plaza = ready(settings)
    if demo:
        seed(plaza)
    try:
        run_server(plaza, settings.host, settings.port)
    except AlreadyRunning as problem:
        raise BadSettings(str(problem)) from problem


def chat(*, address: str, language: str, now: str) -> None:
    """`plaza chat`: in this process, beside a running server if there is one."""
    try:
        settings = read(**({"now": datetime.fromisoformat(now)} if now else {}))
    except ValueError as error:
        raise BadSettings(f"--now {now!r} is not a time: write it like 2027-02-08T09:00+00:00") from error
    set_up("ERROR")
    plaza = ready(settings)
    try:
        asyncio.run(run_chat(plaza, address, language))
    except ValueError as error:
        raise BadSettings(f"--as: {error}") from error
    finally:
        plaza.close()
        sys.stdout.flush()
