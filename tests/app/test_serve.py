"""`plaza serve` as a supervisor sees it: it starts, says how it is, ends in time, and starts again after a crash."""

import asyncio
import signal
import subprocess
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from bot.storage import outbox
from bot.storage.database import opened
from tests.app.running import free_port, is_ready, refused, served
from tests.channels.telegram.house import until
from tests.platforms.telegram import TelegramStub

OWN = {"Sec-Fetch-Site": "same-origin", "Accept": "application/json"}
LIMIT = 20.0  # seconds a supervisor waits after SIGTERM


@pytest.fixture
def running(home: Path) -> Iterator[int]:
    """The port of a `plaza serve --demo` on this home."""
    port = free_port()
    with served(home, port, "--demo"):
        yield port


def get(port: int, path: str) -> str:
    """A page that must be there."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
        return str(answer.read().decode())


@asynccontextmanager
async def elsewhere(home: Path, port: int, **settings: str) -> AsyncIterator["subprocess.Popen[bytes]"]:
    """`plaza serve --demo` in its own process, while the loop here goes on turning for the platform it talks to."""
    with ExitStack() as held:
        try:
            yield await asyncio.to_thread(held.enter_context, served(home, port, "--demo", **settings))
        finally:
            await asyncio.to_thread(held.close)


def test_a_supervisor_can_ask_whether_it_lives_and_whether_it_is_ready(running: int) -> None:
    assert get(running, "/livez") == "ok\n"
    assert get(running, "/readyz") == '{"started":true,"schema":true,"delivery":true}'


def test_a_second_one_on_the_same_home_is_told_which_file_the_first_one_holds(home: Path, running: int) -> None:
    line = refused(home, "--port", "0")
    assert "another plaza serve runs here" in line
    assert str(home / "var" / "plaza.lock") in line
    assert is_ready(running)


def test_a_port_that_is_taken_is_named_with_the_way_to_choose_another(running: int, home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for name in ("config", "messages"):
        (other / name).symlink_to(home / name)
    line = refused(other, "--port", str(running))
    assert f"127.0.0.1 port {running}: " in line
    assert "--port or PLAZA_PORT" in line


async def test_sigterm_ends_it_in_time_though_a_page_is_open_and_what_is_under_way_gets_its_outcome(home: Path) -> None:
    port = free_port()
    async with AsyncExitStack() as held:
        telegram = await held.enter_async_context(TelegramStub())
        outside = {"PLAZA_TELEGRAM_TOKEN": telegram.token, "PLAZA_TELEGRAM_API_URL": telegram.url}
        process = await held.enter_async_context(elsewhere(home, port, **outside))
        web = await held.enter_async_context(httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30))
        page = await held.enter_async_context(web.stream("GET", "/stream?as=member"))
        assert "retry" in await anext(page.aiter_text())
        telegram.fault("slow", "sendMessage", seconds=3.0)
        await telegram.person("Ana").say("/help")
        await until(lambda: telegram.called("sendMessage"), within=15)
        process.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(process.wait, LIMIT) == 0
        assert len(telegram.sent) == 1
    with opened(f"sqlite:///{home / 'var' / 'plaza.db'}") as database:
        assert database.read(lambda tx: list(tx.execute(select(outbox.outbox.c.state)).scalars())) == ["sent"]


def test_after_kill_9_it_starts_again_and_the_conversation_is_still_there(home: Path) -> None:
    port = free_port()
    with served(home, port, "--demo") as process, httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as web:
        said = web.post("/say?as=member", json={"id": "0123456789abcdef", "text": "Has Genoa signed?"}, headers=OWN)
        assert said.status_code in (200, 202)
        process.kill()
        assert process.wait(LIMIT) == -signal.SIGKILL
    with served(home, port, "--demo"):
        shown = get(port, "/?as=member")
    assert "Has Genoa signed?" in shown
    assert "European Charter" in shown
