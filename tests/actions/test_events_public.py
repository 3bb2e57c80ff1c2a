"""What a passer-by may see of events: what is announced, how it stands, and nothing that is not for them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import events as deeds
from bot.actions import events_public, registrations
from bot.model.board import Standing
from bot.model.terms import Admits, Terms
from bot.storage.database import Connection, Database
from tests.clocks import START
from tests.events_world import BY, details, open_event, plan, somebody


def test_drafts_are_not_there_and_neither_is_what_is_for_the_invited(database: Database) -> None:
    draft = database.write(lambda tx: deeds.create(tx, plan(titles={"en": "Not announced"}), BY, START))
    forum = database.write(open_event)
    assert database.read(lambda tx: events_public.named(tx, draft.slug)) is None
    assert database.read(lambda tx: [event.slug for event in events_public.listed(tx, START)]) == [forum.slug]
    assert not events_public.public(replace(forum, terms=Terms(admits=Admits.INVITED)))


def test_what_comes_next_stands_first_and_what_is_over_last(database: Database) -> None:
    forum = database.write(open_event)
    later = replace(plan().when, start_day=plan().when.start_day.replace(month=6), end_day=plan().when.end_day.replace(month=6))
    database.write(lambda tx: open_event(tx, titles={"en": "In June"}, when=later))
    over = forum.when.ends_at + timedelta(hours=1)
    titles = database.read(lambda tx: [[event.title("en") for event in events_public.listed(tx, now)] for now in (START, over)])
    assert titles == [["World Human Rights Cities Forum", "In June"], ["In June", "World Human Rights Cities Forum"]]


def test_seats_then_a_waiting_list_then_closed_then_over(database: Database) -> None:
    forum = database.write(lambda tx: open_event(tx, capacity=1))

    def stands(tx: Connection, days: int = 0) -> Standing:
        event = events_public.named(tx, forum.slug)
        assert event
        return events_public.standing(event, START + timedelta(days=days))

    assert database.read(stands) is Standing.OPEN
    database.write(lambda tx: registrations.take_place(tx, forum.slug, somebody(tx, "ana"), details(), START))
    assert database.read(stands) is Standing.FULL
    database.write(lambda tx: deeds.close_registration(tx, forum.slug, BY, START))
    assert database.read(stands) is Standing.CLOSED
    assert database.read(lambda tx: stands(tx, 365)) is Standing.PAST
    database.write(lambda tx: deeds.cancel(tx, forum.slug, BY, START))
    assert database.read(stands) is Standing.CANCELLED


@pytest.mark.parametrize("slug", ["", "nothing", "../forum", "é"])
def test_what_does_not_exist_is_not_there(database: Database, slug: str) -> None:
    database.write(open_event)
    assert database.read(lambda tx: events_public.named(tx, slug)) is None
