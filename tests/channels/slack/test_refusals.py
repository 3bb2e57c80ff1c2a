"""What a failed call means for a message: nobody is stopped by our bug, and nothing is sent twice without need."""

import asyncio

import pytest

from bot.channels.slack.client import SlackChannel
from bot.channels.slack.client_api import SlackApi
from bot.channels.slack.refusals import judge
from bot.channels.slack.sender import target
from bot.channels.slack.settings import SlackSettings
from bot.model.outgoing import File
from bot.model.ports import Busy, Delivery, Refused, Unknown
from tests.paper import words
from tests.platforms.slack import SlackStub

PERSON = ["channel_not_found", "user_not_found", "user_disabled", "is_archived", "not_in_channel", "restricted_action_thread_only_channel"]
SENDER = ["account_inactive", "token_revoked", "invalid_auth", "not_authed", "missing_scope", "messages_tab_disabled", "token_expired"]
PAYLOAD = ["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "no_text", "invalid_arguments", "a_code_of_tomorrow"]


@pytest.mark.parametrize(("codes", "whom"), [(PERSON, "person"), (SENDER, "sender"), (PAYLOAD, "payload")])
def test_each_code_stops_whom_it_concerns_and_nobody_else(codes: list[str], whom: str) -> None:
    for code in codes:
        outcome = judge(code, 200)
        assert isinstance(outcome, Refused), code
        assert (outcome.whom, outcome.reason) == (whom, code)


@pytest.mark.parametrize(
    ("code", "status", "header", "after"),
    [
        ("ratelimited", 429, "3", 3),
        ("ratelimited", 429, "3600", 3600),
        ("rate_limited", 200, "", 30),
        ("", 429, "soon", 30),
        ("service_unavailable", 503, "", 30),
        ("accesslimited", 200, "", 600),
        ("org_login_required", 200, "", 600),
    ],
)
def test_a_busy_slack_says_how_long(code: str, status: int, header: str, after: float) -> None:
    outcome = judge(code, status, header)
    assert isinstance(outcome, Busy)
    assert outcome.after == after


@pytest.mark.parametrize(("code", "status"), [("internal_error", 200), ("fatal_error", 500), ("", 500), ("", 502), ("", 200)])
def test_nobody_knows_whether_a_broken_call_was_done(code: str, status: int) -> None:
    assert isinstance(judge(code, status), Unknown)


def test_an_address_that_is_not_slacks_api_is_the_senders_trouble() -> None:
    outcome = judge("", 404)
    assert isinstance(outcome, Refused)
    assert outcome.whom == "sender"


FAULTS = [
    ({"how": "refuse", "error": "user_disabled"}, Refused),
    ({"how": "refuse", "status": 429, "error": "ratelimited", "retry_after": "9"}, Busy),
    ({"how": "refuse", "status": 429}, Busy),
    ({"how": "refuse", "status": 502}, Unknown),
    ({"how": "refuse", "error": "internal_error"}, Unknown),
    ({"how": "reset"}, Unknown),
    ({"how": "lose"}, Unknown),
    ({"how": "garble"}, Unknown),
]


@pytest.mark.parametrize(("fault", "kind"), FAULTS)
async def test_a_failed_post_ends_in_one_of_three_ways_and_is_tried_once(
    slack: SlackStub, channel: SlackChannel, fault: dict[str, str], kind: type[Exception]
) -> None:
    eva = slack.person("Eva")
    slack.fault(method="chat.postMessage", **fault)
    with pytest.raises(kind):
        await channel.send(Delivery(1, eva.address, "", words("hello")))
    assert len(slack.called("chat.postMessage")) == 1
    assert len(eva.messages()) == (1 if fault["how"] in ("lose", "garble") else 0)


async def test_a_lost_reply_leaves_a_trace_to_look_it_up_by(slack: SlackStub, channel: SlackChannel) -> None:
    eva = slack.person("Eva")
    await channel.send(Delivery(4711, eva.address, "", words("hello")))
    (call,) = slack.called("chat.postMessage")
    assert call.args["metadata"] == {"event_type": "plaza_delivery", "event_payload": {"id": 4711}}


async def test_nothing_was_sent_when_slack_cannot_be_reached() -> None:
    api = SlackApi(SlackSettings("xoxb-1", api_url="http://127.0.0.1:9/api/"))
    with pytest.raises(Busy):
        await api.post("U1", {"text": "hello", "blocks": None})
    await api.close()


async def test_a_gateway_that_answers_in_plain_text_is_no_crash(slack: SlackStub) -> None:
    async def upstream(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(upstream, "127.0.0.1", 0)
    api = SlackApi(SlackSettings("xoxb-1", api_url=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api/"))
    with pytest.raises(Unknown):
        await api.post("U1", {"text": "hello", "blocks": None})
    await api.close()
    server.close()


async def test_a_full_channel_passes_slacks_own_waiting_time_on(slack: SlackStub, channel: SlackChannel) -> None:
    eva = slack.person("Eva")
    slack.api.pace = 1.0
    await channel.send(Delivery(1, eva.address, "", words("one")))
    with pytest.raises(Busy) as busy:
        await channel.send(Delivery(2, eva.address, "", words("two")))
    assert busy.value.after == 1


async def test_people_who_left_are_told_from_our_own_mistakes(slack: SlackStub, channel: SlackChannel) -> None:
    eva = slack.person("Eva")
    eva.member.deleted = True
    with pytest.raises(Refused) as left:
        await channel.send(Delivery(1, eva.address, "", words("hello")))
    assert left.value.whom == "person"


async def test_a_room_that_is_closed_to_us_does_not_cost_the_person_their_answer(slack: SlackStub, channel: SlackChannel) -> None:
    eva = slack.person("Eva")
    outside, archived = slack.room("outside", eva, joined=False), slack.room("archived", eva)
    archived.archived = True
    for number, room in enumerate((outside, archived), 1):
        chat = f"T1:{room.id}:1700000000.000100"
        await channel.send(Delivery(number, eva.address, chat, words("hello", files=(File("a.ics", "text/calendar", b"x"),))))
    assert [(m.text, m.post.room) for m in eva.messages() if m.text] == [("hello", eva.home)] * 2
    assert [m.files for m in eva.messages(eva.home) if m.files] == [[("a.ics", b"x")]] * 2


@pytest.mark.parametrize(
    ("address", "chat", "personal", "where"),
    [
        ("slack:T1:U1", "", False, ("U1", "")),
        ("slack:T1:U1", "T1:D1", False, ("D1", "")),
        ("slack:T1:U1", "T1:D1:17.01", True, ("D1", "17.01")),
        ("slack:T1:U1", "T1:C1:17.01", False, ("C1", "17.01")),
        ("slack:T1:U1", "T1:C1:17.01", True, ("U1", "")),
        ("slack:T1:W1", "T1:W1", True, ("W1", "")),
    ],
)
def test_a_message_goes_where_it_was_asked_unless_it_is_personal(address: str, chat: str, personal: bool, where: tuple[str, str]) -> None:
    assert target(Delivery(1, address, chat, words("x", personal=personal))) == where


@pytest.mark.parametrize("address", ["slack:T1", "slack::U1", "telegram:42", "slack:T1:"])
def test_an_address_that_is_none_stops_at_us(address: str) -> None:
    with pytest.raises(Refused):
        target(Delivery(1, address, "", words("x")))


def test_all_of_a_workspace_shares_one_pace() -> None:
    channel = SlackChannel(SlackSettings("xoxb-1"))
    assert channel.identity("slack:T1:U1") == channel.identity("slack:T1:U2") == "slack:T1"
    assert (channel.name, channel.batch) == ("slack", 100)
