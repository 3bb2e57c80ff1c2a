"""Fetched updates: confirmed only when kept, and neither a bad line nor a bad day ends the listening."""

import logging

import pytest

from bot.channels.telegram.client import TelegramChannel
from bot.channels.telegram.settings import TelegramSettings
from bot.model.inbound import Inbound, Said
from bot.model.ports import Busy, Refused
from tests.channels.telegram.house import House, polling_house, until
from tests.paper import PaperInlet, PaperMailbox, words
from tests.platforms.telegram import TelegramStub
from tests.platforms.telegram_faults import Kind


async def test_what_people_say_arrives_once_and_in_order(polling: House) -> None:
    ana, ben = polling.telegram.person("Ana"), polling.telegram.person("Ben")
    for n in range(5):
        await ana.say(f"ana {n}")
        await ben.say(f"ben {n}")
    await until(lambda: len(polling.inlet.accepted) == 10)
    heard = [getattr(said, "text", "") for said in polling.inlet.accepted]
    assert [text for text in heard if text.startswith("ana")] == [f"ana {n}" for n in range(5)]


async def test_an_update_stays_with_telegram_until_it_is_kept(polling: House) -> None:
    ana = polling.telegram.person("Ana")
    polling.inlet.broken = True
    number = await ana.say("do not lose me")
    polls = len(polling.telegram.called("getUpdates"))
    await until(lambda: len(polling.telegram.called("getUpdates")) >= polls + 2)
    assert number in polling.telegram.world.waiting
    polling.inlet.broken = False
    await until(lambda: polling.inlet.accepted)
    await until(lambda: number not in polling.telegram.world.waiting)


async def test_one_chat_that_cannot_be_kept_does_not_hold_up_the_others(telegram: TelegramStub) -> None:
    class Picky(PaperInlet):
        async def accept(self, inbound: Inbound) -> None:
            if isinstance(inbound, Said) and inbound.text == "poison":
                raise OSError("the paper is torn")
            await super().accept(inbound)

    async with polling_house(telegram, Picky()) as house:
        ana, ben = telegram.person("Ana"), telegram.person("Ben")
        await ana.say("poison")
        await ben.say("hello")
        await until(lambda: house.inlet.accepted)
        assert [getattr(said, "text", "") for said in house.inlet.accepted] == ["hello"]


@pytest.mark.parametrize("kind", ["reset", "status", "garbage", "lost", "busy"])
async def test_a_bad_line_is_waited_out(polling: House, kind: Kind) -> None:
    polling.telegram.fault(kind, "getUpdates", code=502, seconds=0.1)
    ana = polling.telegram.person("Ana")
    await ana.say("first")
    await ana.say("still there?")
    await until(lambda: len(polling.inlet.accepted) == 2)


async def test_ids_that_start_again_lower_after_a_quiet_week_are_not_taken_for_old_ones(polling: House) -> None:
    ana = polling.telegram.person("Ana")
    await ana.say("before")
    await until(lambda: polling.inlet.accepted)
    polling.telegram.world.next_update = 17
    polls = len(polling.telegram.called("getUpdates"))
    await until(lambda: len(polling.telegram.called("getUpdates")) > polls or not polling.telegram.world.waiting)
    polling.telegram.world.polls_end_now()
    await until(lambda: polling.telegram.called("getUpdates")[-1].values["offset"] == 0)
    await ana.say("after")
    await until(lambda: len(polling.inlet.accepted) == 2)


async def test_a_second_poller_stops_the_first_without_a_crash(polling: House, caplog: pytest.LogCaptureFixture) -> None:
    newcomer = TelegramChannel(TelegramSettings(polling.telegram.token, api_url=polling.telegram.url))
    await newcomer.open(PaperInlet(), PaperMailbox())
    await until(lambda: polling.channel.stopped)
    assert "terminated by other getUpdates" in polling.channel.stopped
    assert [r.levelno for r in caplog.records if "does not listen" in r.message] == [logging.ERROR]
    ana = polling.telegram.person("Ana", started=True)
    await polling.channel.send(polling.to(ana, words("still speaking")))
    await newcomer.close()


@pytest.mark.parametrize("token", ["4242:wrong", "nonsense", ""])
async def test_a_wrong_token_is_logged_without_being_told_and_stops_nothing_else(
    telegram: TelegramStub, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    channel = TelegramChannel(TelegramSettings(token, api_url=telegram.url))
    await channel.open(PaperInlet(), PaperMailbox())
    assert channel.stopped
    assert not token or token not in caplog.text
    with pytest.raises(Refused) as refused:
        await channel.send(House(telegram, channel, PaperInlet()).to(telegram.person("Ana"), words("x")))
    assert refused.value.whom == "sender"
    await channel.close()


async def test_a_webhook_left_over_is_taken_down_before_polling(telegram: TelegramStub) -> None:
    telegram.world.hook = {"url": "http://127.0.0.1:9/old", "secret": ""}
    channel = TelegramChannel(TelegramSettings(telegram.token, api_url=telegram.url))
    await channel.open(PaperInlet(), PaperMailbox())
    assert telegram.world.hook == {}
    assert channel.web() is None
    await channel.close()


async def test_telegram_being_away_at_the_start_only_delays_it(telegram: TelegramStub) -> None:
    telegram.fault("reset", "getMe", times=2)
    channel, inlet = TelegramChannel(TelegramSettings(telegram.token, api_url=telegram.url)), PaperInlet()
    with pytest.raises(Busy):
        await channel.send(House(telegram, channel, inlet).to(telegram.person("Ana"), words("x")))
    await channel.open(inlet, PaperMailbox())
    await telegram.person("Ana").say("hello")
    await until(lambda: inlet.accepted)
    await channel.close()


async def test_people_who_block_us_and_come_back_are_told_to_who_wants_to_know(telegram: TelegramStub) -> None:
    told: list[tuple[str, str]] = []

    async def listen(address: str, state: str) -> None:
        told.append((address, state))

    channel = TelegramChannel(TelegramSettings(telegram.token, api_url=telegram.url), listen)
    await channel.open(PaperInlet(), PaperMailbox())
    ana = telegram.person("Ana", started=True)
    ana.block()
    ana.unblock()
    await until(lambda: len(told) == 2)
    assert told == [(ana.address, "blocked"), (ana.address, "active")]
    await channel.close()


async def test_the_menu_is_set_in_every_language_and_for_the_rest_of_the_world(telegram: TelegramStub) -> None:
    commands = {"en": [("events", "What is open"), ("Bad Word", "x")], "es": [("eventos", "Qué hay abierto")]}
    telegram.fault("refuse", "setMyCommands", description="SOMETHING")
    channel = TelegramChannel(TelegramSettings(telegram.token, api_url=telegram.url, commands=commands))
    await channel.open(PaperInlet(), PaperMailbox())
    await until(lambda: len(telegram.called("setMyCommands")) == 6)
    await until(lambda: len(telegram.world.menus) == 5)
    assert telegram.world.menus["all_private_chats", "es"] == [{"command": "eventos", "description": "Qué hay abierto"}]
    assert telegram.world.menus["default", ""] == [{"command": "events", "description": "What is open"}]
    await channel.close()
