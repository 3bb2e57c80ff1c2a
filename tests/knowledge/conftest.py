"""The real knowledge files and messages, loaded once."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.engine.texts import Reader, Texts
from bot.knowledge.answer import Answer
from bot.knowledge.library import Library
from bot.model.outgoing import plain_blocks

CHECKOUT = Path(__file__).parents[2]
FOLDER = CHECKOUT / "config" / "knowledge"
TODAY = date(2026, 11, 23)

Says = Callable[[Answer], str]


@pytest.fixture(scope="session")
def library() -> Library:
    """All that the shipped files hold."""
    return Library.load(FOLDER)


@pytest.fixture(scope="session")
def says() -> Says:
    """The words of an answer, as `plaza ask` prints them."""
    texts = Texts(CHECKOUT / "messages")

    def words(answer: Answer) -> str:
        reader = Reader(answer.language)
        return "\n\n".join(plain_blocks(texts.tree(part.message, part.data, reader)) for part in answer.parts)

    return words
