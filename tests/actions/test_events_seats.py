"""Seats, under every order of deeds that hypothesis can think of: nobody oversold, nobody twice, nobody overtaken, nobody lost."""

from datetime import date, datetime, time, timedelta
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from bot.actions import events as deeds
from bot.actions import registrations
from bot.model.events import NotPossible, Span
from bot.storage import registrations as stored
from bot.storage.database import Database
from tests.clocks import START
from tests.events_world import BY, details, faults, hasty, open_event, seats, somebody

PEOPLE = 9
WHO = st.integers(0, PEOPLE - 1)


class SeatMachine(RuleBasedStateMachine):
    """One event and a few people. The model is a list: whoever came first has a seat, as many as there are."""

    database: ClassVar[Database]

    def __init__(self) -> None:
        super().__init__()
        self.now: datetime = START
        self.line: list[int] = []
        self.codes: dict[int, str] = {}
        self.is_open = True
        self.over = False
        self.day = date(2027, 5, 13)

    @initialize(capacity=st.integers(1, 4), crowd=st.integers(0, PEOPLE))
    def begin(self, capacity: int, crowd: int) -> None:
        """A new event and the first who come to it; people are new too, so that one run does not see another's."""
        self.capacity = capacity
        self.people, self.slug = self.database.write(
            lambda tx: ([somebody(tx, f"{id(self)}-{n}-{capacity}") for n in range(PEOPLE)], open_event(tx, capacity=capacity).slug)
        )

        for who in range(crowd):
            self.register(who)

    @rule(who=WHO)
    def register(self, who: int) -> None:
        """Twice the same is once; a closed or cancelled event takes nobody new."""
        person = self.people[who]
        try:
            taken = self.database.write(lambda tx: registrations.take_place(tx, self.slug, person, details(), self.now))
        except NotPossible:
            assert person not in self.line
            assert self.over or not self.is_open
            return
        assert taken.again == (person in self.line)
        if not taken.again:
            self.line.append(person)
        assert self.codes.setdefault(person, taken.registration.code) == taken.registration.code

    @precondition(lambda self: self.line)
    @rule(place=st.integers(0, PEOPLE - 1))
    def give_up(self, place: int) -> None:
        """Somebody on the list leaves it."""
        person = self.line[place % len(self.line)]
        assert self.database.write(lambda tx: registrations.give_up(tx, self.codes[person], person, self.now))
        self.line.remove(person)
        del self.codes[person]

    @precondition(lambda self: self.line)
    @rule(who=WHO, place=st.integers(0, PEOPLE - 1))
    def meddle(self, who: int, place: int) -> None:
        """Nobody gives up a place that is not their own, whatever code they name."""
        owner, person = self.line[place % len(self.line)], self.people[who]
        if owner != person:
            assert self.database.write(lambda tx: registrations.give_up(tx, self.codes[owner], person, self.now)) is None

    @rule(capacity=st.integers(1, 6))
    def resize(self, capacity: int) -> None:
        """Never below the seats that are taken."""
        if self.over or capacity < min(self.capacity, len(self.line)):
            with pytest.raises(NotPossible, match="cancelled" if self.over else "below_confirmed"):
                self.database.write(lambda tx: deeds.set_capacity(tx, self.slug, capacity, BY, self.now))
            return
        self.database.write(lambda tx: deeds.set_capacity(tx, self.slug, capacity, BY, self.now))
        self.capacity = capacity

    @precondition(lambda self: not self.over)
    @rule(is_open=st.booleans())
    def open_or_close(self, is_open: bool) -> None:
        """Who is in stays in."""
        deed = deeds.open_registration if is_open else deeds.close_registration
        self.database.write(lambda tx: deed(tx, self.slug, BY, self.now))
        self.is_open = is_open

    @precondition(lambda self: not self.over)
    @rule(days=st.integers(0, 20))
    def move(self, days: int) -> None:
        """Another day takes no seat from anybody."""
        day = self.day + timedelta(days=days)
        when = Span(day, time(10), day, time(12), "America/Mexico_City")
        changed = self.database.write(lambda tx: deeds.move(tx, self.slug, when, "Mexico City", "", BY, self.now))
        assert changed.told in (0, len(self.line))

    @precondition(lambda self: not self.over and len(self.line) > self.capacity)
    @rule()
    def call_off(self) -> None:
        """The end of it: the places stay as they were, and nothing moves up any more."""
        self.database.write(lambda tx: deeds.cancel(tx, self.slug, BY, self.now))
        self.over = True
        self.frozen = self.line[: self.capacity]

    @rule()
    def wait(self) -> None:
        """Time passes, not enough for the event to be over."""
        self.now += timedelta(minutes=1)

    @invariant()
    def seats_are_right(self) -> None:
        """By plain SQL, after every commit."""
        if not hasattr(self, "slug"):
            return
        assert self.database.read(lambda tx: faults(tx, self.now, self.slug)) == []
        now = self.database.read(lambda tx: seats(tx, self.slug))
        expected = [p for p in self.line if p in self.frozen] if self.over else self.line[: self.capacity]
        assert list(now.confirmed) == expected
        assert list(now.waiting) == [p for p in self.line if p not in expected]
        held = self.database.read(lambda tx: {p: it.code for p in self.line for _, it in stored.of_person(tx, p, self.now)})
        assert held == self.codes


def play(database: Database, examples: int, steps: int) -> None:
    """Run the machine against this database."""
    hasty(database)
    SeatMachine.database = database
    chosen = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(SeatMachine, settings=chosen)


def test_whatever_people_and_organisers_do_no_seat_is_sold_twice_and_nobody_is_overtaken(database: Database) -> None:
    play(database, 12, 25)


@pytest.mark.slow
def test_nor_in_many_more_and_longer_stories(database: Database) -> None:
    play(database, 100, 40)
