"""Line `seats`: 8 processes register 500 people for 50 seats while others cancel; how fast, and whether every seat went to one person."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from bot.storage.database import Database
from tests.bench.measure import CHECKOUT, ROUNDS, Line
from tests.databases import Files, Server
from tests.events_world import FAULTS, faults, open_event, somebody

PROCESSES, PEOPLE, SEATS = 8, 500, 50


@contextmanager
def workers(url: str) -> Iterator[list[subprocess.Popen[str]]]:
    """Processes that wait for a round, started beforehand: how long Python takes to start is another line."""
    command = [sys.executable, "-m", "tests.bench.seats_worker", url]
    running = [subprocess.Popen(command, cwd=CHECKOUT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(PROCESSES)]
    try:
        for one in running:
            hear(one, "ready")
        yield running
    finally:
        for one in running:
            one.communicate(timeout=60)


def hear(one: subprocess.Popen[str], word: str) -> None:
    """Wait until a process says this. Raises RuntimeError when it says anything else, as when it died."""
    assert one.stdout
    if (said := one.stdout.readline()) != f"{word}\n":
        raise RuntimeError(f"a process said {said!r} in place of {word!r}")


def race(database: Database, running: list[subprocess.Popen[str]]) -> tuple[float, list[str]]:
    """One round on an event of its own: registrations a second, and what went wrong with its seats."""
    people, event = database.write(
        lambda tx: ([somebody(tx, f"p{time.monotonic_ns()}") for _ in range(PEOPLE)], open_event(tx, capacity=SEATS))
    )
    shares = [people[n::PROCESSES] for n in range(PROCESSES)]
    start = time.perf_counter()
    for one, share in zip(running, shares, strict=True):
        assert one.stdin
        one.stdin.write(json.dumps([event.slug, share]) + "\n")
        one.stdin.flush()
    for one in running:
        hear(one, "done")
    return PEOPLE / (time.perf_counter() - start), database.read(lambda tx: faults(tx, slug=event.slug))


def measured(name: str, url: str) -> Iterator[object]:
    """The line of one database, and the faults of all its rounds by kind."""
    database = Database(url)
    with workers(database.url.replace("+psycopg", "")) as running:
        rounds = [race(database, running) for _ in range(ROUNDS + 1)][1:]
    database.close()
    wrong = [fault.partition(":")[0] for _, found in rounds for fault in found]
    yield Line(f"seats {name}", median(rate for rate, _ in rounds), "reg/s")
    yield Line(f"seats {name} faults", len(wrong), "rounds", limit=1)
    yield f"#   {', '.join(f'{kind} {wrong.count(kind)}' for kind in FAULTS)}: {PROCESSES} processes, {PEOPLE} people, {SEATS} seats"


def lines() -> Iterator[object]:
    """SQLite, and PostgreSQL where there is one."""
    with tempfile.TemporaryDirectory(prefix="plaza-bench-") as folder:
        yield from measured("sqlite", Files(Path(folder)).fresh(Path(folder) / "seats.db"))
    server = Server()
    if server.trouble:
        yield f"# seats postgresql: {server.trouble}"
        return
    url = server.fresh()
    yield from measured("postgresql", url)
    server.close()
