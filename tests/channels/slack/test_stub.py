"""The Slack we test against is as strict as the one people use."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.channels.slack.client_api import SlackApi
from bot.channels.slack.outgoing import draw
from bot.channels.slack.outgoing_modal import modal
from bot.model.ports import Busy, Refused
from tests.channels.slack.sheets import asking, sheet
from tests.paper import words
from tests.platforms.slack import SlackStub
from tests.platforms.slack_blocks import Thing, message_faults, view_faults
from tests.platforms.slack_world import No, World


@pytest.fixture
async def api(slack: SlackStub) -> AsyncIterator[SlackApi]:
    """An app's own calls."""
    api = SlackApi(slack.settings())
    yield api
    await api.close()


async def test_a_trigger_opens_one_modal_and_only_while_it_lives(slack: SlackStub, api: SlackApi) -> None:
    view = modal(asking(), sheet())
    trigger = slack.world.trigger(slack.person("Eva").id)
    await api.open_modal(trigger, view)
    assert World().patience == 3.0
    slack.world.patience = 0.05
    late = slack.world.trigger(slack.person("Ben").id)
    await asyncio.sleep(0.1)
    for name, error in ((trigger, "expired_trigger_id"), (late, "expired_trigger_id"), ("1337.0", "invalid_trigger_id")):
        with pytest.raises(Refused) as refusal:
            await api.open_modal(name, view)
        assert refusal.value.reason == error
    slack.world.patience = 60
    with pytest.raises(Refused) as again:
        await api.open_modal(trigger, view)
    assert again.value.reason == "exchanged_trigger_id"


async def test_an_event_is_brought_four_times_and_no_more(slack: SlackStub) -> None:
    slack.target = "http://127.0.0.1:9/slack/events"
    await slack.person("Eva").say("hello")
    assert [(push.status, push.retry) for push in slack.pushes] == [(0, 0), (0, 1), (0, 2), (0, 3)]


async def test_what_nobody_typed_to_the_app_does_not_reach_it(slack: SlackStub) -> None:
    eva = slack.person("Eva")
    assert await eva.say("lunch?", slack.room("cities", eva)) == ""
    assert slack.pushes == []


async def test_a_room_takes_one_message_a_second_where_the_pace_is_kept(slack: SlackStub, api: SlackApi) -> None:
    slack.api.pace = 1.0
    eva, ben = slack.person("Eva"), slack.person("Ben")
    await api.post(eva.id, draw(words("one")))
    await api.post(ben.id, draw(words("one")))
    with pytest.raises(Busy):
        await api.post(eva.id, draw(words("two")))


async def test_an_answer_by_response_url_works_five_times(slack: SlackStub, api: SlackApi) -> None:
    eva = slack.person("Eva")
    await eva.command("x")
    (url,) = (f"{slack.url}/respond/{name}" for name in slack.world.hooks)
    for _ in range(5):
        await api.respond(url, draw(words("again")))
    with pytest.raises(Refused) as refusal:
        await api.respond(url, draw(words("again")))
    assert refusal.value.reason == "used_url"


BUTTON: Thing = {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "Go", "emoji": False}}
SECTION: Thing = {"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}


@pytest.mark.parametrize(
    "block",
    [
        {"type": "section", "text": {"type": "mrkdwn", "text": "*x*"}},
        {"type": "header", "text": {"type": "plain_text", "text": "x" * 151, "emoji": False}},
        {"type": "header", "text": {"type": "plain_text", "text": ":tada:", "emoji": True}},
        {"type": "header", "text": {"type": "plain_text", "text": "", "emoji": False}},
        {"type": "actions", "elements": [{**BUTTON, "action_id": f"a{n}"} for n in range(26)]},
        {"type": "actions", "elements": [BUTTON, BUTTON]},
        {"type": "actions", "elements": [{**BUTTON, "value": "v" * 2_001}]},
        {"type": "actions", "elements": [{**BUTTON, "style": "loud"}]},
        {"type": "actions", "elements": [{**BUTTON, "text": {"type": "plain_text", "text": "x" * 76, "emoji": False}}]},
        {"type": "rich_text", "elements": []},
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": ""}]}]},
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "link", "url": "javascript:1", "text": "x"}]}],
        },
        {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "stars", "elements": [SECTION]}]},
        {"type": "rich_text", "elements": [SECTION], "colour": "red"},
        {"type": "rich_text", "elements": [{**SECTION, "elements": [{"type": "text", "text": "x" * 13_201}]}]},
        {"type": "input", "label": BUTTON["text"], "element": {"type": "datepicker", "action_id": "a"}},
    ],
)
def test_a_block_slack_would_refuse_is_refused(block: Thing) -> None:
    assert message_faults([block]) != []


def test_more_blocks_than_slack_shows_are_refused() -> None:
    block = {"type": "rich_text", "elements": [SECTION]}
    assert message_faults([block] * 50) == []
    assert message_faults([block] * 51) != []
    assert message_faults([]) != []


@pytest.mark.parametrize(
    "change", [{"title": None}, {"private_metadata": "x" * 3_001}, {"callback_id": "x" * 256}, {"blocks": []}, {"type": "home"}]
)
def test_a_modal_slack_would_refuse_is_refused(change: Thing) -> None:
    view = modal(asking(), sheet())
    assert view_faults(view) == []
    assert view_faults({**view, **change}) != []


def test_a_stranger_is_no_room() -> None:
    with pytest.raises(No):
        World().find("U404")
