"""The Telegram of the tests is no kinder than the real one."""

from typing import Any

import aiohttp
import pytest

from tests.platforms.telegram import TelegramStub
from tests.platforms.telegram_html import Unparsable, parse, unescape


async def call(telegram: TelegramStub, method: str, **values: Any) -> tuple[int, Any]:
    """One call as a bot would make it."""
    async with aiohttp.ClientSession() as session, session.post(f"{telegram.url}/bot{telegram.token}/{method}", json=values) as answer:
        body = await answer.json()
        return answer.status, body.get("result") or body.get("description")


@pytest.mark.parametrize(
    "source", ["<b>x", "x</b>", "<b><i>x</b></i>", "<script>x</script>", "a < b", "<b", "<a href='x'>x</a>", "<br>", "<p>x</p>"]
)
def test_wrong_markup_refuses_the_message(source: str) -> None:
    with pytest.raises(Unparsable, match="can't parse entities"):
        parse(source)


def test_right_markup_becomes_entities_in_utf16_units() -> None:
    text, [bold, link] = parse('🏙 <a href="https://x.org/?a=1&amp;b=2"><b>x&lt;y</b></a> &nbsp; &#8364;')
    assert text == "🏙 x<y &nbsp; €"
    assert (link.type, link.url, link.offset, link.length) == ("text_link", "https://x.org/?a=1&b=2", 3, 3)
    assert (bold.type, bold.offset, bold.length) == ("bold", 3, 3)
    assert unescape("&#xd800; &#0;") == "&#xd800; &#0;"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ({"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "y", "callback_data": "é" * 33}]]}}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "y", "url": "http://localhost/"}]]}}, "BUTTON_URL_INVALID"),
        ({"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "y", "callback_data": "t"}] * 9]}}, "reply markup is too long"),
        ({"text": "x", "message_thread_id": 9}, "message thread not found"),
    ],
)
async def test_what_telegram_would_not_take_is_not_taken(telegram: TelegramStub, values: dict[str, Any], said: str) -> None:
    ana = telegram.person("Ana", started=True)
    status, description = await call(telegram, "sendMessage", chat_id=ana.id, **values)
    assert (status, description) == (400, f"Bad Request: {said}")
    assert ana.messages() == []


async def test_limits_hold_once_they_are_switched_on(telegram: TelegramStub) -> None:
    telegram.limits.on = True
    people = [telegram.person(f"P{n}", started=True) for n in range(31)]
    answers = [await call(telegram, "sendMessage", chat_id=person.id, text="x") for person in people]
    assert [status for status, _ in answers] == [200] * 30 + [429]
    telegram.world.advance(1)
    assert (await call(telegram, "sendMessage", chat_id=people[0].id, text="x"))[0] == 200
    assert (await call(telegram, "sendMessage", chat_id=people[0].id, text="x"))[0] == 429
    group = telegram.group("Forum").room.id
    telegram.world.advance(60)
    assert [(await call(telegram, "sendMessage", chat_id=group, text="x"))[0] for _ in range(21)] == [200] * 20 + [429]


async def test_a_press_can_be_answered_once_and_not_after_150_seconds(telegram: TelegramStub) -> None:
    ana = telegram.person("Ana", started=True)
    button = {"inline_keyboard": [[{"text": "Go", "callback_data": "t"}]]}
    await call(telegram, "sendMessage", chat_id=ana.id, text="x", reply_markup=button)
    await ana.press("Go")
    await ana.press("Go")
    first, second = telegram.world.queries
    assert (await call(telegram, "answerCallbackQuery", callback_query_id=first))[0] == 200
    assert (await call(telegram, "answerCallbackQuery", callback_query_id=first))[0] == 400
    telegram.world.advance(151)
    assert (await call(telegram, "answerCallbackQuery", callback_query_id=second))[0] == 400
    assert (await call(telegram, "getUpdates"))[1] is None


async def test_an_offset_confirms_what_came_before_it_and_nothing_else(telegram: TelegramStub) -> None:
    ana = telegram.person("Ana")
    first, second = await ana.say("one"), await ana.say("two")
    assert [u["update_id"] for u in (await call(telegram, "getUpdates"))[1]] == [first, second]
    assert [u["update_id"] for u in (await call(telegram, "getUpdates", offset=second))[1]] == [second]
    assert [u["update_id"] for u in (await call(telegram, "getUpdates", offset=0))[1]] == [second]


async def test_with_privacy_mode_a_bot_does_not_hear_the_talk_of_a_group(telegram: TelegramStub) -> None:
    ana, group = telegram.person("Ana"), telegram.group("Forum")
    assert not await ana.say("see you", group)
    assert not await ana.say("@plaza_bot hello", group)
    assert not await ana.say("/poll@quiz_bot", group)
    assert await ana.say("/events@plaza_bot", group)
    assert await ana.say("/events", group)
