"""Whatever happens in whatever order: nobody is missed without a reason, nobody is told twice without an interruption, no is no."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from bot.storage.database import Database, opened
from tests.databases import Files, Server
from tests.storage.delivery_machine import Delivery

CALM = [HealthCheck.too_slow, HealthCheck.data_too_large]


def run(database: Database, runs: int, steps: int) -> None:
    """So many runs of so many steps."""
    how = settings(max_examples=runs, stateful_step_count=steps, deadline=None, suppress_health_check=CALM, print_blob=True)
    run_state_machine_as_test(type("Here", (Delivery,), {"database": database}), settings=how)


def test_every_order_of_events_keeps_the_promises_on_a_sqlite_file(tmp_path: Path, files: Files) -> None:
    with opened(files.fresh(tmp_path / "plaza.db")) as database:
        run(database, 40, 40)


@pytest.mark.postgres
def test_every_order_of_events_keeps_the_promises_on_postgresql(postgres: Server) -> None:
    url = postgres.fresh()
    with opened(url) as database:
        run(database, 10, 30)
    postgres.drop(url)


@pytest.mark.slow
def test_many_more_orders_of_events_on_a_sqlite_file(tmp_path: Path, files: Files) -> None:
    with opened(files.fresh(tmp_path / "plaza.db")) as database:
        run(database, 200, 50)
