"""How soon Plaza is there: its commands and its server against a bare interpreter."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.app.running import free_port, served
from tests.bench.measure import Line, in_turn, own_home, resident

PLAZA = ("-m", "bot")
IDLE = 2.0  # seconds after the first /readyz, for what is done after it


def lines() -> Iterator[Line]:
    """Wall time of a command from start to end, of the server to its first good /readyz; its memory when nobody speaks."""
    with own_home() as home:
        memory: list[float] = []
        wall = in_turn(
            {
                "bare": lambda: seconds("-c", "pass"),
                "--help": lambda: seconds(*PLAZA, "--help"),
                "ask": lambda: seconds(*PLAZA, "ask", "Has Genoa signed?"),
                "serve": lambda: until_ready(home, memory),
            }
        )
    bare = ("s", "bare interpreter", wall["bare"])
    yield Line("start: plaza --help", wall["--help"], *bare, most=12)
    yield Line("start: plaza ask", wall["ask"], *bare, most=40)
    yield Line("start: plaza serve --demo", wall["serve"], *bare)
    yield Line("start: idle server", max(memory), "MB resident", limit=150)


def seconds(*words: str) -> float:
    """Wall time of one run of this interpreter."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin


def until_ready(home: Path, memory: list[float]) -> float:
    """Wall time to the first good /readyz; the memory it rests at is added to `memory`."""
    begin = time.perf_counter()
    with served(home, free_port(), "--demo") as process:
        found = time.perf_counter() - begin
        time.sleep(IDLE)
        memory.append(resident(process.pid))
    return found
