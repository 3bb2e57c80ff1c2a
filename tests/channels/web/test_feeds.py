"""The calendar behind a secret address, as calendar programs ask for it."""

from dataclasses import dataclass
from logging import LogRecord

import httpx
import pytest

from bot.app.logs import Redacting
from bot.model.board import Feed
from tests.channels.web.visiting import visit

CALENDAR = Feed(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "abc123")
ADDRESS = "/calendar/1f-KtTk_q0-Zz9a.ics"


@dataclass
class PaperBoard:
    """One calendar, behind one address."""

    asked: int = 0

    async def feed(self, token: str) -> Feed | None:
        self.asked += 1
        return CALENDAR if token == "1f-KtTk_q0-Zz9a" else None


async def fetch(path: str = ADDRESS, **headers: str) -> httpx.Response:
    """Ask for it once."""
    async with visit(board=PaperBoard()) as (_, client):
        return await client.get(path, headers=headers)


async def test_a_calendar_program_gets_the_calendar_and_a_tag_to_ask_with_next_time() -> None:
    answer = await fetch()
    assert (answer.status_code, answer.content) == (200, CALENDAR.content)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["etag"] == '"abc123"'


@pytest.mark.parametrize("known", ['"abc123"', 'W/"abc123"', '"older", "abc123"', "*"])
async def test_what_has_not_changed_is_not_sent_again(known: str) -> None:
    answer = await fetch(**{"If-None-Match": known})
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", '"abc123"')


async def test_what_has_changed_is_sent() -> None:
    assert (await fetch(**{"If-None-Match": '"older"'})).status_code == 200


async def test_no_shared_cache_keeps_it_no_page_frames_it_and_no_search_engine_lists_it() -> None:
    headers = (await fetch()).headers
    assert headers["cache-control"] == "private, no-cache"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-robots-tag"] == "noindex"
    assert "set-cookie" not in headers


@pytest.mark.parametrize("token", ["1f-AAAAAAAAAAAA", "x", "%00", "a" * 5000, "..%2f..%2fetc"])
async def test_an_address_that_is_none_says_nothing_at_all(token: str) -> None:
    answer = await fetch(f"/calendar/{token}.ics")
    assert answer.status_code == 404
    assert "set-cookie" not in answer.headers


async def test_without_a_board_there_is_no_calendar() -> None:
    async with visit() as (_, client):
        assert (await client.get(ADDRESS)).status_code == 404


async def test_who_guesses_on_and_on_is_made_to_wait_and_a_subscriber_beside_them_is_not() -> None:
    async with visit(board=PaperBoard(), clock=lambda: 0.0) as (_, client):
        seen = [(await client.get(f"/calendar/{n:x}-AAAAAAAAAAAA.ics")).status_code for n in range(40)]
        assert (seen[0], seen[-1]) == (404, 429)
        assert (await client.get(ADDRESS)).status_code == 200


async def test_only_reading_is_possible() -> None:
    async with visit(board=PaperBoard()) as (stage, client):
        assert (await client.head(ADDRESS)).status_code == 200
        assert (await client.post(ADDRESS)).status_code == 405
        assert stage.inlet.asked == []


def test_the_log_never_shows_the_secret_part_of_an_address() -> None:
    record = LogRecord("x", 40, "x", 1, "GET /calendar/1f-KtTk_q0-Zz9a.ics and /calendar/2-AAAA-BBBB-CC.ics", (), None)
    shown = Redacting("%(message)s").format(record)
    assert shown == "GET /calendar/[hidden].ics and /calendar/[hidden].ics"
