"""A large forum from the rush to the door: nobody loses a seat, nobody is told twice or not at all, and it does not take for ever."""

import time
from pathlib import Path

import pytest

from tests.bench.forum import forum
from tests.databases import Files

SIZE, ENOUGH = 500, 60.0
"""A quarter of what `make bench` runs; seconds of this process's own work, whatever else the machine does."""


@pytest.mark.slow
async def test_a_rush_a_waiting_list_a_move_and_a_full_door_leave_every_seat_with_one_person_and_everybody_told(
    home: Path, files: Files
) -> None:
    begun = time.process_time()
    async with forum(files.fresh(home / "var" / "plaza.db"), SIZE) as it:
        await it.day()
        assert it.wrong() == []
        confirmed, waiting = it.roll("confirmed"), it.roll("waiting")
        assert (len(confirmed), len(waiting)) == (450, 0)
        assert len({one.person_id for one in confirmed}) == 450
        assert it.told("event:%:moved:1") == 450
        assert it.arrived() == 375
    assert time.process_time() - begun < ENOUGH
