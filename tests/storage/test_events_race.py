"""Eight processes that register people into one event at the same moment."""

import json
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.actions import events as deeds
from bot.actions import registrations
from bot.model.events import SeatState
from bot.storage.database import Database
from tests.clocks import START
from tests.events_world import BY, Seats, details, faults, open_event, seats, somebody

CHECKOUT = Path(__file__).parents[2]
PROCESSES, PEOPLE, SEATS = 8, 40, 12


def race(url: str, slug: str, people: Sequence[int]) -> list[list[dict[str, Any]]]:
    """What each process was told, when all of them try to register the same people."""
    command = [sys.executable, "-m", "tests.storage.events_race", url, slug]
    running = [
        subprocess.Popen([*command, str(seed), json.dumps(people)], cwd=CHECKOUT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for seed in range(PROCESSES)
    ]
    for one in running:
        assert one.stdout
        assert one.stdout.readline() == "ready\n"
    answers = [one.communicate("go\n", timeout=300)[0] for one in running]
    assert [one.returncode for one in running] == [0] * PROCESSES
    return [json.loads(answer) for answer in answers]


def test_who_comes_while_the_last_seat_is_being_taken_waits_for_the_outcome_and_then_in_line(database: Database) -> None:
    (ana, ben), slug = database.write(lambda tx: ([somebody(tx, "ana"), somebody(tx, "ben")], open_event(tx, capacity=1).slug))
    take = partial(registrations.take_place, slug=slug, details=details(), now=START)
    with ThreadPoolExecutor(1) as other:
        with database.writer.begin() as tx:
            assert take(tx, person_id=ana).registration.state is SeatState.CONFIRMED
            late = other.submit(database.write, partial(take, person_id=ben))
            with pytest.raises(TimeoutError):
                late.result(timeout=0.5)
        assert late.result(timeout=5).registration.state is SeatState.WAITING


def test_who_comes_while_a_seat_is_being_given_up_does_not_overtake_who_waits_for_it(database: Database) -> None:
    ids, slug = database.write(lambda tx: ([somebody(tx, name) for name in ("ana", "ben", "eva")], open_event(tx, capacity=1).slug))
    take = partial(registrations.take_place, slug=slug, details=details(), now=START)
    ana, _ = (database.write(partial(take, person_id=person)) for person in ids[:2])
    with ThreadPoolExecutor(1) as other:
        with database.writer.begin() as tx:
            registrations.give_up(tx, ana.registration.code, ids[0], START)
            late = other.submit(database.write, partial(take, person_id=ids[2]))
            with pytest.raises(TimeoutError):
                late.result(timeout=0.5)
        late.result(timeout=5)
    assert database.read(lambda tx: seats(tx, slug)) == Seats((ids[1],), (ids[2],))


def test_of_eight_processes_none_oversells_doubles_overtakes_or_loses_a_place_it_promised(database: Database) -> None:
    people, slug = database.write(lambda tx: ([somebody(tx, f"p{n}") for n in range(PEOPLE)], open_event(tx, capacity=SEATS).slug))
    told = race(database.url.replace("+psycopg", ""), slug, people)
    assert database.read(lambda tx: faults(tx, START)) == []
    rows = database.read(lambda tx: tx.execute(text("SELECT code, person_id, state FROM registration")).all())
    kept = {row.code: row for row in rows}
    took = [ack for acks in told for ack in acks if ack["did"] == "took"]
    given_up = {ack["code"] for acks in told for ack in acks if ack["did"] == "gave up"}
    assert len(took) == PROCESSES * PEOPLE
    assert all(kept[ack["code"]].person_id == ack["person"] for ack in took), "a promised place is gone or somebody else's"
    assert {code for code, row in kept.items() if row.state == "cancelled"} == given_up
    now = database.read(lambda tx: seats(tx, slug))
    assert len(now.confirmed) == min(SEATS, len(now.confirmed) + len(now.waiting))
    grown = database.write(lambda tx: deeds.set_capacity(tx, slug, SEATS + 3, BY, START))
    after = database.read(lambda tx: seats(tx, slug))
    assert [it.person_id for it in grown.promoted] == list(now.waiting[:3]), "a freed seat did not go to who waited longest"
    assert after.confirmed == now.confirmed + now.waiting[:3]
