"""Socket Mode: the same conversation without an address of our own."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from bot.channels.slack.client import SlackChannel
from bot.model.inbound import Answered, Inbound, Said
from bot.model.outgoing import Question
from bot.model.ports import Delivery
from tests.channels.slack.sheets import asking
from tests.paper import PaperInlet, PaperMailbox, words
from tests.platforms.slack import SlackStub


@pytest.fixture
async def socket(slack: SlackStub, inlet: PaperInlet) -> AsyncIterator[SlackChannel]:
    """Plaza's channel, listening on a socket."""
    channel = SlackChannel(slack.settings(socket=True))
    await channel.open(inlet, PaperMailbox())
    yield channel
    await channel.close()


@pytest.mark.usefixtures("socket")
async def test_a_whole_registration_goes_through_the_socket(slack: SlackStub, inlet: PaperInlet) -> None:
    eva = slack.person("Eva")
    await eva.say("hello")
    inlet.answer = lambda i: [Delivery(7, i.origin.address, i.origin.chat, asking(), i.key)]
    await eva.command("register")
    await eva.expect_modal("Your city")
    wrong = asking(Question("city", "Your city", "text", True, error="Unknown city."))
    inlet.answer = lambda i: [Delivery(8, i.origin.address, i.origin.chat, wrong, i.key)]
    await eva.submit({"Your city": "Gwanju", "Meal": "Vegan"})
    screen = eva.modal()
    assert screen is not None
    assert screen.errors == {"Your city": "Unknown city."}
    inlet.answer = lambda i: [Delivery(9, i.origin.address, i.origin.chat, words("You have a seat."), i.key)]
    await eva.submit({"Your city": "Gwangju", "Meal": "Vegan"})
    await eva.expect("You have a seat")
    assert eva.modal() is None
    assert [p.status for p in slack.pushes] == [200] * 4
    assert [i.answers["city"] for i in inlet.asked if isinstance(i, Answered)] == ["Gwanju", "Gwangju"]


@pytest.mark.usefixtures("socket")
async def test_what_cannot_be_kept_is_not_acknowledged_and_comes_again(slack: SlackStub, inlet: PaperInlet) -> None:
    eva = slack.person("Eva")
    inlet.broken = True
    slack.pusher.patience = 1.0
    saying = asyncio.create_task(eva.say("register me"))
    while not slack.pushes:
        await asyncio.sleep(0.01)
    inlet.broken = False
    await saying
    assert slack.pushes[0].status == 0
    assert slack.pushes[-1].status == 200
    assert [i.text for i in inlet.accepted if isinstance(i, Said)] == ["register me"]


@pytest.mark.usefixtures("socket")
async def test_a_socket_slack_closes_is_opened_anew(slack: SlackStub, inlet: PaperInlet) -> None:
    eva = slack.person("Eva")
    old = slack.pusher.sockets[0]
    await slack.pusher.disconnect()
    async with asyncio.timeout(60):
        while not slack.pusher.sockets or slack.pusher.sockets[-1] is old:
            await asyncio.sleep(0.02)
    await eva.say("still there?")
    assert len(inlet.accepted) == 1


async def test_closing_leaves_no_socket_behind(slack: SlackStub, inlet: PaperInlet) -> None:
    channel = SlackChannel(slack.settings(socket=True))
    await channel.open(inlet, PaperMailbox())
    assert len(slack.pusher.sockets) == 1
    await channel.close()
    async with asyncio.timeout(60):
        while slack.pusher.sockets:
            await asyncio.sleep(0.02)


async def test_what_comes_while_we_close_is_left_for_the_next_start(slack: SlackStub) -> None:
    inlet, going = PaperInlet(), asyncio.Event()

    class Slow(PaperInlet):
        async def converse(self, inbound: Inbound, within: float = 2.0) -> Sequence[Delivery]:
            going.set()
            await asyncio.sleep(1.5)
            return ()

        async def accept(self, inbound: Inbound) -> None:
            await inlet.accept(inbound)

    channel = SlackChannel(slack.settings(socket=True))
    await channel.open(Slow(), PaperMailbox())
    eva = slack.person("Eva")
    command = asyncio.create_task(eva.command("events"))
    await going.wait()
    closing = asyncio.create_task(channel.close())
    slack.pusher.patience, slack.pusher.waits = 0.3, (0.0,)
    await eva.say("one more thing")
    await asyncio.gather(command, closing)
    assert inlet.accepted == []
    assert sorted(push.status for push in slack.pushes) == [0, 200]
