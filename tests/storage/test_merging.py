"""Two people who are one: nothing of either is lost, nothing is there twice, and a no said on one channel holds on both."""

from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, func, insert, select, text, update

from bot.actions import people as deeds
from bot.actions.events import create
from bot.actions.registrations import take_place
from bot.model.event_roles import EventRole
from bot.model.person import Role
from bot.storage import belongings, desk, dialogs, outbox, people
from bot.storage.database import Connection, Database, metadata
from bot.storage.event_roles import event_role
from bot.storage.outbox import Place
from tests.clocks import START
from tests.events_world import details, faults, hasty, open_event, plan

NUMBERS = count(1)
PURPOSES = ("topic:hrc", "topic:deadlines")
STATES = ("due", "sent", "leased", "unknown", "failed", "expired", "cancelled")
ROLES = (Role.ORGANISER, Role.FOCAL_POINT, Role.ADMIN)

acts = st.lists(st.tuples(st.sampled_from([0, 1]), st.sampled_from(PURPOSES), st.booleans()), max_size=10)
messages = st.lists(
    st.tuples(st.sampled_from([0, 1]), st.sampled_from(["alert-a", "alert-b"]), st.sampled_from(STATES)),
    max_size=4,
    unique_by=lambda it: it[:2],
)
roles = st.sets(st.tuples(st.sampled_from([0, 1]), st.sampled_from(ROLES)))
places = st.lists(st.tuples(st.sampled_from([0, 1, 2, 3]), st.sampled_from([0, 1])), unique=True, max_size=8)


@pytest.fixture
def swift(database: Database) -> Database:
    """A database that does not wait for the disk."""
    hasty(database)
    return database


def pair(tx: Connection) -> tuple[int, int]:
    """Two people, the first known longer."""
    made = []
    for n in range(2):
        number = next(NUMBERS)
        new = people.add(tx, name=f"p{number}", language="en", now=START + timedelta(seconds=n))
        people.add_address(tx, new, "paper", f"paper:m{number}", "paper", START)
        made.append(new)
    return made[0], made[1]


def agreements(tx: Connection, both: tuple[int, int], history: list[tuple[int, str, bool]]) -> dict[str, bool]:
    """Let the history happen, a minute a step; what the last act on each purpose says."""
    last: dict[str, bool] = {}
    for n, (who, purpose, yes) in enumerate(history):
        now = START + timedelta(minutes=n)
        if yes:
            people.agree(tx, both[who], purpose, now=now)
            last[purpose] = True
        elif people.withdraw(tx, both[who], purpose, now):
            last[purpose] = False
    return last


@given(acts)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_the_last_word_on_a_purpose_holds_whichever_channel_it_was_said_on(swift: Database, history: list[tuple[int, str, bool]]) -> None:
    def work(tx: Connection) -> None:
        both = pair(tx)
        wanted = agreements(tx, both, history)
        agreed_again = {p for p, yes in wanted.items() if yes}
        deeds.merge(tx, both[1], both[0], "test", START + timedelta(days=1))
        # Agreeing while the same channel agrees already is no new act, so only an earlier yes can be outlived by a no.
        held = people.purposes(tx, both[0])
        assert held <= agreed_again
        assert held >= {p for p in agreed_again if not any(purpose == p and not yes for _, purpose, yes in history)}
        rows = tx.execute(
            select(people.consent).where(people.consent.c.person_id == both[0], people.consent.c.withdrawn_at.is_(None))
        ).all()
        assert len(rows) == len({row.purpose for row in rows})

    swift.write(work)


@given(messages)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_no_message_that_reached_one_of_them_goes_out_to_the_other_too(swift: Database, sent: list[tuple[int, str, str]]) -> None:
    def work(tx: Connection) -> None:
        both = pair(tx)
        run = next(NUMBERS)
        for who, name, state in sent:
            row = outbox.post(tx, f"{name}-{run}", both[who], {"message": "x"}, Place("paper", "paper", f"paper:{who}"), START)
            if row:
                tx.execute(update(outbox.outbox).where(outbox.outbox.c.id == row).values(state=state))
        mine = outbox.outbox.c.recipient_id.in_(both)
        before = tx.execute(select(func.count()).select_from(outbox.outbox).where(mine)).scalar_one()
        deeds.merge(tx, *both, "test", START)
        rows = tx.execute(select(outbox.outbox).where(mine)).all()
        assert len(rows) == before, "what was said stays on record"
        assert {row.recipient_id for row in rows} <= {both[0]}
        for name in ("alert-a", "alert-b"):
            states = [row.state for row in rows if row.purpose.startswith(f"{name}-{run}")]
            reached = any(state in ("sent", "leased", "unknown") for state in states)
            waited = any(n == name and state == "due" for _, n, state in sent)
            assert states.count("due") == (waited and not reached), "it waits once, unless it has reached them already"
            exact = [row.state for row in rows if row.purpose == f"{name}-{run}"]
            assert not reached or exact[0] in ("sent", "leased", "unknown"), "others look there for who has been told"

    swift.write(work)


@given(roles)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_roles_are_those_of_both_each_once(swift: Database, held: set[tuple[int, Role]]) -> None:
    def work(tx: Connection) -> None:
        both = pair(tx)
        for who, role in held:
            people.grant(tx, both[who], role, "operator", START)
        joined = deeds.merge(tx, *both, "test", START)
        assert joined is not None
        assert joined.person.roles == {role for _, role in held}
        assert set(joined.gained) == {role.value for _, role in held} - {role.value for who, role in held if who == 0}
        active = (people.role_grant.c.person_id == both[0], people.role_grant.c.revoked_at.is_(None))
        found = tx.execute(select(func.count()).select_from(people.role_grant).where(*active)).scalar_one()
        assert found == len({role for _, role in held})

    swift.write(work)


