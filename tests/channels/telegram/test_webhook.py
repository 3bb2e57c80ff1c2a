"""Pushed updates: forgers stay out, nothing is acknowledged before it is kept, nothing happens twice."""

import asyncio
from typing import Any

import aiohttp

from bot.model.inbound import Inbound
from tests.channels.telegram.house import SECRET, House, until, webhook_house
from tests.channels.telegram.recorded import UPDATES, recorded
from tests.paper import PaperInlet
from tests.platforms.telegram import TelegramStub

HEADER = "X-Telegram-Bot-Api-Secret-Token"


async def push(house: House, update: Any = None, *, secret: str | None = SECRET, body: bytes | None = None) -> int:
    """One request of Telegram's, or a forger's; the status of the answer."""
    headers = {HEADER: secret} if secret is not None else {}
    sent: dict[str, Any] = {"json": update} if body is None else {"data": body}
    async with aiohttp.ClientSession() as session, session.post(house.url, headers=headers, **sent) as response:
        return response.status


async def test_telegram_is_told_where_to_push_with_what_secret_and_what_we_listen_to(pushed: House) -> None:
    [call] = pushed.telegram.called("setWebhook")
    assert call.values["url"] == pushed.url
    assert call.values["secret_token"] == SECRET
    assert call.values["allowed_updates"] == ["message", "callback_query", "my_chat_member"]
    assert not pushed.telegram.called("getUpdates")


async def test_a_forger_without_the_whole_secret_gets_nothing_in(pushed: House) -> None:
    for secret in (None, "", SECRET[:-1], SECRET + "x", SECRET.upper(), "ñandú", "\xff"):
        assert await push(pushed, recorded("private_text"), secret=secret) == 403, secret
    assert pushed.inlet.accepted == []


async def test_an_update_is_acknowledged_once_it_is_kept_and_a_repetition_changes_nothing(pushed: House) -> None:
    for _ in range(3):
        assert await push(pushed, recorded("private_text")) == 200
        assert await push(pushed, recorded("press")) == 200
    assert (len(pushed.inlet.accepted), len(pushed.inlet.asked)) == (1, 1)


async def test_what_could_not_be_kept_is_pushed_again_until_it_is(pushed: House) -> None:
    ana = pushed.telegram.person("Ana")
    pushed.inlet.broken = True
    await ana.say("first")
    await ana.say("second")
    await until(lambda: len(pushed.telegram.pushes) >= 2)
    assert {status for _, status in pushed.telegram.pushes} == {503}
    pushed.inlet.broken = False
    await until(lambda: len(pushed.inlet.accepted) == 2)
    assert [getattr(said, "text", "") for said in pushed.inlet.accepted] == ["first", "second"]


async def test_every_kind_of_update_is_taken_off_telegram_s_hands(pushed: House) -> None:
    for name in UPDATES:
        assert await push(pushed, recorded(name)) == 200, name


async def test_what_is_no_update_is_refused_and_stops_nothing(pushed: House) -> None:
    deep = [b"[" * 100_000, b'{"a":' * 100_000]
    for body in (b"", b"{", b"\xff\xfe", b"[]", b"null", b"{}", b'{"update_id": "7"}', b'{"update_id": true}', *deep):
        assert await push(pushed, body=body) == 400, body[:20]
    assert await push(pushed, recorded("private_text")) == 200


async def test_a_text_of_a_hundred_thousand_characters_is_kept_but_a_body_without_end_is_not_read(pushed: House) -> None:
    update = recorded("private_text")
    update["message"]["text"] = "x" * 100_000
    assert await push(pushed, update) == 200
    update["message"]["text"] = "x" * 1_100_000
    assert await push(pushed, update) == 413
    assert len(pushed.inlet.accepted) == 1


async def test_a_new_kind_of_update_is_no_reason_to_fail(pushed: House) -> None:
    assert await push(pushed, {"update_id": 1, "hologram": {"from": {"id": 1}}}) == 200
    assert pushed.inlet.accepted == []


async def test_closing_waits_for_what_is_under_way_and_leaves_the_rest_with_telegram(telegram: TelegramStub) -> None:
    started, finish = asyncio.Event(), asyncio.Event()

    class Waiting(PaperInlet):
        async def accept(self, inbound: Inbound) -> None:
            started.set()
            await finish.wait()

    async with webhook_house(telegram, Waiting()) as house:
        under_way = asyncio.create_task(push(house, recorded("private_text")))
        await started.wait()
        closing = asyncio.create_task(house.channel.close())
        await asyncio.sleep(0.05)
        assert not closing.done()
        assert await push(house, recorded("private_command")) == 503
        finish.set()
        await closing
        assert await under_way == 200


async def test_nothing_is_taken_before_we_know_our_own_name(telegram: TelegramStub) -> None:
    telegram.fault("status", "getMe", times=1, code=502)
    async with webhook_house(telegram, PaperInlet()) as house:
        assert len(telegram.called("getMe")) == 2
        assert await push(house, recorded("group_command")) == 200
