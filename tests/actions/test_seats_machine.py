"""Seats with all that an organiser can ask for, under every order of deeds that hypothesis can think of."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from bot.knowledge.library import Library
from bot.storage.database import Database
from tests.actions.seats_machine import SeatsMachine
from tests.events_world import hasty

KNOWLEDGE = Path(__file__).parents[2] / "config" / "knowledge"


def play(database: Database, caches: Path, examples: int, steps: int) -> None:
    """Run the machine against this database."""
    hasty(database)
    SeatsMachine.database, SeatsMachine.library = database, Library.load(KNOWLEDGE, caches / "knowledge.cache")
    quiet = list(HealthCheck)
    chosen = settings(max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=True, suppress_health_check=quiet)
    run_state_machine_as_test(SeatsMachine, settings=chosen)


def test_no_seat_is_oversold_held_twice_or_left_idle_and_no_quota_is_broken(database: Database, caches: Path) -> None:
    play(database, caches, 20, 35)


@pytest.mark.slow
def test_nor_in_many_more_and_longer_stories(database: Database, caches: Path) -> None:
    play(database, caches, 150, 60)
