"""A house with mail for the tests of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.channels.email.house import House, house
from tests.clocks import PaperClock
from tests.databases import Files


@pytest.fixture
def mailing(home: Path, files: Files, clock: PaperClock) -> Iterator[House]:
    """A Plaza that sends mail into files."""
    found = house(files.fresh(home / "var" / "plaza.db"), clock)
    yield found
    found.plaza.close()
