"""What every test may ask for: a home, a clock, a database of each kind, a whole Plaza with paper channels; and the last lines."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from bot.app.assemble import Plaza, assemble
from bot.app.logs import set_up
from bot.config import read
from bot.knowledge.lexicon import lexicon
from bot.knowledge.library import Library
from bot.model.person import LANGUAGES
from bot.model.ports import Channel
from bot.storage.database import Database
from tests.clocks import PaperClock
from tests.databases import Files, Server
from tests.last_lines import parts
from tests.paper import PaperChannel
from tests.talk import Talk

CHECKOUT = Path(__file__).parent.parent
# How quick a machine is says nothing of the promises: a busy one must not fail a property for its slow inputs.
settings.register_profile("plaza", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("plaza")
SERVER = Server()


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Where SQLite files come from."""
    return Files(tmp_path_factory.mktemp("databases"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The PostgreSQL server; skips when there is none."""
    if SERVER.trouble:
        pytest.skip(SERVER.trouble)
    yield SERVER
    SERVER.close()


@pytest.fixture(scope="session")
def caches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The knowledge files, parsed once for all tests, with what is derived of them; and the compiled messages."""
    path = tmp_path_factory.mktemp("caches")
    words = lexicon(Library.load(CHECKOUT / "config" / "knowledge", path / "knowledge.cache"))
    for language in LANGUAGES:
        words.phrases(language)
    words.spelt("any text")
    (path / "templates").mkdir()
    return path


@pytest.fixture
def home(tmp_path: Path, caches: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PLAZA_HOME of its own: the checkout's config and messages, an empty var/, and no setting from outside."""
    path = tmp_path / "home"
    (path / "var").mkdir(parents=True)
    for name in ("config", "messages"):
        (path / name).symlink_to(CHECKOUT / name)
    shutil.copyfile(caches / "knowledge.cache", path / "var" / "knowledge.cache")
    (path / "var" / "templates").symlink_to(caches / "templates")
    for name in [name for name in os.environ if name.startswith("PLAZA_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PLAZA_HOME", str(path))
    return path


@pytest.fixture
def clock() -> PaperClock:
    """A clock that stands at 23 November 2026, 9:00 UTC."""
    return PaperClock()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, files: Files) -> Iterator[str]:
    """The URL of a fresh database at the newest schema: once on SQLite, once on PostgreSQL where there is one."""
    if request.param == "sqlite":
        yield files.fresh(tmp_path / "home" / "var" / "plaza.db")
        return
    server: Server = request.getfixturevalue("postgres")
    url = server.fresh()
    yield url
    server.drop(url)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An open database, of both kinds."""
    found = Database(database_url)
    yield found
    found.close()


@pytest.fixture
def build(home: Path, clock: PaperClock) -> Iterator[Callable[..., Plaza]]:
    """Makes a Plaza on a database's URL, with two paper channels: `paper` asks one question at a time, `sheet` shows a form whole.

    Channels given after the URL come beside these, or in their place."""
    made: list[Plaza] = []

    def make(url: str, *more: Channel) -> Plaza:
        both: tuple[Channel, ...] = (PaperChannel("paper"), PaperChannel("sheet", batch=100))
        channels = {channel.name: channel for channel in (*both, *more)}
        made.append(assemble(read(database_url=url, secret_key="a key for tests"), channels=channels, clock=clock))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def plaza(build: Callable[..., Plaza], home: Path, files: Files) -> Plaza:
    """A whole Plaza on a SQLite file, not running: what is said to it is handled at once, `deliverer.flush` sends the rest."""
    return build(files.fresh(home / "var" / "plaza.db"))


@pytest.fixture
def plaza_on(build: Callable[..., Plaza], database_url: str) -> Plaza:
    """A whole Plaza on each kind of database."""
    return build(database_url)


@pytest.fixture
def talk() -> Callable[..., Talk]:
    """Somebody who talks with a Plaza: `await talk(plaza, "paper:ana").say("help")`."""
    return Talk


@pytest.fixture
def paper(plaza: Plaza) -> PaperChannel:
    """The `paper` channel of `plaza`: what the outbox sent is in `said`."""
    channel = plaza.channels["paper"]
    assert isinstance(channel, PaperChannel)
    return channel


def pytest_configure() -> None:
    """One plain line per log entry, as `plaza serve` writes them."""
    set_up("WARNING")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Which parts ran and which were left out, and why."""
    terminalreporter.section("what ran")
    for line in parts(terminalreporter.stats, SERVER):
        terminalreporter.write_line(line)
