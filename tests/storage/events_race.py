"""One of many processes that register people at once; what it was promised goes to stdout. Run as `python -m tests.storage.events_race`."""

import json
import random
import sys
from datetime import timedelta

from bot.actions import registrations
from bot.storage.database import Database
from tests.clocks import START
from tests.events_world import details


def run(database: Database, slug: str, people: list[int], seed: int) -> list[dict[str, object]]:
    """Register these people in an order of one's own, some twice; now and then give a place up again. What was acknowledged, in order."""
    dice = random.Random(seed)
    told: list[dict[str, object]] = []
    for step, person in enumerate(dice.sample(people, len(people))):
        now = START + timedelta(seconds=step)
        taken = database.write(lambda tx, who=person, at=now: registrations.take_place(tx, slug, who, details(), at))  # type: ignore[misc]
        code = taken.registration.code
        told.append({"did": "took", "person": person, "code": code, "again": taken.again})
        if dice.random() < 0.2:
            gone = database.write(lambda tx, who=person, its=code, at=now: registrations.give_up(tx, its, who, at))  # type: ignore[misc]
            told.append({"did": "gave up" if gone else "had none", "person": person, "code": code})
    return told


def main() -> None:
    """Wait for a line on stdin, so that all begin together."""
    url, slug, seed, people = sys.argv[1], sys.argv[2], int(sys.argv[3]), json.loads(sys.argv[4])
    database = Database(url)
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(run(database, slug, people, seed)), flush=True)
    database.close()


if __name__ == "__main__":
    main()
