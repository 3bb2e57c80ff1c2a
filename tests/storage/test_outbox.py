"""The outbox says each thing once to each person, at the address they used last, and answers for every row."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from bot.model.reply import Button, Reply
from bot.storage import leases, outbox, pace, people
from bot.storage.database import Database
from bot.storage.outbox import Place, Result
from tests.clocks import START
from tests.crowd import crowd, tell

HERE = Place("paper", "paper", "paper:ana", "room", "key")


def rows(tx: Connection) -> list[Any]:
    """Every row."""
    return list(tx.execute(select(outbox.outbox).order_by(outbox.outbox.c.id)).all())


def lease(tx: Connection, now: datetime = START, owner: str = "w", most: int = 100) -> list[outbox.Due]:
    """What is due besides answers."""
    return leases.lease(tx, owner, "paper", now, answers=False, most=most)


@pytest.fixture
def ana(database: Database) -> int:
    """Somebody at paper:ana."""
    return database.write(lambda tx: crowd(tx, ["ana"], START))[0]


def test_one_purpose_reaches_a_person_once(database: Database, ana: int) -> None:
    said = [database.write(lambda tx: outbox.post(tx, "welcome", ana, Reply("start.welcome"), HERE, START)) for _ in range(2)]
    assert said[0] is not None
    assert said[1] is None


def test_a_row_comes_back_with_words_place_and_reader(database: Database, ana: int) -> None:
    reply = Reply("start.welcome", {"day": START}, (Button("x.y", "z"),))
    database.write(lambda tx: outbox.post(tx, "p", ana, reply, HERE, START))
    (due,) = database.write(lease)
    assert (due.address, due.chat, due.answers, due.language, due.zone, due.recipient_id) == ("paper:ana", "room", "key", "en", "UTC", ana)
    assert due.reply["message"] == "start.welcome"
    assert due.reply["data"] == {"day": START}
    assert due.reply["buttons"][0]["value"] == "z"
    assert (due.attempts, due.again, due.klass) == (1, True, outbox.NOTICE)


def test_a_campaign_is_written_once_per_person_whoever_asks_again(database: Database) -> None:
    new = database.write(lambda tx: crowd(tx, ["ana", "ben", "eva"], START))
    campaign = database.write(lambda tx: tell(tx, new[:2], START))
    everybody = select(people.person.c.id)
    again = database.write(lambda tx: outbox.fan_out(tx, campaign, everybody, START, klass=outbox.BROADCAST))
    assert again == 1
    assert [row.recipient_id for row in database.read(rows)] == new
    assert database.write(lambda tx: outbox.open_campaign(tx, "alert", "news", Reply("x.y"), START)) is None


def test_a_campaign_goes_to_the_live_address_each_used_last(database: Database) -> None:
    def people_with_several(tx: Connection) -> list[int]:
        ana, ben, eva, gone = crowd(tx, ["ana", "ben", "eva", "gone"], START)
        for one, name in ((ana, "ana"), (ben, "ben")):
            people.add_address(tx, one, "sheet", f"sheet:{name}", "sheet", START + timedelta(days=1))
        people.lose(tx, "sheet:ben", "blocked", "left")
        people.add_address(tx, eva, "sheet", "sheet:eva", "sheet", START)
        people.lose(tx, "paper:gone", "dead", "no such user")
        return [ana, ben, eva, gone]

    new = database.write(people_with_several)
    database.write(lambda tx: tell(tx, new, START))
    assert [row.address for row in database.read(rows)] == ["sheet:ana", "paper:ben", "sheet:eva"]
    places = [database.read(lambda tx, one=one: outbox.best_place(tx, one)) for one in new]  # type: ignore[misc]
    assert [place.address if place else None for place in places] == ["sheet:ana", "paper:ben", "sheet:eva", None]


def test_somebody_imported_who_never_spoke_is_reached_too(database: Database) -> None:
    def imported(tx: Connection) -> None:
        one = people.add(tx, name="Ana", language="es", now=START)
        people.add_address(tx, one, "paper", "paper:ana", "paper:bot", START)
        tell(tx, [one], START)

    database.write(imported)
    assert database.read(lambda tx: pace.identities(tx, ["paper"], START)) == [("paper:bot", "paper")]


def test_a_report_counts_states_channels_and_interruptions(database: Database) -> None:
    new = database.write(lambda tx: crowd(tx, ["ana", "ben", "eva"], START))
    campaign = database.write(lambda tx: tell(tx, new, START))
    first, second, _ = database.write(lease)
    database.write(
        lambda tx: leases.record(tx, "w", [Result(first.id, "sent", "sent"), Result(second.id, "failed", "refused", "person: x")], START)
    )
    database.write(lambda tx: leases.recover(tx, START, all_of_them=True))
    assert database.read(lambda tx: outbox.report(tx, campaign)) == {
        "total": 3,
        "states": {"sent": 1, "failed": 1, "due": 1},
        "channels": {"paper": 3},
        "interrupted": 1,
    }
    assert database.read(outbox.counts) == {"sent": 1, "failed": 1, "due": 1}


def test_the_oldest_waiting_row_is_one_that_waits_for_us_alone(database: Database) -> None:
    new = database.write(lambda tx: crowd(tx, ["ana"], START))

    def oldest() -> datetime | None:
        return database.read(lambda tx: outbox.oldest_due(tx, START + timedelta(hours=1)))

    assert oldest() is None
    campaign = database.write(lambda tx: tell(tx, new, START))
    assert oldest() == START
    for state, seen in (("paused", None), ("running", START)):
        database.write(lambda tx, state=state: outbox.cancel_campaign(tx, campaign, state, START))  # type: ignore[misc]
        assert oldest() == seen
    database.write(lambda tx: pace.hold(tx, "paper", START + timedelta(hours=2)))
    assert oldest() is None
    database.write(lambda tx: pace.reopen(tx, ["paper"]))
    database.write(lambda tx: pace.shut(tx, "paper", "sender: invalid_auth"))
    assert oldest() is None


def test_an_operator_reads_what_waits_newest_first(database: Database) -> None:
    new = database.write(lambda tx: crowd(tx, ["ana", "ben"], START))
    database.write(lambda tx: tell(tx, new, START))
    database.write(lambda tx: tx.execute(update(outbox.outbox).where(outbox.outbox.c.id == 1).values(state="failed", reason="x")))
    assert [row["id"] for row in database.read(lambda tx: outbox.waiting(tx))] == [2, 1]
    assert [(row["id"], row["language"]) for row in database.read(lambda tx: outbox.waiting(tx, "failed"))] == [(1, "en")]


def test_what_is_more_urgent_goes_first_and_then_what_was_due_first(database: Database) -> None:
    new = database.write(lambda tx: crowd(tx, ["ana"], START))
    for klass, minutes, name in ((3, 1, "d"), (2, 2, "c"), (2, 1, "b"), (1, 3, "a")):
        about = {"klass": klass, "due_at": START + timedelta(minutes=minutes)}
        database.write(lambda tx, name=name, about=about: tell(tx, new, START, name, **about))  # type: ignore[misc]
    found = [database.write(lambda tx: lease(tx, START + timedelta(hours=1), most=1))[0].reply["data"]["text"] for _ in range(4)]
    assert found == ["a", "b", "c", "d"]
