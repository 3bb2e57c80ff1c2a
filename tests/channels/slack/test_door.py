"""The address Slack pushes to, and everybody else who finds it."""

import json
import logging
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from bot.channels.slack.client import SlackChannel
from bot.channels.slack.settings import SlackSettings
from bot.model.inbound import Said
from tests.channels.slack.recorded import ALL, recorded
from tests.paper import PaperInlet, PaperMailbox
from tests.platforms.slack import SlackStub
from tests.platforms.slack_push import FORM, JSON

CANARY = "canary-4711-secret-wish"


def body_of(text: str = CANARY, name: str = "Ev1") -> bytes:
    """An event that would be taken if its signature were right."""
    payload = recorded("message_im")
    payload["event_id"], payload["event"]["text"] = name, text
    payload["authorizations"][0]["team_id"] = "T1"
    return json.dumps(payload).encode()


async def test_every_kind_of_push_is_acknowledged(slack: SlackStub, channel: SlackChannel) -> None:
    for name in ALL:
        raw = json.dumps(recorded(name)).encode()
        status, _ = await slack.pusher.raw(raw, JSON, slack.pusher.signed(raw))
        assert status == 200, name


async def test_the_address_proves_itself_to_slack(slack: SlackStub, channel: SlackChannel) -> None:
    raw = json.dumps(recorded("url_verification")).encode()
    status, text = await slack.pusher.raw(raw, JSON, slack.pusher.signed(raw))
    assert (status, json.loads(text)) == (200, {"challenge": recorded("url_verification")["challenge"]})


@pytest.mark.parametrize("spoil", ["altered body", "another secret", "301 s old", "301 s early", "altered signature", "half a signature"])
async def test_a_forged_request_does_nothing_and_its_words_are_not_logged(
    slack: SlackStub, channel: SlackChannel, inlet: PaperInlet, spoil: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    body = body_of()
    headers = slack.pusher.signed(
        body,
        age={"301 s old": 301, "301 s early": -301}.get(spoil, 0),
        secret="guessed" if spoil == "another secret" else "",
    )
    signature = headers["X-Slack-Signature"]
    if spoil == "altered signature":
        headers["X-Slack-Signature"] = signature[:-1] + ("0" if signature[-1] != "0" else "1")
    if spoil == "half a signature":
        headers["X-Slack-Signature"] = signature[:20]
    status, text = await slack.pusher.raw(body + (b" " if spoil == "altered body" else b""), JSON, headers)
    assert status == 401
    assert inlet.accepted == []
    assert CANARY not in caplog.text + text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Slack-Signature", None),
        ("X-Slack-Request-Timestamp", None),
        ("X-Slack-Signature", ""),
        ("X-Slack-Signature", "v0=ümläüt"),
        ("X-Slack-Request-Timestamp", "yesterday"),
        ("X-Slack-Request-Timestamp", "1e9"),
        ("X-Slack-Request-Timestamp", "-5"),
        ("X-Slack-Request-Timestamp", "²³"),
        ("X-Slack-Request-Timestamp", "9" * 5_000),
        ("X-Slack-Request-Timestamp", ""),
    ],
)
async def test_headers_that_make_no_sense_are_a_refusal_and_not_a_failure(
    slack: SlackStub, channel: SlackChannel, inlet: PaperInlet, name: str, value: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    body = body_of()
    given = {**slack.pusher.signed(body), name: value}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=slack.target)) as client:  # type: ignore[arg-type]
        headers = [(k.encode(), v.encode("latin-1")) for k, v in given.items() if v is not None]
        answer = await client.post("http://plaza.test/events", content=body, headers=[*headers, (b"content-type", JSON.encode())])
    assert answer.status_code == 401
    assert inlet.accepted == []
    assert CANARY not in caplog.text + answer.text


async def test_a_request_just_inside_the_five_minutes_counts(slack: SlackStub, channel: SlackChannel, inlet: PaperInlet) -> None:
    body = body_of()
    status, _ = await slack.pusher.raw(body, JSON, slack.pusher.signed(body, age=298))
    assert (status, len(inlet.accepted)) == (200, 1)


async def test_the_same_bytes_a_hundred_times_are_one_message(slack: SlackStub, channel: SlackChannel, inlet: PaperInlet) -> None:
    body = body_of()
    headers = slack.pusher.signed(body)
    assert {(await slack.pusher.raw(body, JSON, headers))[0] for _ in range(100)} == {200}
    assert len(inlet.accepted) == 1


async def test_a_replayed_command_is_answered_once(slack: SlackStub, channel: SlackChannel, inlet: PaperInlet) -> None:
    form = httpx.QueryParams({**recorded("command"), "team_id": "T1"})
    raw = str(form).encode()
    headers = slack.pusher.signed(raw)
    assert {(await slack.pusher.raw(raw, FORM, headers))[0] for _ in range(20)} == {200}
    assert len(inlet.asked) == 1


