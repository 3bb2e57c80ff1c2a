"""A message reaches the person once, whole, in the right chat; what Telegram refuses is told apart from what went missing."""

import pytest
from telegram.error import TimedOut

from bot.channels.telegram.client_errors import classify
from bot.channels.telegram.client_request import ANSWER, CONNECT, AiohttpRequest
from bot.model.outgoing import File, Outgoing, Paragraph, Press, Strong, Text
from bot.model.ports import Busy, Moved, Refused, Sent, Unknown
from tests.channels.telegram.house import House, until
from tests.paper import words
from tests.platforms.telegram import TelegramStub
from tests.platforms.telegram_faults import Kind

pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")

PNG = b"\x89PNG\r\n\x1a\n"


async def test_words_and_buttons_arrive_as_they_were_meant(telegram: TelegramStub, polling: House) -> None:
    ana = telegram.person("Ana", started=True)
    hello = Outgoing((Paragraph((Text("Hola "), Strong((Text("<Ana> & co"),)))),), buttons=(Press("Sí", "t1"), Press("No", "t2")))
    sent = await polling.channel.send(polling.to(ana, hello))
    seen = await ana.expect()
    assert (seen.text, seen.labels) == ("Hola <Ana> & co", ["Sí", "No"])
    assert seen.raw["entities"] == [{"type": "bold", "offset": 5, "length": 10}]
    assert sent == Sent(f"{ana.id}:{seen.id}")


async def test_a_long_message_arrives_whole_and_in_order(telegram: TelegramStub, polling: House) -> None:
    ana = telegram.person("Ana", started=True)
    text = " ".join(str(n) for n in range(3000))
    await polling.channel.send(polling.to(ana, words(text, buttons=(Press("More", "m"),))))
    assert " ".join(seen.text for seen in ana.messages()) == text
    assert [seen.labels for seen in ana.messages()] == [[], [], [], ["More"]]


async def test_a_stopped_long_message_goes_on_where_it_stopped(telegram: TelegramStub, polling: House) -> None:
    ana = telegram.person("Ana", started=True)
    delivery = polling.to(ana, words("word " * 2000))
    telegram.fault("slow", "sendMessage", seconds=0)
    telegram.fault("busy", "sendMessage", seconds=1)
    with pytest.raises(Busy):
        await polling.channel.send(delivery)
    await polling.channel.send(delivery)
    assert [len(seen.text) for seen in ana.messages()] == [4094, 4094, 1809]


async def test_a_calendar_file_carries_the_confirmation_and_a_picture_is_shown(telegram: TelegramStub, polling: House) -> None:
    ana = telegram.person("Ana", started=True)
    await polling.channel.send(polling.to(ana, words("You are in", files=(File("forum “ñ”.ics", "text/calendar", b"BEGIN:VCALENDAR"),))))
    await polling.channel.send(polling.to(ana, words("Map", files=(File("map.png", "image/png", PNG, "A map"),))))
    calendar, picture = ana.messages()
    assert (calendar.text, calendar.file) == ("You are in", b"BEGIN:VCALENDAR")
    assert calendar.raw["document"]["file_name"] == "forum “ñ”.ics"
    assert picture.raw["photo"]


async def test_a_picture_telegram_cannot_read_still_arrives_as_a_document(telegram: TelegramStub, polling: House) -> None:
    ana = telegram.person("Ana", started=True)
    await polling.channel.send(polling.to(ana, words("Map", files=(File("map.png", "image/png", b"not a picture"),))))
    assert (await ana.expect("Map")).raw["document"]["file_name"] == "map.png"


async def test_when_the_markup_is_refused_the_words_still_arrive(telegram: TelegramStub, polling: House) -> None:
    ana = telegram.person("Ana", started=True)
    telegram.fault("refuse", "sendMessage", description="can't parse entities: Unsupported start tag")
    await polling.channel.send(polling.to(ana, words("a < b")))
    assert (await ana.expect()).text == "a < b"
    assert "parse_mode" not in telegram.called("sendMessage")[-1].values


async def test_personal_words_asked_for_in_a_group_reach_the_person_alone(telegram: TelegramStub, polling: House) -> None:
    ana, group = telegram.person("Ana", started=True), telegram.group("Forum")
    chat = str(group.room.id)
    await polling.channel.send(polling.to(ana, words("your registrations", personal=True), chat=chat))
    await polling.channel.send(polling.to(ana, words("open events"), chat=chat))
    assert [seen.text for seen in ana.messages()] == ["your registrations"]
    assert [seen.text for seen in ana.messages(group)] == ["open events"]


