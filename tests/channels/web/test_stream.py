"""The stream: what is delivered while a page is open appears on it, once, and nothing hangs when it ends."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from bot.channels.web.stream import TABS, Follower
from bot.model.ports import Delivery
from tests.channels.web.server import Stage, WakingMailbox, stage
from tests.channels.web.visiting import look, say, visit
from tests.paper import words


@dataclass
class Reader:
    """A browser's EventSource, driven by hand over the bare protocol."""

    it: Stage
    headers: dict[str, str]
    query: str = ""
    status: int = 0
    text: str = ""
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None

    def open(self) -> "Reader":
        mounted = self.it.channel.web()
        assert mounted
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": "/stream",
            "raw_path": b"/stream",
            "root_path": "",
            "query_string": self.query.encode(),
            "headers": [(k.lower().encode(), v.encode()) for k, v in {"Host": "127.0.0.1", **self.headers}.items()],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        self.task = asyncio.ensure_future(mounted[1](scope, self.receive, self.send))
        return self

    async def receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        self.status = message.get("status", self.status)
        self.text += message.get("body", b"").decode()

    async def leave(self) -> None:
        self.gone.set()
        await self.ended()

    async def ended(self) -> None:
        assert self.task
        await asyncio.wait_for(self.task, 2)

    async def until(self, count: int) -> list[int]:
        """The ids of the events, once there are so many."""
        async with asyncio.timeout(3):
            while len(self.ids()) < count:
                await asyncio.sleep(0.01)
        return self.ids()

    def ids(self) -> list[int]:
        return [int(line.removeprefix("id: ")) for line in self.text.splitlines() if line.startswith("id: ")]

    def entries(self) -> list[dict[str, Any]]:
        data = [json.loads(line.removeprefix("data: ")) for line in self.text.splitlines() if line.startswith("data: ")]
        return [entry for one in data for entry in one["entries"]]


def reader(it: Stage, client: httpx.AsyncClient, query: str = "", **headers: str) -> Reader:
    cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    return Reader(it, {"Cookie": cookie, **{k.replace("_", "-"): v for k, v in headers.items()}}, query).open()


async def member(it: Stage, client: httpx.AsyncClient) -> str:
    """The address behind this client, after it said something."""
    await look(client)
    await say(client, "hi")
    return it.inlet.asked[-1].origin.address


async def test_a_pushed_message_appears_while_the_page_is_open() -> None:
    async with visit() as (it, client):
        address = await member(it, client)
        stream = reader(it, client, "after=1")
        await asyncio.sleep(0.05)
        it.mailbox.put(it.script.delivery(address, words("The deadline moved.")), it.script.delivery("web:other", words("not yours")))
        assert await stream.until(1) == [2]
        assert "The deadline moved." in stream.entries()[0]["html"]
        assert stream.status == 200
        await stream.leave()
        assert "not yours" not in stream.text


async def test_the_cursor_is_the_last_event_seen_else_the_pages_own() -> None:
    async with visit() as (it, client):
        address = await member(it, client)
        it.mailbox.put(*(it.script.delivery(address, words(str(n))) for n in range(4)))
        for query, headers, ids in (
            ("after=3", {}, [4, 5]),
            ("after=3", {"Last_Event_ID": "4"}, [5]),
            ("", {}, [1, 2, 3, 4, 5]),
            ("after=evil", {}, [1, 2, 3, 4, 5]),
        ):
            stream = reader(it, client, query, **headers)
            assert await stream.until(len(ids)) == ids
            await stream.leave()


async def test_a_long_absence_is_caught_up_with_completely() -> None:
    async with visit() as (it, client):
        address = await member(it, client)
        it.mailbox.put(*(it.script.delivery(address, words(str(n))) for n in range(130)))
        stream = reader(it, client, "after=1")
        assert await stream.until(130) == list(range(2, 132))
        await stream.leave()


async def test_a_press_in_one_tab_marks_the_button_in_the_other() -> None:
    async with visit() as (it, client):
        await member(it, client)
        stream = reader(it, client, "after=1")
        body = {"id": "0123456789abcdef", "message": "1", "token": "b1.up"}
        await client.post("/press", json=body, headers={"Sec-Fetch-Site": "same-origin", "Accept": "application/json"})
        await stream.until(1)
        assert [e["place"] for e in stream.entries()] == [1, 2]
        assert 'aria-pressed="true"' in stream.entries()[0]["html"]
        await stream.leave()


async def test_a_quiet_stream_breathes_and_a_closing_channel_ends_it() -> None:
    it = stage()
    it.mailbox = Sleepy()
    async with visit(it) as (_, client):
        await look(client)
        stream = reader(it, client)
        async with asyncio.timeout(3):
            while ": still here\n\n" not in stream.text:
                await asyncio.sleep(0.01)
        await asyncio.wait_for(it.channel.close(), 2)
        await stream.ended()
        answer = await client.get("/", headers={"Accept-Language": "es"})
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert "reiniciando" in answer.text


class Sleepy(WakingMailbox):
    """A mailbox in which fifteen seconds pass at once."""

    async def changed(self, address: str, within: float) -> bool:
        assert within == 15
        await asyncio.sleep(0.02)
        return False


class Restless(WakingMailbox):
    """A mailbox that wakes everybody all the time; counts how often it is read."""

    reads = 0

    async def changed(self, address: str, within: float) -> bool:
        return True

    async def read(self, address: str, after: int = 0, most: int = 50) -> list[Delivery]:
        self.reads += 1
        return []


async def test_a_mailbox_that_cries_wolf_does_not_keep_the_page_busy() -> None:
    it = stage()
    mailbox = it.mailbox = Restless()
    async with visit(it) as (_, client):
        await look(client)
        stream = reader(it, client)
        await asyncio.sleep(0.5)
        await stream.leave()
        assert mailbox.reads < 10


async def test_a_reader_who_leaves_frees_the_place_and_too_many_tabs_are_told_so() -> None:
    async with visit() as (it, client):
        await look(client)
        tabs = [reader(it, client) for _ in range(TABS)]
        await asyncio.sleep(0.05)
        one_more = reader(it, client, Accept_Language="en")
        await one_more.ended()
        assert one_more.status == 429
        for tab in tabs:
            await tab.leave()
        fresh = reader(it, client)
        await asyncio.sleep(0.05)
        assert fresh.status == 200
        await fresh.leave()


async def test_a_browser_that_keeps_no_cookie_is_told_to_stop_asking() -> None:
    async with visit() as (_, client):
        assert (await client.get("/stream")).status_code == 204


@pytest.mark.parametrize("thorough", [True, False])
async def test_a_message_committed_late_is_found_by_the_thorough_look(thorough: bool) -> None:
    """Two writers: 7 was timed before 8 and committed after it."""
    mailbox = WakingMailbox()
    order = [5, 6, 8]

    class Timed(WakingMailbox):
        async def read(self, address: str, after: int = 0, most: int = 50) -> list[Delivery]:
            return [Delivery(n, "web:a", "", words(str(n))) for n in (order[order.index(after) + 1 :] if after else order)]

    follower = Follower(Timed(mailbox.letters), "web:a", 0)
    assert [one.id for one in await follower.fresh()] == [5, 6, 8]
    order.insert(2, 7)
    assert [one.id for one in await follower.fresh(thorough=thorough)] == ([7] if thorough else [])
    assert [one.id for one in await follower.fresh()] == ([] if thorough else [7])
