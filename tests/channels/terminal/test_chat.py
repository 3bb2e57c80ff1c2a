"""Somebody at a terminal talks with the whole house, line by line, and misses nothing that came while they were away."""

from collections.abc import Awaitable, Callable

import pytest

from bot.app.assemble import Plaza
from bot.channels.terminal.client import Chat, TerminalChannel
from bot.model.reply import Reply
from bot.storage import outbox, people
from bot.storage.outbox import Place
from tests.databases import Files


@pytest.fixture
async def house(build: Callable[..., Plaza], home: object, files: Files, tmp_path: object) -> Plaza:
    """A Plaza that holds the terminal."""
    channel = TerminalChannel()
    plaza = build(files.fresh(tmp_path / "home" / "var" / "plaza.db"), channel)  # type: ignore[operator]
    await channel.open(plaza.receiver, plaza.mailbox)
    return plaza


def pump(plaza: Plaza) -> Callable[[], Awaitable[None]]:
    """As `plaza chat` does it."""

    async def work() -> None:
        await plaza.receiver.drain()
        await plaza.deliverer.flush()

    return work


async def sit_down(plaza: Plaza, name: str = "ana", language: str = "en") -> Chat:
    """Open `plaza chat`."""
    chat = Chat(plaza.receiver, plaza.mailbox, f"terminal:{name}", language, pump(plaza))
    await chat.begin()
    return chat


def write_to(plaza: Plaza, name: str, purpose: str) -> None:
    """A notice for somebody."""
    who = plaza.database.read(lambda tx: people.by_address(tx, f"terminal:{name}"))
    assert who
    place = Place("terminal", "terminal", f"terminal:{name}")
    plaza.database.write(lambda tx: outbox.post(tx, purpose, who.id, Reply("events.none_mine"), place, plaza.clock.now()))


async def test_a_line_is_answered_in_the_language_of_the_first_visit(house: Plaza) -> None:
    (said,) = await (await sit_down(house, language="es")).say("ayuda")
    assert "Lo que puede escribir" in said


async def test_a_printed_number_presses_its_button_also_after_sitting_down_again(house: Plaza) -> None:
    (hello,) = await (await sit_down(house)).say("start")
    assert "1. " in hello
    number = next(line.split(".")[0] for line in hello.splitlines() if line.endswith("Help"))
    (said,) = await (await sit_down(house)).say(number)
    assert "What you can type" in said


@pytest.mark.parametrize("line", ["0", "99", "-1", "²", "1.5"])
async def test_a_number_that_was_not_printed_is_only_a_text(house: Plaza, line: str) -> None:
    chat = await sit_down(house)
    await chat.say("start")
    assert type(chat.inbound(line)).__name__ == "Said"


async def test_what_came_while_somebody_was_away_is_shown_once_when_they_return(house: Plaza) -> None:
    await (await sit_down(house)).say("help")
    write_to(house, "ana", "while away")
    again = await sit_down(house)
    assert len(await again.arrived()) == 1
    assert await again.arrived() == []
    write_to(house, "ana", "while here")
    assert len(await again.say("help")) == 2


async def test_two_people_at_terminals_do_not_see_each_other(house: Plaza) -> None:
    ana, ben = await sit_down(house, "ana"), await sit_down(house, "ben")
    await ben.say("help")
    write_to(house, "ben", "for ben")
    assert await ana.arrived() == []
    assert len(await ben.arrived()) == 1


async def test_a_handler_that_breaks_still_ends_in_an_answer(house: Plaza) -> None:
    def broken(turn: object, text: str) -> None:
        raise RuntimeError("on demand")

    house.router.otherwise = broken
    (said,) = await (await sit_down(house)).say("Has Genoa signed?")
    assert "Something went wrong on our side" in said
