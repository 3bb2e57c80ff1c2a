"""A real `plaza serve` in a process of its own, on a free port of loopback."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 40.0


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_ready(port: int) -> bool:
    """Whether /readyz says so."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return all(json.loads(answer.read()).values())
    except (OSError, urllib.error.URLError):
        return False


@contextmanager
def served(home: Path, port: int, *options: str, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """`plaza serve` until the block ends; then SIGTERM, and it must go."""
    with (home / "var" / "serve.log").open("ab") as log:
        command = [sys.executable, "-m", "bot", "serve", "--port", str(port), *options]
        process = subprocess.Popen(command, env=os.environ | {"PLAZA_HOME": str(home), **settings}, stdout=log, stderr=log)
    try:
        end = time.monotonic() + PATIENCE
        while not is_ready(port):
            assert process.poll() is None, (home / "var" / "serve.log").read_text(encoding="utf-8")[-3000:]
            assert time.monotonic() < end, "not ready in time"
            time.sleep(0.02)
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(25)


def refused(home: Path, *options: str, **settings: str) -> str:
    """The one line on standard error of a `plaza serve` that must not start: exit code 2, no traceback, nothing on standard output."""
    command = [sys.executable, "-m", "bot", "serve", *options]
    done = subprocess.run(command, env=os.environ | {"PLAZA_HOME": str(home), **settings}, capture_output=True, text=True, timeout=PATIENCE)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    return done.stderr
