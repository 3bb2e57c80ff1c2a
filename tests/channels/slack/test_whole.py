"""A whole Plaza behind the Slack channel: what is said there is understood, kept and answered in the person's language."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app.assemble import Plaza, assemble
from bot.app.demo import seed
from bot.app.serve import Server
from bot.channels.slack.client import SlackChannel
from bot.config import read
from bot.storage import people
from tests.databases import Files
from tests.platforms.slack import SlackStub
from tests.platforms.slack_blocks import Thing, controls


@pytest.fixture
async def running(slack: SlackStub, home: Path, files: Files) -> AsyncIterator[Plaza]:
    """Plaza with Slack as its only channel, working."""
    settings = read(database_url=files.fresh(home / "var" / "plaza.db"), secret_key="a key for tests")
    channel = SlackChannel(slack.settings())
    plaza = assemble(settings, channels={"slack": channel})
    seed(plaza)
    server = Server(plaza)
    slack.target = server.application()
    await server.start()
    yield plaza
    await server.stop()


async def test_a_message_is_answered_in_the_conversation(slack: SlackStub, running: Plaza) -> None:
    eva = slack.person("Eva", "es", "America/Lima")
    await eva.say("ayuda")
    seen = await eva.expect("Registro|inscri|evento")
    assert (seen.post.room, seen.ephemeral) == (eva.home, False)
    person = await running.database.look(lambda tx: people.by_address(tx, eva.address))
    assert person is not None
    assert (person.name, person.language, person.zone) == ("Eva", "es", "America/Lima")


async def test_a_command_is_answered_at_once_and_only_once(slack: SlackStub, running: Plaza) -> None:
    eva, ben = slack.person("Eva"), slack.person("Ben")
    room = slack.room("cities", eva, ben)
    await eva.command("help", room)
    assert (await eva.expect("", room)).ephemeral
    await eva.expect_silence()
    assert ben.messages() == []


async def test_a_mention_is_answered_in_its_thread(slack: SlackStub, running: Plaza) -> None:
    eva = slack.person("Eva", "fr")
    room = slack.room("cities", eva)
    await eva.mention(room, "aide")
    seen = await eva.expect("", room)
    assert seen.thread


async def test_a_button_drawn_for_one_person_is_not_anothers_to_press(slack: SlackStub, running: Plaza) -> None:
    eva, ben = slack.person("Eva"), slack.person("Ben")
    room = slack.room("cities", eva, ben)
    await eva.mention(room, "start")
    seen = await eva.expect("", room)
    assert seen.labels
    await ben.press(seen.labels[0], room)
    assert (await ben.expect("", room)).ephemeral
    assert ben.problem == ""


async def test_the_same_event_four_times_is_answered_once(slack: SlackStub, running: Plaza) -> None:
    eva = slack.person("Eva")
    name = await eva.say("help")
    await eva.expect()
    for _ in range(3):
        event = {"type": "message", "channel_type": "im", "user": eva.id, "text": "help", "ts": "1.0", "channel": eva.home.id}
        await slack.pusher.repeat(slack.pusher.envelope(name, event))
    await eva.expect_silence(within=1.0)


async def test_a_place_is_taken_in_a_modal_and_confirmed_with_a_calendar_file(slack: SlackStub, running: Plaza) -> None:
    eva = slack.person("Eva", "en", "Asia/Seoul")
    await eva.command("register")
    screen = await eva.expect_modal("Demo seminar")
    name, city, role, *_ = screen.labels
    await eva.submit({name: "Eva Lima", city: "Gwangju", role: role_of(screen.view)})
    assert (eva.problem, eva.modal()) == ("", None)
    seen = await eva.expect("seat|place|registered", eva.home)
    assert seen.labels
    files = [m.files for m in eva.messages(eva.home) if m.files]
    assert [name for file in files for name, _ in file] != []
    await eva.command("mine")
    await eva.expect("Demo seminar", eva.home)


def role_of(view: Thing) -> str:
    """The first role the form offers."""
    return str(next(c for c in controls(view["blocks"]) if c.options).options[0]["text"]["text"])


async def test_a_form_asked_for_in_a_channel_is_filled_in_privately(slack: SlackStub, running: Plaza) -> None:
    eva, ben = slack.person("Eva"), slack.person("Ben")
    room = slack.room("cities", eva, ben)
    await eva.mention(room, "register")
    seen = await eva.expect("Demo seminar")
    assert seen.post.room == eva.home
    await eva.press(seen.labels[0])
    await eva.expect_modal("Demo seminar")
    assert ben.messages() == []


async def test_closing_the_form_leaves_it(slack: SlackStub, running: Plaza) -> None:
    eva = slack.person("Eva", "fr")
    await eva.command("register")
    await eva.expect_modal()
    await eva.close()
    await eva.expect("", eva.home)
    await eva.say("events")
    await eva.expect("Demo|démonstration", eva.home)


async def test_a_choice_that_cannot_be_is_explained_in_the_modal(slack: SlackStub, running: Plaza) -> None:
    eva = slack.person("Eva", "es")
    await eva.command("inscribirme")
    screen = await eva.expect_modal()
    name, city, *_ = screen.labels
    await eva.submit({name: "   ", city: "Gwangju", screen.labels[2]: role_of(screen.view)})
    again = eva.modal()
    assert again is not None
    assert list(again.errors) == [name]
    assert eva.problem == ""
