"""Whatever people, organisers and clocks do in whatever order: nobody is told one thing twice, and nobody who left is told at all."""

import shutil
import tempfile
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from bot.actions.alerts_consent import held
from bot.knowledge.library import Library
from bot.storage import alerts as storage
from bot.storage.database import Database
from tests.alerting import OPENS, Town, at, library_with_rules
from tests.databases import Files

SIX = ("Europe/Madrid", "America/New_York", "America/Sao_Paulo", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia")
NAMES = ("ana", "ben", "eva")
DAYS = st.sampled_from(["2027-02-15", "2027-02-22", "2027-03-01", "2027-03-29"])


class Machine(RuleBasedStateMachine):
    """A calendar, three people and a clock, from New Year to the middle of April 2027: both kinds of clock change are inside."""

    library: Library
    files: Files

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.mkdtemp()
        self.database = Database(self.files.fresh(Path(self.folder) / "plaza.db"))
        self.town = Town(self.database, self.library, at("2027-01-01"))
        self.knows: dict[str, date] = {}

    def teardown(self) -> None:
        self.database.close()
        shutil.rmtree(self.folder)

    @initialize(zones=st.lists(st.sampled_from(SIX), min_size=3, max_size=3))
    def people(self, zones: list[str]) -> None:
        for name, zone in zip(NAMES, zones, strict=True):
            self.town.person(name, zone, topics=("hrc", "deadlines"))

    @rule(name=st.sampled_from(NAMES), topic=st.sampled_from(["hrc", "deadlines"]))
    def joins(self, name: str, topic: str) -> None:
        self.town.join(name, topic)

    @rule(name=st.sampled_from(NAMES), topics=st.sampled_from([("hrc",), ("hrc", "deadlines")]))
    def leaves(self, name: str, topics: tuple[str, ...]) -> None:
        self.town.leave(name, *topics)

    @rule(name=st.sampled_from(NAMES), zone=st.sampled_from(SIX))
    def moves(self, name: str, zone: str) -> None:
        self.town.moves_to(name, zone)

    @rule(day=st.none() | DAYS)
    def sets_the_opening(self, day: str | None) -> None:
        self.town.set(OPENS, day)

    @precondition(lambda self: self.town.now < at("2027-04-15"))
    @rule(hours=st.sampled_from([1, 5, 24, 24 * 3, 24 * 8]), everybody=st.booleans())
    def time_passes(self, hours: int, everybody: bool) -> None:
        self.town.now += timedelta(hours=hours)
        self.town.ring(everybody=everybody)

    @rule(most=st.sampled_from([1, 2, 100]))
    def post_goes_out(self, most: int) -> None:
        for told in self.town.deliver(most=most):
            name, message = told.split(":")
            topics = self.database.read(lambda tx, name=name: held(tx, self.town.people[name]))  # type: ignore[misc]
            assert topics, f"{message} went to {name}, who had left everything"

    @invariant()
    def nobody_is_told_one_thing_twice(self) -> None:
        told = Counter((*self._subject(row.purpose), row.recipient_id) for row in self.town.rows() if row.state in storage.TOLD)
        assert not [one for one, n in told.items() if n > 1]

    @invariant()
    def every_alert_was_due_at_nine_on_its_day_somewhere(self) -> None:
        for row in self.town.rows():
            assert row.due_at <= self.town.now

    def _subject(self, purpose: str) -> tuple[str, ...]:
        """What an alert is about: its rule and anchor, whatever the day; a notice is about its own change."""
        kind, first, *rest = purpose.split(":")
        return (kind, first, *rest) if kind == "moved" else (kind, first, *rest[:4])


def run(library: Library, files: Files, examples: int) -> None:
    """Try so many histories of 30 steps each."""
    machine = type("Machine", (Machine,), {"library": library, "files": files})
    wishes = settings(max_examples=examples, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(machine, settings=wishes)


def test_nobody_is_told_twice_and_nobody_who_left_is_told(files: Files) -> None:
    run(library_with_rules(), files, 12)


@pytest.mark.slow
def test_nobody_is_told_twice_in_many_more_histories(files: Files) -> None:
    run(library_with_rules(), files, 200)
