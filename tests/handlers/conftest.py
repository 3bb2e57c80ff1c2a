"""People of the secretariat, for the conversations that organisers have."""

from collections.abc import Callable

import pytest

from bot.app.assemble import Plaza
from bot.model.person import Role
from tests.talk import Talk
from tests.townspeople import settle_in


@pytest.fixture
def olga(plaza: Plaza, talk: Callable[..., Talk]) -> Talk:
    """An organiser who asks one question at a time."""
    settle_in(plaza, "paper:olga", Role.ORGANISER, name="Olga")
    return talk(plaza, "paper:olga")


@pytest.fixture
def omar(plaza: Plaza, talk: Callable[..., Talk]) -> Talk:
    """An organiser who sees forms whole."""
    settle_in(plaza, "sheet:omar", Role.ORGANISER, name="Omar")
    return talk(plaza, "sheet:omar")