@pytest.mark.parametrize(
    "raw", [b"{", b"[1]", b"7", b"null", b"{}", b"", b"\xff\xfe", b"[" * 100_000, b'{"type": "event_callback", "team": []']
)
async def test_what_is_no_payload_is_refused_even_when_it_is_signed(slack: SlackStub, channel: SlackChannel, raw: bytes) -> None:
    headers = slack.pusher.signed(raw)
    for kind in (JSON, f"{JSON}; charset=utf-8"):
        status, _ = await slack.pusher.raw(raw, kind, headers)
        assert status == 400


async def test_a_form_whose_payload_is_no_payload_is_refused(slack: SlackStub, channel: SlackChannel) -> None:
    for raw in (b"payload=%7B", b"payload=7", b"payload=", b"a&" * 200):
        status, _ = await slack.pusher.raw(raw, FORM, slack.pusher.signed(raw))
        assert status == 400


@pytest.mark.parametrize(
    "odd", [{"event": []}, {"user": 7}, {"team": [1]}, {"authorizations": [[]]}, {"view": "x", "type": []}, {"enterprise": 3}]
)
async def test_an_oddly_shaped_payload_never_is_a_failure(slack: SlackStub, channel: SlackChannel, odd: dict[str, object]) -> None:
    raw = json.dumps({**recorded("message_im"), **odd}).encode()
    status, _ = await slack.pusher.raw(raw, JSON, slack.pusher.signed(raw))
    assert status in (200, 400)


async def test_a_message_of_a_hundred_thousand_characters_arrives_whole(slack: SlackStub, channel: SlackChannel, inlet: PaperInlet) -> None:
    body = body_of("ñ" * 100_000)
    status, _ = await slack.pusher.raw(body, JSON, slack.pusher.signed(body))
    (said,) = inlet.accepted
    assert isinstance(said, Said)
    assert (status, said.text) == (200, "ñ" * 100_000)


async def test_a_body_beyond_one_mebibyte_is_refused(slack: SlackStub, channel: SlackChannel, inlet: PaperInlet) -> None:
    body = b" " * (1 << 20) + body_of()
    status, _ = await slack.pusher.raw(body, JSON, slack.pusher.signed(body))
    assert (status, inlet.accepted) == (413, [])


async def test_the_word_payload_in_a_command_does_not_swallow_it(slack: SlackStub, channel: SlackChannel, inlet: PaperInlet) -> None:
    eva = slack.person("Eva")
    await eva.command("what is the payload of an event?")
    assert [i.text for i in inlet.asked if isinstance(i, Said)] == ["what is the payload of an event?"]


async def test_what_cannot_be_kept_is_not_acknowledged(slack: SlackStub, channel: SlackChannel, inlet: PaperInlet) -> None:
    eva = slack.person("Eva")
    inlet.broken = True
    await eva.say("register me")
    await eva.command("register")
    assert [p.status for p in slack.pushes] == [500, 500, 500, 500, 500]
    assert eva.problem != ""
    inlet.broken = False
    await eva.say("register me")
    assert slack.pushes[-1].status == 200


async def test_a_workspace_we_cannot_answer_is_acknowledged_and_left_alone(
    slack: SlackStub, channel: SlackChannel, inlet: PaperInlet
) -> None:
    slack.world.team = "T2"
    eva = slack.person("Eva")
    await eva.say("hello")
    assert ([p.status for p in slack.pushes], inlet.accepted) == ([200], [])


@pytest.fixture
async def mounted(slack: SlackStub, channel: SlackChannel) -> AsyncIterator[httpx.AsyncClient]:
    """The channel's pages inside a bigger site."""
    prefix, pages = channel.web() or ("", slack.target)
    site = Starlette(routes=[Mount(prefix, app=pages)])  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=site), base_url="http://plaza.test") as client:
        yield client


async def test_the_pages_stand_at_slack_events_and_take_pushes_only(mounted: httpx.AsyncClient, slack: SlackStub) -> None:
    raw = body_of()
    headers = {**slack.pusher.signed(raw), "content-type": JSON}
    assert (await mounted.post("/slack/events", content=raw, headers=headers)).status_code == 200
    assert (await mounted.get("/slack/events")).status_code == 405
    assert (await mounted.post("/slack/elsewhere", content=raw, headers=headers)).status_code == 404


async def test_without_a_signing_secret_there_is_no_door() -> None:
    assert SlackChannel(SlackSettings("xoxb-1")).web() is None


async def test_a_closed_channel_takes_nothing_so_that_slack_brings_it_again(slack: SlackStub, inlet: PaperInlet) -> None:
    channel = SlackChannel(slack.settings())
    pages = channel.web()
    assert pages is not None
    slack.target = pages[1]
    eva = slack.person("Eva")
    await eva.say("too early")
    await channel.open(inlet, PaperMailbox())
    await eva.say("hello")
    await channel.close()
    await eva.say("too late")
    assert [p.status for p in slack.pushes] == [503] * 4 + [200] + [503] * 4
    assert [i.text for i in inlet.accepted if isinstance(i, Said)] == ["hello"]


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    shown = repr(SlackSettings("xoxb-secret", "signing-secret", "xapp-secret"))
    assert "secret" not in shown
