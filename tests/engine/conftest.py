"""A Plaza whose only feature is our own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.app.assemble import Plaza
from bot.handlers import start
from bot.handlers.router import merged
from tests.conftest import CHECKOUT
from tests.databases import Files
from tests.engine import feature


@pytest.fixture
def messages(home: Path) -> Path:
    """The real words, and those of our own feature."""
    folder = home / "messages"
    folder.unlink()
    for language in ("en", "es", "fr"):
        (folder / language).mkdir(parents=True)
        for path in (CHECKOUT / "messages" / language).iterdir():
            (folder / language / path.name).symlink_to(path)
        (folder / language / "t.j2").write_text(feature.template(language), encoding="utf-8")
    return folder


def with_our_feature(plaza: Plaza) -> Plaza:
    """The same Plaza, but that it can do only what our own feature does."""
    ours = merged([start.router, feature.router])
    for name in ("commands", "presses", "forms", "timers", "makers", "drawers"):
        table = getattr(plaza.router, name)
        table.clear()
        table.update(getattr(ours, name))
    plaza.router.otherwise = ours.otherwise
    return plaza


@pytest.fixture
def small(messages: Path, build: Callable[..., Plaza], home: Path, files: Files) -> Plaza:
    """That Plaza, on SQLite."""
    return with_our_feature(build(files.fresh(home / "var" / "plaza.db")))


@pytest.fixture
def small_on(messages: Path, build: Callable[..., Plaza], database_url: str) -> Plaza:
    """That Plaza, on each kind of database."""
    return with_our_feature(build(database_url))


@pytest.fixture
def paper_of() -> Callable[[Plaza], list[str]]:
    """What the outbox sent on the paper channels, in words, in order."""

    def words(plaza: Plaza) -> list[str]:
        return [d.outgoing.plain for name in ("paper", "sheet") for d in plaza.channels[name].said]  # type: ignore[attr-defined]

    return words
