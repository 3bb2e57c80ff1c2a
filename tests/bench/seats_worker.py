"""One of the processes that register people at once. Run as `python -m tests.bench.seats_worker URL`; each line on stdin is one round."""

import json
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from bot.actions import registrations
from bot.storage.database import Connection, Database, Unavailable
from tests.clocks import START
from tests.events_world import details

T = TypeVar("T")
EVERY = 5
"""One in so many gives the place up again at once."""


def surely(database: Database, work: Callable[[Connection], T]) -> T:
    """Ask again as long as the database is busy with others: SQLite lets writers wait five seconds, and not in turn."""
    while True:
        try:
            return database.write(work)
        except Unavailable:
            continue  # nothing of it was kept


def play(database: Database, slug: str, people: list[int]) -> None:
    """Register these people one after the other, each in a commit of their own; now and then somebody leaves."""
    for step, person in enumerate(people):
        at = START + timedelta(seconds=step)
        taken = surely(database, lambda tx, who=person, at=at: registrations.take_place(tx, slug, who, details(), at))  # type: ignore[misc]
        if step % EVERY == EVERY - 1:
            code = taken.registration.code
            surely(database, lambda tx, who=person, its=code, at=at: registrations.give_up(tx, its, who, at))  # type: ignore[misc]


def main() -> None:
    """Say when ready, and after each round that it is done."""
    database = Database(sys.argv[1])
    print("ready", flush=True)
    for line in sys.stdin:
        slug, people = json.loads(line)
        play(database, slug, people)
        print("done", flush=True)
    database.close()


if __name__ == "__main__":
    main()
