"""The commands that run: settings, migrations, then the thing itself."""

import asyncio
import contextlib
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from bot.actions import erasure
from bot.app import serve as server
from bot.app.assemble import Plaza, assemble, texts_at
from bot.app.demo import seed
from bot.app.logs import set_up
from bot.app.talk import chat as run_chat
from bot.channels.terminal.client import TerminalChannel
from bot.config import BadSettings, Settings, read
from bot.engine.texts_files import BadTemplate
from bot.engine.texts_whole import look_through
from bot.engine.words import BadWords
from bot.model.person import parse_address
from bot.model.ports import Channel
from bot.storage import schema
from bot.storage.database import Unavailable

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@contextmanager
def mendable() -> Iterator[None]:
    """What an operator can mend becomes BadSettings: one line instead of a traceback."""
    try:
        yield
    except Unavailable as error:
        raise BadSettings(f"PLAZA_DATABASE_URL: {error}; check that the database runs and may be opened") from error
    except (BadWords, BadTemplate) as error:
        raise BadSettings(str(error)) from error
    except BrokenPipeError:
        raise  # whoever reads along has seen enough (`| head`)
    except OSError as error:
        raise BadSettings(
            f"{error.filename or 'the system'}: {error.strerror}; PLAZA_HOME must hold config/, messages/ and a var/"
        ) from error


def ready(settings: Settings, channels: Mapping[str, Channel] | None = None) -> Plaza:
    """A Plaza on a database at the newest schema. Raises BadSettings for what an operator can mend."""
    with mendable():
        plaza = assemble(settings, channels)
        schema.upgrade(plaza.database)
    return plaza


def serve(*, demo: bool, host: str, port: int | None) -> None:
    """`plaza serve`: exits 2 when another one runs here or the port is taken, 1 when it broke down later."""
    given: dict[str, object] = {"demo": demo} | ({"host": host} if host else {}) | ({"port": port} if port is not None else {})
    settings = read(**given)
    if demo and settings.host not in LOOPBACK:
        raise BadSettings(f"--demo lets anybody speak as an organiser, so it listens on loopback only, not on {settings.host}")
    logging(settings.log_level)
    with contextlib.ExitStack() as held:
        if settings.database.startswith("sqlite"):
            held.enter_context(locked(settings))
        listening = held.enter_context(door(settings))
        settings.port = listening.getsockname()[1]
        with mendable():
            look_through(texts_at(settings.home))
        plaza = ready(settings)
        if demo:
            seed(plaza)
        try:
            server.serve(plaza, listening)
        except server.Broken as problem:
            print(f"plaza: {problem}", file=sys.stderr)
            sys.exit(1)


def logging(level: str) -> None:
    """Set up the log. Raises BadSettings for a level that does not exist."""
    try:
        set_up(level)
    except ValueError as error:
        raise BadSettings(f"PLAZA_LOG_LEVEL: {level!r} is no level; choose DEBUG, INFO, WARNING or ERROR") from error


@contextmanager
def locked(settings: Settings) -> Iterator[None]:
    """The lock of this home."""
    with contextlib.ExitStack() as held:
        try:
            with mendable():
                held.enter_context(server.lock(settings.home / "var" / "plaza.lock"))
        except server.AlreadyRunning as problem:
            raise BadSettings(str(problem)) from problem
        yield


@contextmanager
def door(settings: Settings) -> Iterator[server.Door]:
    """The socket to listen on."""
    try:
        listening = server.door(settings.host, settings.port)
    except OSError as error:
        raise BadSettings(f"{settings.host} port {settings.port}: {error.strerror}; choose another with --port or PLAZA_PORT") from error
    with listening:
        yield listening


def chat(*, address: str, language: str, now: str) -> None:
    """`plaza chat`: in this process, beside a running server if there is one, which keeps the other channels to itself."""
    try:
        settings = read(**({"now": datetime.fromisoformat(now)} if now else {}))
    except ValueError as error:
        raise BadSettings(f"--now {now!r} is not a time: write it like 2027-02-08T09:00+00:00") from error
    logging("ERROR")
    speaker = terminal_address(address)
    plaza = ready(settings, {"terminal": TerminalChannel()})
    try:
        with mendable():
            asyncio.run(run_chat(plaza, speaker, language))
            plaza.database.write(lambda tx: erasure.sweep(tx, plaza.clock.now(), grace=timedelta()))
    finally:
        plaza.close()
        sys.stdout.flush()


def terminal_address(text: str) -> str:
    """The address of somebody at a terminal. Raises BadSettings for any other: their messages would go astray."""
    try:
        found = parse_address(text)
    except ValueError as error:
        raise BadSettings(f"--as: {error}") from error
    if found.channel != "terminal":
        raise BadSettings(f"--as {text}: somebody at a terminal has an address like terminal:ana")
    return found.value
