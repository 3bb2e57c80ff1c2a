"""The real knowledge files, loaded once."""

from pathlib import Path

import pytest

from bot.knowledge.library import Library

FOLDER = Path(__file__).parents[2] / "config" / "knowledge"


@pytest.fixture(scope="session")
def library() -> Library:
    """All that the shipped files hold."""
    return Library.load(FOLDER)
