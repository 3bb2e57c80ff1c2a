"""Leaving: everything about a person goes from every table and every byte of the file, and nothing of anybody else's."""

import random
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select, text

from bot.actions import erasure
from bot.actions.registrations import take_place
from bot.app.outside import KeyedSecrets
from bot.app.traces import files as files_at
from bot.app.traces import found_in
from bot.model.person import Role
from bot.model.reply import Reply
from bot.storage import audit, belongings, inbox, outbox, people, privacy
from bot.storage.database import Connection, Database
from bot.storage.outbox import Place
from tests.clocks import START
from tests.databases import Files
from tests.events_world import details, faults, hasty, open_event
from tests.storage.test_merging import fill

KEY = KeyedSecrets("a key for tests")


def somebody(tx: Connection, address: str, name: str) -> int:
    """A person at this address."""
    new = people.add(tx, name=name, language="en", now=START)
    people.add_address(tx, new, "paper", address, "paper", START)
    return new


def gone(tx: Connection, person: int) -> None:
    """Erase somebody to the end."""
    erasure.erase(tx, KEY, person, "operator", START)
    erasure.finish(tx, person, START)


def test_no_table_keeps_a_row_of_them_even_those_nobody_thought_of(database: Database) -> None:
    def work(tx: Connection) -> None:
        ana, eva = somebody(tx, "paper:ana", "Ana"), somebody(tx, "paper:eva", "Eva")
        for tie in belongings.ties():
            if tie.owns and tie.table.name not in ("address", "registration", "outbox"):
                fill(tx, tie, ana)
                fill(tx, tie, eva)
        gone(tx, ana)
        for tie in belongings.ties():
            count = select(func.count()).select_from(tie.table)
            if tie.owns:
                assert tx.execute(count.where(tie.column == ana)).scalar_one() == 0, tie.table.name
                expected = 0 if tie.table.name in ("registration", "outbox") else 1
                assert tx.execute(count.where(tie.column == eva)).scalar_one() == expected, f"{tie.table.name} of somebody else"
        who = people.by_id(tx, ana)
        assert who is not None
        assert (who.name, who.city, who.roles, who.erased) == ("", "", frozenset(), True)

    database.write(work)


def test_a_seat_goes_to_who_waits_and_a_past_event_keeps_its_numbers_without_a_name(database: Database) -> None:
    def work(tx: Connection) -> None:
        ana, eva = somebody(tx, "paper:ana", "Ana"), somebody(tx, "paper:eva", "Eva")
        event = open_event(tx, capacity=1)
        take_place(tx, event.slug, ana, details("Ana"), START)
        assert take_place(tx, event.slug, eva, details("Eva"), START).registration.state.value == "waiting"
        gone(tx, ana)
        rows = tx.execute(text("SELECT person_id, state, name FROM registration")).all()
        assert [tuple(row) for row in rows] == [(eva, "confirmed", "Eva")]
        assert faults(tx) == []
        later = event.when.ends_at + timedelta(days=1)
        erasure.erase(tx, KEY, eva, "operator", later)
        assert [tuple(row) for row in tx.execute(text("SELECT state, name, city FROM registration"))] == [("confirmed", "", "")]

    database.write(work)


def test_an_erased_address_is_known_only_to_who_has_the_key(database: Database) -> None:
    def work(tx: Connection) -> None:
        gone(tx, somebody(tx, "email:Ana@City.example", "Ana"))
        assert erasure.is_suppressed(tx, KEY, "email:ana@city.EXAMPLE")
        assert not erasure.is_suppressed(tx, KEY, "email:eva@city.example")
        assert not erasure.is_suppressed(tx, KeyedSecrets("another key"), "email:ana@city.example")
        assert len(privacy.suppressions(tx)) == 1

    database.write(work)