async def test_an_answer_stays_in_its_topic(telegram: TelegramStub, polling: House) -> None:
    ana, group = telegram.person("Ana"), telegram.group("Forum", supergroup=True)
    group.topic(44)
    await polling.channel.send(polling.to(ana, words("open events"), chat=f"{group.room.id}:44"))
    assert (await ana.expect(room=group)).topic == 44


async def test_in_a_group_the_answer_hangs_on_the_question(telegram: TelegramStub, polling: House) -> None:
    ana, group = telegram.person("Ana"), telegram.group("Forum")
    await ana.say("/events@plaza_bot", group)
    await until(lambda: polling.inlet.accepted)
    heard = polling.inlet.accepted[0]
    await polling.channel.send(polling.to(ana, words("Open events"), chat=heard.origin.chat, answers=heard.key))
    seen = await ana.expect("Open events", group)
    assert seen.quotes
    await ana.say("and in May?", group, reply_to=seen)
    await until(lambda: len(polling.inlet.accepted) == 2)


async def test_somebody_who_blocked_us_is_told_apart_from_a_message_that_is_wrong(telegram: TelegramStub, polling: House) -> None:
    ana, ben = telegram.person("Ana", started=True), telegram.person("Ben")
    ana.block()
    for person in (ana, ben):
        with pytest.raises(Refused) as refused:
            await polling.channel.send(polling.to(person, words("x")))
        assert refused.value.whom == "person"
    with pytest.raises(Refused) as refused:
        await polling.channel.send(polling.to(ana, words("x", buttons=(Press("y", "t" * 65),))))
    assert refused.value.whom == "payload"
    with pytest.raises(Refused) as refused:
        await polling.channel.send(polling.to(ana, words("x"), chat="not-a-chat"))
    assert refused.value.whom == "payload"


async def test_a_group_that_moved_says_where_to(telegram: TelegramStub, polling: House) -> None:
    ana, group = telegram.person("Ana"), telegram.group("Forum")
    new = group.migrate()
    with pytest.raises(Moved) as moved:
        await polling.channel.send(polling.to(ana, words("x"), chat=str(group.room.id)))
    assert moved.value.chat == str(new)


async def test_a_flood_says_how_long_to_wait(telegram: TelegramStub, polling: House) -> None:
    ana = telegram.person("Ana", started=True)
    telegram.fault("busy", "sendMessage", seconds=27)
    with pytest.raises(Busy) as busy:
        await polling.channel.send(polling.to(ana, words("x")))
    assert busy.value.after == 27


@pytest.mark.parametrize(("kind", "arrived"), [("reset", 0), ("lost", 1), ("garbage", 1), ("status", 0)])
async def test_a_lost_answer_is_neither_success_nor_failure(telegram: TelegramStub, polling: House, kind: Kind, arrived: int) -> None:
    ana = telegram.person("Ana", started=True)
    telegram.fault(kind, "sendMessage", code=502)
    with pytest.raises(Unknown):
        await polling.channel.send(polling.to(ana, words("x")))
    assert len(ana.messages()) == arrived


async def test_silence_is_waited_for_no_longer_than_a_lease_lasts(telegram: TelegramStub) -> None:
    telegram.fault("silence", "getMe")
    request = AiohttpRequest(patience=-CONNECT + 0.2)
    await request.initialize()
    with pytest.raises(TimedOut) as late:
        await request.post(f"{telegram.url}/bot{telegram.token}/getMe")
    await request.shutdown()
    assert isinstance(classify(late.value), Unknown)
    assert CONNECT + ANSWER < 10


async def test_a_bot_whose_token_was_revoked_is_the_sender_s_fault(telegram: TelegramStub, polling: House) -> None:
    ana = telegram.person("Ana", started=True)
    telegram.world.revoked = True
    with pytest.raises(Refused) as refused:
        await polling.channel.send(polling.to(ana, words("x")))
    assert refused.value.whom == "sender"
    assert telegram.token not in refused.value.reason


async def test_nothing_was_sent_when_nobody_answers_the_door(telegram: TelegramStub, polling: House) -> None:
    ana = telegram.person("Ana", started=True)
    await telegram.__aexit__(None, None, None)
    with pytest.raises(Busy):
        await polling.channel.send(polling.to(ana, words("x")))
    await telegram.__aenter__()


async def test_nothing_to_say_is_said_without_a_call(telegram: TelegramStub, polling: House) -> None:
    ana = telegram.person("Ana", started=True)
    assert await polling.channel.send(polling.to(ana, Outgoing(()))) == Sent("")
    assert not telegram.called("sendMessage")


def test_all_addresses_share_one_bot_and_its_pace(polling: House) -> None:
    assert polling.channel.identity("telegram:1") == polling.channel.identity("telegram:2") == "telegram"
    assert (polling.channel.batch, polling.channel.pace) == (1, 28.5)
