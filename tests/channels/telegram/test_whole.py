"""A whole Plaza with Telegram at its door, by polling and by webhook: what people say is answered, once, in their language."""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn

from bot.app.assemble import assemble
from bot.app.serve import Server
from bot.config import read
from tests.channels.telegram.house import SECRET, until
from tests.databases import Files
from tests.platforms.telegram import TelegramStub


@pytest.fixture(params=["", SECRET], ids=["polling", "webhook"])
async def whole(request: pytest.FixtureRequest, telegram: TelegramStub, home: Path, files: Files) -> AsyncIterator[TelegramStub]:
    """Telegram, with a running Plaza behind its bot."""
    door = socket.create_server(("127.0.0.1", 0))
    plaza = assemble(
        read(
            database_url=files.fresh(home / "var" / "plaza.db"),
            secret_key="a key for tests",
            telegram_token=telegram.token,
            telegram_api_url=telegram.url,
            telegram_webhook_secret=request.param,
            public_url=f"http://127.0.0.1:{door.getsockname()[1]}",
        )
    )
    server = uvicorn.Server(uvicorn.Config(Server(plaza).application(), log_config=None, access_log=False))
    running = asyncio.create_task(server.serve([door]))
    await until(lambda: server.started, within=20)
    yield telegram
    server.should_exit = True
    await running


async def test_a_newcomer_is_welcomed_in_their_language_and_finds_help_by_a_button(whole: TelegramStub) -> None:
    ana = whole.person("Ana", language="es")
    await ana.say("/start")
    welcome = await ana.expect("Hola, soy Plaza")
    assert welcome.labels[-1] == "Ayuda"
    query = await ana.press("Ayuda")
    await ana.expect("Lo que puede escribir")
    await until(lambda: query.answered)
    await until(lambda: not welcome.labels or welcome.edited)


async def test_every_message_is_answered_once_though_telegram_repeats_itself(whole: TelegramStub) -> None:
    ben = whole.person("Ben")
    whole.fault("lost", "getUpdates")
    await ben.say("/help")
    await ben.expect("What you can type")
    await ben.expect_silence(within=1.0)


async def test_a_button_nobody_was_shown_does_nothing_but_say_so(whole: TelegramStub) -> None:
    eva = whole.person("Eva", language="fr")
    await eva.say("/start")
    await eva.expect("Plaza")
    await eva.forge("b.1.0.AAAAAAAAAAAA")
    await eva.expect("bouton")


async def test_in_a_group_the_answer_stays_there_and_other_bots_commands_are_left_alone(whole: TelegramStub) -> None:
    ana, group = whole.person("Ana"), whole.group("Forum", supergroup=True)
    group.topic(44)
    await ana.say("/help@plaza_bot", group, topic=44)
    assert (await ana.expect("What you can type", group)).topic == 44
    await ana.say("/help@quiz_bot", group)
    await ana.expect_silence(group)
    assert ana.messages() == []


async def test_a_form_begun_in_a_group_goes_on_in_private_and_can_be_left_by_its_button(whole: TelegramStub) -> None:
    ana, group = whole.person("Ana", started=True), whole.group("Forum")
    await ana.say("/secretariat@plaza_bot", group)
    asked = await ana.expect()
    assert asked.labels[-1] == "Cancel"
    assert ana.messages(group) == []
    await ana.press("Cancel")
    await ana.expect("the form is closed")
    await until(lambda: not asked.labels or asked.edited)


async def test_a_question_for_the_secretariat_is_typed_and_taken(whole: TelegramStub) -> None:
    ana = whole.person("Ana", language="es")
    await ana.say("/secretaria")
    assert (await ana.expect("secretar")).labels == ["Cancelar"]
    await ana.say("¿Puede alguien llamarme? <b>gracias</b>")
    taken = await ana.expect("secretar")
    assert "Cancelar" not in taken.labels
