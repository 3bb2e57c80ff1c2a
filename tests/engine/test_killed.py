"""kill -9 in the middle of a broadcast: nobody is missed, and every repetition has an interrupted attempt to show for it."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from bot.storage import outbox
from bot.storage.database import Database, opened
from tests.clocks import START
from tests.conftest import CHECKOUT
from tests.crowd import crowd, tell
from tests.databases import Files
from tests.platforms.ledger import Ledger, ledger

PATIENCE = 120.0


def start(home: Path, book: Ledger) -> "subprocess.Popen[bytes]":
    """A process that delivers."""
    command = [sys.executable, "-m", "tests.engine.sender", str(book.port)]
    return subprocess.Popen(command, cwd=CHECKOUT, env=os.environ | {"PLAZA_HOME": str(home)}, stdout=subprocess.PIPE)


def kill_at(process: "subprocess.Popen[bytes]", book: Ledger, count: int) -> bool:
    """SIGKILL once the platform has accepted so many; False when it ended before."""
    end = time.monotonic() + PATIENCE
    while book.total < count:
        if process.poll() is not None:
            return False
        assert time.monotonic() < end, f"only {book.total} of {count} after {PATIENCE} s"
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return True


def interrupted(tx: Connection) -> "Counter[str]":
    """Attempts whose result nobody wrote down, by address."""
    query = select(outbox.outbox.c.address, func.count().label("n")).join(outbox.attempt).where(outbox.attempt.c.outcome == "unknown")
    return Counter({row.address: row.n for row in tx.execute(query.group_by(outbox.outbox.c.address))})


def broadcast(database: Database, count: int) -> int:
    """One message to so many people; the campaign."""
    return database.write(lambda tx: tell(tx, crowd(tx, [f"p{n}" for n in range(count)], START), START, text="news"))


def ordeal(home: Path, files: Files, people: int, kills: int, seed: int) -> dict[str, int]:
    """Send to so many people, killing the sender so often on the way; what came of it."""
    dice = random.Random(seed)
    with opened(files.fresh(home / "var" / "plaza.db")) as database, ledger(home / "ledger") as book:
        campaign = broadcast(database, people)
        # Kill points spread over the whole broadcast: the more kills, the more of it is repeated, so the last may find it done.
        points = sorted(dice.uniform(0.02, 0.95) * people for _ in range(kills))
        done = sum(kill_at(start(home, book), book, int(point)) for point in points)
        last = start(home, book)
        last.communicate(timeout=PATIENCE)
        assert last.returncode == 0
        report = database.read(lambda tx: outbox.report(tx, campaign))
        cut = database.read(interrupted)
    print(f"seed {seed}: {people} people, {done} kills, {book.total} accepted, {report}")
    assert report["states"] == {"sent": people}
    missed = {f"paper:p{n}" for n in range(people)} - book.accepted.keys()
    assert not missed, f"{len(missed)} people were missed"
    unexplained = {address: n for address, n in book.accepted.items() if n > 1 + cut[address]}
    assert not unexplained, f"told more than once without an interrupted attempt: {unexplained}"
    assert report["interrupted"] == cut.total()
    return {"kills": done, "repeated": book.total - people, "interrupted": cut.total()}


@pytest.fixture
def words(home: Path) -> Path:
    """The real words, and the one that this broadcast says."""
    folder = home / "messages"
    folder.unlink()
    for language in ("en", "es", "fr"):
        (folder / language).mkdir(parents=True)
        for path in (CHECKOUT / "messages" / language).iterdir():
            (folder / language / path.name).symlink_to(path)
        (folder / language / "t.j2").write_text("{% block heard %}{{ text }}{% endblock %}", encoding="utf-8")
    return home


def test_a_sender_killed_three_times_misses_nobody_and_owns_up_to_every_repetition(words: Path, files: Files) -> None:
    told = ordeal(words, files, people=2000, kills=3, seed=20261123)
    assert told["kills"] == 3
    assert 1 <= told["interrupted"] <= 3 * 100, "each kill interrupts at most what was under way"
    assert told["repeated"] <= told["interrupted"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_a_hundred_kills_miss_nobody(words: Path, files: Files, seed: int) -> None:
    told = ordeal(words, files, people=3000, kills=25, seed=seed)
    assert told["kills"] >= 15
    assert told["repeated"] <= told["interrupted"]
