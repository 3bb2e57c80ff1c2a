"""Three seconds is all Slack gives; whatever is slow or broken around Plaza, the person's screen is not left hanging."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from bot.channels.slack.client import SlackChannel
from bot.channels.slack.listener import Patience
from bot.channels.slack.people import People
from bot.model.inbound import Inbound, Origin, Said
from bot.model.outgoing import Outgoing
from bot.model.ports import Busy, Delivery, Refused, Sent
from tests.paper import PaperInlet, PaperMailbox, words
from tests.platforms.slack import SlackStub


@dataclass
class SlowInlet(PaperInlet):
    """An engine that thinks as long as it is allowed to, and then leaves the answer to the outbox."""

    thought: float = 0.0

    async def converse(self, inbound: Inbound, within: float = 2.0) -> Sequence[Delivery]:
        self.thought = within
        await asyncio.sleep(within)
        return await super().converse(inbound, within)


def saying(inlet: PaperInlet, outgoing: Outgoing) -> None:
    """Let the engine answer everything with this."""
    inlet.answer = lambda inbound: [Delivery(7, inbound.origin.address, inbound.origin.chat, outgoing, inbound.key)]


async def listening(slack: SlackStub, inlet: PaperInlet) -> SlackChannel:
    """An open channel that Slack pushes to, and that is ten times less patient than the real one."""
    channel = SlackChannel(slack.settings(), patience=Patience(0.2, 0.26))
    await channel.open(inlet, PaperMailbox())
    pages = channel.web()
    assert pages is not None
    slack.target = pages[1]
    return channel


def test_slack_hears_from_us_before_it_gives_up() -> None:
    assert Patience().think < Patience().acknowledge < 3.0


async def test_a_thoughtful_engine_does_not_make_the_command_fail(slack: SlackStub) -> None:
    inlet = SlowInlet()
    channel = await listening(slack, inlet)
    eva = slack.person("Eva")
    await eva.command("events")
    assert (eva.problem, slack.pushes[-1].status) == ("", 200)
    assert 0 < inlet.thought <= 0.2
    await channel.close()


async def test_a_slow_slack_is_waited_for_behind_the_acknowledgement(slack: SlackStub) -> None:
    inlet = PaperInlet()
    channel = await listening(slack, inlet)
    eva = slack.person("Eva")
    saying(inlet, words("Two events are open."))
    slack.fault("hang", "chat.postMessage", seconds=3.0)
    await eva.command("events")
    assert (eva.problem, inlet.settled) == ("", [])
    await channel.close()
    assert [type(outcome) for _, outcome in inlet.settled] == [Sent]


async def test_closing_waits_for_the_request_under_way(slack: SlackStub) -> None:
    inlet = SlowInlet()
    channel = await listening(slack, inlet)
    eva = slack.person("Eva")
    command = asyncio.create_task(eva.command("events"))
    while not inlet.thought:
        await asyncio.sleep(0.01)
    await channel.close()
    await command
    assert (eva.problem, len(inlet.asked)) == ("", 1)


async def test_a_message_is_kept_although_slack_does_not_say_who_wrote_it(slack: SlackStub) -> None:
    inlet = PaperInlet()
    channel = await listening(slack, inlet)
    eva = slack.person("Eva", "es")
    slack.fault("hang", "users.info", seconds=30)
    await eva.say("hola")
    await eva.say("¿eventos?")
    assert [(i.origin.address, i.origin.language) for i in inlet.accepted] == [(eva.address, "")] * 2
    assert len(slack.called("users.info")) <= 1
    await channel.close()


async def test_who_somebody_is_is_asked_once_and_again_after_they_changed(
    slack: SlackStub, channel: SlackChannel, inlet: PaperInlet
) -> None:
    eva = slack.person("Eva", "es")
    await eva.say("hola")
    await eva.say("¿eventos?")
    assert len(slack.called("users.info")) == 1
    eva.member.locale = "fr-FR"
    await slack.pusher.event({"type": "user_change", "user": eva.member.public(), "event_ts": "1"})
    await eva.say("bonjour")
    assert [i.origin.language for i in inlet.accepted] == ["es", "es", "fr"]


async def test_a_failed_look_up_is_not_repeated_at_every_message() -> None:
    asked: list[str] = []

    async def person(user: str) -> dict[str, object]:
        asked.append(user)
        raise Refused("person", "user_not_found")

    people = People(person)
    said = Said("k", Origin(channel="slack", address="slack:T1:U1", name="eva"), "hi")
    assert await people.introduce(said) == said
    await people.introduce(said)
    people.forget("U1")
    await people.introduce(said)
    assert asked == ["U1", "U1"]


async def test_an_outage_of_slack_at_start_does_not_keep_plaza_from_starting(slack: SlackStub) -> None:
    slack.fault("refuse", "auth.test", status=503)
    inlet = PaperInlet()
    channel = await listening(slack, inlet)
    await slack.person("Eva").say("hello")
    assert len(inlet.accepted) == 1
    await channel.close()


async def test_a_token_slack_refuses_is_said_and_keeps_nothing_else_from_starting(
    slack: SlackStub, caplog: pytest.LogCaptureFixture
) -> None:
    slack.fault("refuse", error="token_revoked", times=2)
    channel = await listening(slack, PaperInlet())
    assert channel.stopped == "token_revoked"
    assert "token_revoked" in caplog.text
    with pytest.raises(Refused) as refusal:
        await channel.send(Delivery(1, "slack:T1:U1", "", words("hello")))
    assert refusal.value.whom == "sender"
    await channel.close()


async def test_closing_waits_for_the_message_on_its_way(slack: SlackStub) -> None:
    channel = await listening(slack, PaperInlet())
    eva = slack.person("Eva")
    slack.fault("hang", "chat.postMessage", seconds=0.5)
    sending = asyncio.create_task(channel.send(Delivery(1, eva.address, "", words("hello"))))
    while not eva.messages():
        await asyncio.sleep(0.01)
    await channel.close()
    assert (await sending).platform_id.startswith(eva.home.id)
    with pytest.raises(Busy):
        await channel.send(Delivery(2, eva.address, "", words("hello")))


async def test_somebody_who_left_the_workspace_is_not_written_to_again(slack: SlackStub) -> None:
    told: list[tuple[str, str]] = []

    async def membership(address: str, state: str) -> None:
        told.append((address, state))

    channel = SlackChannel(slack.settings(), membership)
    await channel.open(PaperInlet(), PaperMailbox())
    pages = channel.web()
    assert pages is not None
    slack.target = pages[1]
    eva = slack.person("Eva")
    await slack.pusher.event({"type": "user_change", "user": eva.member.public(), "event_ts": "1"})
    eva.member.deleted = True
    await slack.pusher.event({"type": "user_change", "user": eva.member.public(), "event_ts": "2"})
    assert told == [(eva.address, "dead")]
    await channel.close()


async def test_a_channel_that_is_not_open_asks_to_wait(slack: SlackStub) -> None:
    channel = SlackChannel(slack.settings())
    with pytest.raises(Busy):
        await channel.send(Delivery(1, "slack:T1:U1", "", words("hello")))
