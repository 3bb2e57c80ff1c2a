"""Turns."""

from collections.abc import Callable

from bot.app.assemble import Plaza
from tests.talk import Talk


async def test_help_is_answered_on_both_databases(plaza_on: Plaza, talk: Callable[..., Talk]) -> None:
    heard = await talk(plaza_on, "paper:ana").say("help")
    assert "What you can type" in heard.text