@given(places, st.integers(1, 3))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_one_place_an_event_no_seat_oversold_none_left_idle(swift: Database, taken: list[tuple[int, int]], capacity: int) -> None:
    def work(tx: Connection) -> None:
        both, others = pair(tx), pair(tx)
        events = [open_event(tx, capacity=capacity) for _ in range(2)]
        held: dict[int, set[str]] = {0: set(), 1: set()}
        for who, which in taken:
            place = take_place(tx, events[which].slug, (*both, *others)[who], details(), START)
            if who < 2:
                held[which].add(place.registration.state.value)
        deeds.merge(tx, *both, "test", START)
        for event in events:
            assert faults(tx, slug=event.slug) == []
        for number, event in enumerate(events):
            rows = tx.execute(
                text("SELECT state FROM registration WHERE event_id = :e AND person_id = :p AND state <> 'cancelled'"),
                {"e": event.id, "p": both[0]},
            ).all()
            assert len(rows) == bool(held[number])
            assert "confirmed" not in held[number] or rows[0].state == "confirmed", "nobody loses a seat by linking a channel"

    swift.write(work)


def test_every_table_that_names_a_person_follows_even_those_nobody_thought_of(database: Database) -> None:
    def work(tx: Connection) -> None:
        both = pair(tx)
        for tie in belongings.ties():
            if tie.owns and tie.table.name not in ("address", "registration", "outbox"):
                fill(tx, tie, both[1])
        deeds.merge(tx, *both, "test", START)
        for tie in belongings.ties():
            left = tx.execute(select(func.count()).select_from(tie.table).where(tie.column == both[1])).scalar_one()
            assert left == 0, f"{tie.table.name}.{tie.column.name}"
        assert not people.exists(tx, both[1])

    database.write(work)


def fill(tx: Connection, tie: belongings.Tie, person: int) -> None:
    """A row of this table that belongs to this person, its other columns filled with anything that fits."""
    filled(tx, tie.table, {tie.column.name: person})


def filled(tx: Connection, table: Table, given: dict[str, object]) -> int:
    """A row of this table, and of those it refers to: other people's, and an event's; its id."""
    values = dict(given)
    for column in table.columns:
        if column.primary_key or column.nullable or column.default is not None or column.name in given:
            continue
        if column.name == "role":
            values[column.name] = EventRole.OWNER.value if table is event_role else Role.ORGANISER.value
            continue
        for key in column.foreign_keys:
            values[column.name] = parent(tx, key.column.table)
        if column.foreign_keys:
            continue
        kind = column.type.python_type if not isinstance(column.type, type(people.person.c.created_at.type)) else datetime
        short = f"{next(NUMBERS)}"[-(getattr(column.type, "length", None) or 9) :]
        made: dict[type, object] = {str: short, int: 1, datetime: START, bool: False, float: 0.0}
        values[column.name] = made[kind]
    return int(tx.execute(insert(table).values(values).returning(table.c.id)).scalar_one())


def parent(tx: Connection, table: Table) -> int:
    """A row for others to refer to."""
    if table.name == "event":
        return create(tx, plan(), "operator", START).id
    return pair(tx)[0] if table.name == "person" else filled(tx, table, {})


def test_the_form_opened_last_stays_open(database: Database) -> None:
    def work(tx: Connection) -> None:
        both = pair(tx)
        dialogs.start(tx, both[1], "paper", "c", {"name": "newer"}, START + timedelta(minutes=1))
        dialogs.start(tx, both[0], "paper", "c", {"name": "older"}, START)
        deeds.merge(tx, *both, "test", START)
        it = dialogs.of(tx, both[0])
        assert it is not None
        assert it.form == {"name": "newer"}

    database.write(work)


def test_who_did_something_stays_who_did_it(database: Database) -> None:
    def work(tx: Connection) -> None:
        both, asker = pair(tx), pair(tx)[0]
        about = {"matter": "question", "person_id": asker, "channel": "paper", "language": "en", "city": "", "question": "?"}
        number = desk.add(tx, (), **about, asked_at=START, due_at=START)
        desk.answer(tx, number, both[1], "!", START)
        sent = outbox.open_campaign(tx, "broadcast", f"b{next(NUMBERS)}", {}, START, by=f"person:{both[1]}")
        deeds.merge(tx, *both, "test", START)
        request = desk.one(tx, number)
        assert request is not None
        assert request.answered_by == both[0]
        author = select(outbox.campaign.c.created_by).where(outbox.campaign.c.id == sent)
        assert tx.execute(author).scalar() == f"person:{both[0]}", "a broadcast under way must not lose its author's authority"

    database.write(work)


def test_nobody_is_joined_with_who_is_gone_or_with_themselves(database: Database) -> None:
    def work(tx: Connection) -> None:
        one, other = pair(tx)
        assert deeds.merge(tx, one, one, "test", START) is None
        assert deeds.merge(tx, one, 999_999_999, "test", START) is None
        people.change(tx, other, erased_at=START)
        assert deeds.merge(tx, one, other, "test", START) is None

    database.write(work)


def test_tables_know_their_rules() -> None:
    tables = {tie.table.name: belongings.uniques(tie.table, tie.column) for tie in belongings.ties() if tie.owns}
    assert [rule.others for rule in tables["dialog"]] == [()]
    assert [rule.others for rule in tables["outbox"]] == [("purpose",)]
    assert [rule.where is not None for rule in tables["registration"]] == [True]
    assert set(tables) <= set(metadata.tables)
