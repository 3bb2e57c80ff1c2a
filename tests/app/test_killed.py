"""kill -9 in the middle of a broadcast: nobody is missed, and the report says how many may have been told twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.model.reply import Reply
from bot.storage import leases, outbox, people
from bot.storage.database import Connection, Database, opened
from tests.clocks import START
from tests.crowd import crowd
from tests.databases import Files

PATIENCE = 120.0


def broadcast(tx: Connection, many: int) -> int:
    """An update to so many people, ready to go out; its campaign."""
    crowd(tx, [f"p{n}" for n in range(many)], START)
    campaign = outbox.open_campaign(tx, "broadcast", "broadcast:forum", Reply("start.welcome"), START)
    assert campaign is not None
    assert outbox.fan_out(tx, campaign, select(people.person.c.id), START, klass=outbox.BROADCAST) == many
    return campaign


def lines(ledger: Path) -> list[str]:
    """What the platform took responsibility for, so far."""
    return ledger.read_text(encoding="ascii").splitlines() if ledger.exists() else []


def start(home: Path, ledger: Path) -> subprocess.Popen[bytes]:
    """A process to be killed."""
    log = (home / "var" / "doomed.log").open("ab")
    return subprocess.Popen([sys.executable, "-m", "tests.app.doomed", str(ledger)], env=os.environ | {"PLAZA_HOME": str(home)}, stderr=log)


def wait_until(ledger: Path, count: int, process: subprocess.Popen[bytes]) -> None:
    """Until the ledger has so many lines, or the process is gone."""
    end = time.monotonic() + PATIENCE
    while len(lines(ledger)) < count and process.poll() is None:
        assert time.monotonic() < end, f"only {len(lines(ledger))} of {count} lines"
        time.sleep(0.005)


def interrupted_attempts(tx: Connection) -> Counter[str]:
    """Attempts whose result nobody wrote down, by address."""
    query = select(outbox.outbox.c.address, func.count().label("n")).join(outbox.attempt).where(outbox.attempt.c.outcome == "unknown")
    return Counter({row.address: row.n for row in tx.execute(query.group_by(outbox.outbox.c.address))})


def finish(home: Path, ledger: Path, database: Database, campaign: int) -> dict[str, Any]:
    """One last process, left alone until everything has come to an end."""
    process = start(home, ledger)
    end = time.monotonic() + PATIENCE
    while {"due", "leased"} & database.read(lambda tx: outbox.report(tx, campaign))["states"].keys():
        assert process.poll() is None
        assert time.monotonic() < end, database.read(lambda tx: outbox.report(tx, campaign))
        time.sleep(0.1)
    process.send_signal(signal.SIGTERM)
    assert process.wait(25) == 0
    return database.read(lambda tx: outbox.report(tx, campaign))


def killed(home: Path, files: Files, many: int, kills: int, seed: int) -> None:
    """The whole story, checked against the ledger and not against what Plaza believes."""
    chance, ledger = random.Random(seed), home / "ledger"
    with opened(files.fresh(home / "var" / "plaza.db")) as database:
        campaign = database.write(lambda tx: broadcast(tx, many))
        for kill in range(kills):
            process = start(home, ledger)
            wait_until(ledger, len(lines(ledger)) + chance.randint(1, max(2, many // (kills + 1))), process)
            process.kill()
            assert process.wait() == -signal.SIGKILL, f"kill {kill} came too late"
        report = finish(home, ledger, database, campaign)
        cut = database.read(interrupted_attempts)
    told = Counter(lines(ledger))
    assert len(told) == many, f"{many - len(told)} people were missed"
    duplicates = sum(times - 1 for times in told.values())
    interrupted = report["interrupted"]
    assert isinstance(interrupted, int)
    assert interrupted == cut.total()
    given_up = report["states"].get("failed", 0)
    assert report["states"] == {"sent": many - given_up} | ({"failed": given_up} if given_up else {})
    assert given_up <= sum(times >= leases.MOST_CRASHES for times in cut.values()), "given up without its five crashes"
    assert given_up <= kills // 20, "a crash took neighbours with it"
    assert duplicates <= interrupted, f"{duplicates} messages arrived twice, but the report admits only {interrupted}"
    unexplained = {address: times for address, times in told.items() if times > 1 + cut[address]}
    assert not unexplained, f"told more often than their own interrupted attempts explain: {unexplained}"
    came_of_it = f"0 missed, {given_up} given up, {duplicates} duplicates, {interrupted} interrupted attempts"
    print(f"{many} recipients, {kills} kills (seed {seed}): {came_of_it}")


def test_a_broadcast_to_2000_people_survives_three_kills_and_the_report_says_who_may_have_got_it_twice(home: Path, files: Files) -> None:
    killed(home, files, 2000, kills=3, seed=7)


@pytest.mark.slow
def test_a_hundred_kills_lose_nobody(home: Path, files: Files) -> None:
    killed(home, files, 3000, kills=100, seed=11)
