"""Every refusal Telegram is known to give leads to the right next step, and to no other."""

from datetime import timedelta

import pytest
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot.channels.telegram.client_errors import classify, seconds, unchanged, uneditable
from bot.channels.telegram.client_request import AiohttpRequest, Unreached
from bot.model.ports import Busy, Moved, Refused, Unknown
from tests.channels.telegram.recorded import refusals

pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")


class Told(AiohttpRequest):
    """A wire that answers what it was told."""

    answer = (200, b"")

    async def do_request(self, *args: object, **more: object) -> tuple[int, bytes]:
        return self.answer


async def error_of(status: int, body: str) -> TelegramError:
    """What the library makes of a recorded refusal."""
    request: BaseRequest = Told()
    Told.answer = (status, body.encode())
    with pytest.raises(TelegramError) as raised:
        await request.post("http://x")
    return raised.value


@pytest.mark.parametrize(
    ("name", "whom"),
    [
        *((name, "person") for name in ("blocked", "deactivated", "kicked", "not_started", "chat_not_found", "peer", "write_forbidden")),
        *((name, "person") for name in ("no_rights", "topic_closed")),
        *((name, "payload") for name in ("too_long", "markup_too_long", "button_data", "unheard_of", "too_large")),
        *((name, "sender") for name in ("unauthorized", "not_found", "conflict")),
    ],
)
async def test_who_is_meant_by_a_refusal(name: str, whom: str) -> None:
    outcome = classify(await error_of(*refusals()[name]))
    assert isinstance(outcome, Refused)
    assert outcome.whom == whom


@pytest.mark.parametrize(("name", "after"), [("flood", 27.0), ("flood_unsaid", 9.0)])
async def test_a_flood_is_waited_out_as_long_as_telegram_says(name: str, after: float) -> None:
    outcome = classify(await error_of(*refusals()[name]))
    assert isinstance(outcome, Busy)
    assert outcome.after == after


async def test_a_moved_group_is_followed() -> None:
    outcome = classify(await error_of(*refusals()["migrated"]))
    assert isinstance(outcome, Moved)
    assert outcome.chat == "-1001987654321"


@pytest.mark.parametrize("name", ["internal", "gateway"])
async def test_a_broken_server_may_have_sent_it_or_not(name: str) -> None:
    assert isinstance(classify(await error_of(*refusals()[name])), Unknown)


@pytest.mark.parametrize("body", ["", "{", "[]", "{}", "[" * 100_000])
async def test_an_answer_nobody_can_read_is_not_taken_for_a_success(body: str) -> None:
    assert isinstance(classify(await error_of(200, body)), Unknown)


def test_a_bad_request_is_not_taken_for_a_bad_line() -> None:
    assert issubclass(BadRequest, NetworkError)
    assert isinstance(classify(BadRequest("Bad Request: whatever")), Refused)
    assert isinstance(classify(Unreached("ClientConnectorError")), Busy)


def test_the_wait_is_read_as_a_number_and_as_a_duration(monkeypatch: pytest.MonkeyPatch) -> None:
    assert seconds(RetryAfter(7)) == 7.0
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    assert seconds(RetryAfter(timedelta(seconds=7))) == 7.0


def test_edits_that_need_nothing_more_are_told_from_those_that_do() -> None:
    assert unchanged(BadRequest("Bad Request: message is not modified: specified new message content"))
    assert uneditable(BadRequest("Bad Request: message to edit not found"))
    assert uneditable(BadRequest("Bad Request: MESSAGE_ID_INVALID"))
    assert not uneditable(BadRequest("Bad Request: message is too long"))
