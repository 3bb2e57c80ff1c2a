"""The same channel against somebody else's idea of Slack."""

import time
from collections.abc import AsyncIterator, Iterator

import pytest

from bot.channels.slack.client import SlackChannel
from bot.channels.slack.client_api import SlackApi
from bot.channels.slack.people import People
from bot.channels.slack.place import Place
from bot.channels.slack.sender import Sender
from bot.channels.slack.settings import SlackSettings
from bot.model.inbound import Origin, Said
from bot.model.outgoing import File, Press
from bot.model.ports import Delivery, Refused
from tests.channels.slack.sheets import asking
from tests.paper import PaperInlet, PaperMailbox, words
from tests.platforms.slack_emulate import BOT_TOKEN, Emulator, program

pytestmark = [
    pytest.mark.emulate,
    pytest.mark.skipif(not program(), reason="npm package `emulate` not found on PATH or in node_modules/.bin"),
]


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """One workspace for all these tests."""
    running = Emulator.start(tmp_path_factory.mktemp("emulate"))
    yield running
    running.stop()


@pytest.fixture
async def channel(emulator: Emulator) -> AsyncIterator[SlackChannel]:
    """Plaza's channel in that workspace."""
    channel = SlackChannel(SlackSettings(BOT_TOKEN, "secret", api_url=emulator.api))
    await channel.open(PaperInlet(), PaperMailbox())
    assert channel.stopped == ""
    yield channel
    await channel.close()


@pytest.fixture
async def sender(emulator: Emulator) -> AsyncIterator[Sender]:
    """What draws the answers, with the same token."""
    api = SlackApi(SlackSettings(BOT_TOKEN, api_url=emulator.api))
    yield Sender(api)
    await api.close()


async def test_a_direct_message_opens_the_conversation_and_says_everything(emulator: Emulator, channel: SlackChannel) -> None:
    eva = f"slack:T000000001:{emulator.member()}"
    said = words("Two events are <open> & free.", buttons=(Press("Register", "t-1", "primary"),))
    sent = await channel.send(Delivery(11, eva, "", said))
    room, _, ts = sent.platform_id.partition(":")
    (message,) = [m for m in emulator.messages(room) if m["ts"] == ts]
    assert message["text"] == "Two events are &lt;open&gt; &amp; free."
    assert [block["type"] for block in message["blocks"]] == ["rich_text", "actions"]
    assert (message["unfurl_links"], message["unfurl_media"], message["mrkdwn"]) == (False, False, False)
    assert message["metadata"] == {"event_type": "plaza_delivery", "event_payload": {"id": 11}}


async def test_an_answer_in_a_channel_stays_in_its_thread(emulator: Emulator, channel: SlackChannel) -> None:
    room, eva = emulator.room(), f"slack:T000000001:{emulator.member()}"
    first = await channel.send(Delivery(1, eva, f"T000000001:{room}", words("Forum")))
    ts = first.platform_id.partition(":")[2]
    await channel.send(Delivery(2, eva, f"T000000001:{room}:{ts}", words("Not on our list.")))
    replies = emulator.call("conversations.replies", channel=room, ts=ts)["messages"]
    assert [m["text"] for m in replies] == ["Forum", "Not on our list."]


async def test_a_pressed_message_becomes_the_answer(emulator: Emulator, channel: SlackChannel, sender: Sender) -> None:
    eva = f"slack:T000000001:{emulator.member()}"
    sent = await channel.send(Delivery(1, eva, "", words("Stop alerts?", buttons=(Press("Stop", "t-1"),))))
    room, _, ts = sent.platform_id.partition(":")
    pressed = Place("T000000001", True, channel=room, message=ts)
    assert await sender.answer(pressed, Delivery(2, eva, f"T000000001:{room}", words("Alerts stopped.", edits=True))) == sent
    (message,) = [m for m in emulator.messages(room) if m["ts"] == ts]
    assert message["text"] == "Alerts stopped."
    assert [block["type"] for block in message["blocks"]] == ["rich_text"]


async def test_a_form_opens_as_a_modal_once_and_is_a_message_after_that(emulator: Emulator, sender: Sender) -> None:
    eva = f"slack:T000000001:{emulator.member()}"
    place = Place("T000000001", True, emulator.trigger())
    opened = await sender.answer(place, Delivery(1, eva, "", asking()))
    assert opened.platform_id.startswith("V")
    late = await sender.answer(place, Delivery(2, eva, "", asking()))
    room, _, ts = late.platform_id.partition(":")
    (message,) = [m for m in emulator.messages(room) if m["ts"] == ts]
    assert [e["text"]["text"] for e in message["blocks"][-1]["elements"]] == ["Continue", "Leave"]


async def test_an_open_modal_takes_the_next_questions(emulator: Emulator, sender: Sender) -> None:
    eva = f"slack:T000000001:{emulator.member()}"
    opened = await sender.answer(Place("T000000001", True, emulator.trigger()), Delivery(1, eva, "", asking()))
    place = Place("T000000001", True, emulator.trigger(), view=opened.platform_id)
    assert await sender.answer(place, Delivery(2, eva, "", asking(token="form-2"))) == opened


async def test_a_trigger_older_than_three_seconds_still_brings_the_form(emulator: Emulator, sender: Sender) -> None:
    eva = f"slack:T000000001:{emulator.member()}"
    trigger = emulator.trigger()
    time.sleep(4.1)
    late = await sender.answer(Place("T000000001", True, trigger), Delivery(2, eva, "", asking()))
    assert ":" in late.platform_id


async def test_a_calendar_file_arrives_with_its_message(emulator: Emulator, channel: SlackChannel) -> None:
    eva = f"slack:T000000001:{emulator.member()}"
    file = File("forum.ics", "text/calendar", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    sent = await channel.send(Delivery(1, eva, "", words("Your seat", files=(file,))))
    message, shared = emulator.messages(sent.platform_id.partition(":")[0])[-2:]
    assert message["text"] == "Your seat"
    assert [(f["name"], f["size"]) for f in shared["files"]] == [("forum.ics", len(file.content))]


async def test_who_somebody_is_can_be_asked(emulator: Emulator) -> None:
    api = SlackApi(SlackSettings(BOT_TOKEN, api_url=emulator.api))
    said = Said("k", Origin(channel="slack", address=f"slack:T000000001:{emulator.member()}"), "hello")
    assert (await People(api.person).introduce(said)).origin.name == "eva"
    await api.close()


async def test_who_cannot_be_reached_is_said_so(emulator: Emulator, channel: SlackChannel) -> None:
    with pytest.raises(Refused) as nobody:
        await channel.send(Delivery(1, "slack:T000000001:UNOBODY", "", words("hello")))
    assert nobody.value.whom == "person"
    stranger = SlackApi(SlackSettings("xoxb-unknown", api_url=emulator.api))
    with pytest.raises(Refused) as refused:
        await stranger.post(emulator.member(), {"text": "hello", "blocks": None})
    assert refused.value.whom == "sender"
    await stranger.close()