def test_what_was_told_to_others_no_longer_names_them(database: Database) -> None:
    def work(tx: Connection) -> None:
        ana, olga = somebody(tx, "paper:42", "Ana López"), somebody(tx, "paper:421", "Olga")
        told = {"name": "Ana López", "addresses": ["paper:42", "paper:421"], "text": "Ask Ana López (paper:42), not Ana Lópezova"}
        outbox.post(tx, "notice", olga, Reply("claims.notice", told), Place("paper", "paper", "paper:421"), START)
        audit.note(tx, "operator", "deed", "x", START, name="Ana López", at="paper:42")
        gone(tx, ana)
        reply = tx.execute(select(outbox.outbox.c.reply)).scalar_one()
        assert '"name":""' in reply
        assert '["","paper:421"]' in reply, "a longer address of somebody else stays whole"
        assert "not Ana Lópezova" in reply
        assert "Ask  ()" in reply
        assert '"claims.notice"' in reply
        assert audit.lines(tx, "x")[0][3] == {"name": "", "at": ""}

    database.write(work)


def test_a_name_that_is_also_a_word_or_a_city_is_left_in_what_others_said(database: Database) -> None:
    def work(tx: Connection) -> None:
        ana, olga = somebody(tx, "paper:ana", "Barcelona"), somebody(tx, "paper:olga", "Olga")
        told = {"text": "The forum in Barcelona", "name": "Barcelona"}
        outbox.post(tx, "notice", olga, Reply("Barcelona.x", told), Place("paper", "paper", "paper:olga"), START)
        gone(tx, ana)
        reply = tx.execute(select(outbox.outbox.c.reply)).scalar_one()
        assert "The forum in Barcelona" in reply
        assert '"name":""' in reply
        assert "Barcelona.x" in reply

    database.write(work)


def test_an_input_that_waited_is_not_handled_after_its_sender_has_left(database: Database) -> None:
    def work(tx: Connection) -> None:
        ana = somebody(tx, "paper:ana", "Ana")
        raw = '{"kind":"Said","key":"k","origin":{"channel":"paper","address":"paper:ana"},"text":"register me"}'
        inbox.store(tx, "paper", "k", raw, START)
        gone(tx, ana)
        assert inbox.take(tx, "me", START, ["paper"]) == []
        assert inbox.store(tx, "paper", "k", raw, START) is None, "the platform pushes it again: it stays nothing"

    database.write(work)


def test_the_trail_says_that_it_was_done_and_by_whom(database: Database) -> None:
    def work(tx: Connection) -> None:
        ana = somebody(tx, "paper:ana", "Ana")
        erasure.erase(tx, KEY, ana, "operator", START)
        assert [(actor, deed) for _, actor, deed, _ in audit.lines(tx, f"person:{ana}")] == [("operator", "person.erase")]

    database.write(work)


def test_no_byte_is_left_in_the_file_whatever_else_was_written_around_it(files: Files, tmp_path: Path) -> None:
    database = Database(files.fresh(tmp_path / "full.db"))
    chance = random.Random(7)
    hasty(database)
    known: dict[int, bytes] = {}
    try:
        for n in range(150):
            mark = f"canary{n:04d}x"

            def live(tx: Connection, mark: str = mark, n: int = n) -> int:
                new = somebody(tx, f"paper:{mark}", f"{mark} Name")
                people.grant(tx, new, Role.ORGANISER, "operator", START)
                for k in range(chance.randrange(6)):
                    reply = Reply("x.y", {"name": f"{mark} Name", "text": mark * chance.randrange(40)})
                    outbox.post(tx, f"p{n}-{k}", new, reply, Place("paper", "paper", f"paper:{mark}"), START)
                    raw = f'{{"kind":"Said","key":"k","origin":{{"channel":"paper","address":"paper:{mark}"}},"text":"{mark * 9}"}}'
                    inbox.store(tx, "paper", f"{n}-{k}", raw, START)
                return new

            known[database.write(live)] = mark.encode()
            if n % 3 == 2:
                victim = chance.choice(list(known))
                needle = known.pop(victim)
                database.write(lambda tx, victim=victim: gone(tx, victim))  # type: ignore[misc]
                assert not any(found_in(file, [needle]) for file in files_at(tmp_path / "full.db")), f"{needle!r} is still there"
        alive = list(known.values())
        assert all(found_in(tmp_path / "full.db", [needle]) for needle in alive[:20])
    finally:
        database.close()
