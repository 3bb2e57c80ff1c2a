"""A mailbox in which one old message cannot be said any more: the others are shown, and the log names the row once."""

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.app.assemble import Plaza
from bot.storage.database import Connection
from bot.storage.outbox import outbox
from tests.talk import Talk

SPOILT: Mapping[str, Callable[[dict[str, Any]], object]] = {
    "a block that is gone": lambda reply: reply.update(message="t.removed"),
    "a file that is gone": lambda reply: reply.update(message="removed.block"),
    "data of an older version": lambda reply: reply["data"].clear(),
    "a number that was a text once": lambda reply: reply.update(message="start.too_long", data={"longest": "many", "length": 1}),
    "a button without its words": lambda reply: reply["buttons"].append(
        {"action": "t.removed", "value": "", "data": {}, "label": "", "style": "", "url": ""}
    ),
    "no buttons as they are stored now": lambda reply: reply.pop("buttons"),
    "a form of another version": lambda reply: reply.update(
        sheet={
            "id": 1,
            "form": {"name": "t.seat", "fields": [{"name": "days", "kind": "hours", "options": []}]},
            "answers": {},
            "errors": {},
        }
    ),
}


def spoil(plaza: Plaza, row: int, spoilt: Callable[[dict[str, Any]], object]) -> None:
    """Change what is stored of a delivered message."""

    def work(tx: Connection) -> None:
        reply = json.loads(tx.execute(select(outbox.c.reply).where(outbox.c.id == row)).scalar_one())
        spoilt(reply)
        tx.execute(update(outbox).where(outbox.c.id == row).values(reply=json.dumps(reply)))

    plaza.database.write(work)


@pytest.mark.parametrize("what", SPOILT)
async def test_one_message_that_cannot_be_said_any_more_hides_no_other(small: Plaza, what: str, caplog: pytest.LogCaptureFixture) -> None:
    ana = Talk(small, "paper:ana")
    for text in ("one", "two", "three"):
        await ana.say(text)
    row = ana.deliveries[1].id
    spoil(small, row, SPOILT[what])
    for _ in range(2):
        letters = await small.mailbox.read("paper:ana")
        assert [letter.id for letter in letters] == [delivery.id for delivery in ana.deliveries]
        assert [letter.outgoing.plain for letter in (letters[0], letters[2])] == ["I heard: one", "I heard: three"]
        assert f"number {row}" in letters[1].outgoing.plain
    (said,) = [record for record in caplog.records if "mailbox.cannot_be_said" in record.message]
    assert said.levelno == logging.ERROR
    assert f"row={row}" in said.message
    assert "plaza messages check" in said.message


async def test_where_not_even_an_apology_can_be_said_the_others_are_shown(small: Plaza) -> None:
    ana = Talk(small, "paper:ana")
    await ana.say("one")
    await ana.say("two")
    spoil(small, ana.deliveries[0].id, lambda reply: reply.update(message="t.removed"))
    template = small.texts.environment.get_template("en/start.j2")
    assert small.texts.has("start.broken", "en")
    del template.blocks["broken"]
    assert [letter.outgoing.plain for letter in await small.mailbox.read("paper:ana")] == ["I heard: two"]
