"""People are met once, keep what they chose, and are reached where they speak."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.model.inbound import Origin
from bot.model.person import Person, Role, parse_address
from bot.storage import people
from bot.storage.database import Database
from tests.clocks import START

ANA = Origin(channel="paper", address="paper:ana", chat="paper:ana", name="Ana", language="es", zone="America/Lima")


def meet(database: Database, origin: Origin = ANA, later: int = 0) -> Person:
    """Hear somebody speak."""
    return database.write(lambda tx: people.meet(tx, origin, origin.channel, START + timedelta(minutes=later)))


def test_a_person_is_met_once_however_often_they_speak(database: Database) -> None:
    first, second = meet(database), meet(database, later=5)
    assert first == second
    assert (first.name, first.language, first.zone) == ("Ana", "es", "America/Lima")
    assert database.read(lambda tx: people.by_address(tx, "paper:ana")) == first
    assert database.read(lambda tx: people.by_address(tx, "paper:nobody")) is None
    assert database.read(lambda tx: people.by_id(tx, 99)) is None


@pytest.mark.parametrize(
    ("zone", "kept"),
    [
        ("Mars/Base", "Europe/Zurich"),
        ("../../etc/passwd", "Europe/Zurich"),
        ("", "Europe/Zurich"),
        ("Europe", "Europe/Zurich"),
        ("Asia/Seoul", "Asia/Seoul"),
    ],
)
def test_a_zone_that_a_browser_made_up_is_not_kept(database: Database, zone: str, kept: str) -> None:
    assert meet(database, Origin(channel="paper", address="paper:x", zone=zone, language="tlh")).zone == kept
    assert database.read(lambda tx: people.by_address(tx, "paper:x")).language == "en"  # type: ignore[union-attr]


def test_two_people_cannot_have_one_address(database: Database) -> None:
    meet(database)
    other = database.write(lambda tx: people.add(tx, name="Ben", language="fr", now=START))
    with pytest.raises(IntegrityError):
        database.write(lambda tx: people.add_address(tx, other, "paper", "paper:ana", "paper", START))


def test_an_address_that_was_lost_heals_when_its_person_speaks(database: Database) -> None:
    who = meet(database)
    database.write(lambda tx: people.lose(tx, "paper:ana", "blocked", "left us"))
    assert database.read(lambda tx: people.addresses(tx, who.id))[0].state == "blocked"
    meet(database, later=1)
    assert database.read(lambda tx: people.addresses(tx, who.id))[0].state == "active"
    database.write(lambda tx: people.lose(tx, "paper:ana", "blocked", "left us"))
    database.write(lambda tx: people.regain(tx, "paper:ana"))
    assert database.read(lambda tx: people.addresses(tx, who.id))[0].state == "active"


def test_the_address_used_last_comes_first(database: Database) -> None:
    who = meet(database)
    database.write(lambda tx: people.add_address(tx, who.id, "sheet", "sheet:ana", "sheet", START + timedelta(minutes=1)))
    assert [str(a) for a in database.read(lambda tx: people.addresses(tx, who.id))] == ["sheet:ana", "paper:ana"]
    meet(database, later=2)
    assert [str(a) for a in database.read(lambda tx: people.addresses(tx, who.id))] == ["paper:ana", "sheet:ana"]


def test_plaza_follows_a_language_until_a_person_chooses_one(database: Database) -> None:
    who = meet(database)
    database.write(lambda tx: people.adopt_language(tx, who, "fr"))
    assert meet(database).language == "fr"
    database.write(lambda tx: people.change(tx, who.id, language="en", language_chosen_at=START))
    database.write(lambda tx: people.adopt_language(tx, who, "fr"))
    assert meet(database).language == "en"


def test_roles_are_given_and_taken_once(database: Database) -> None:
    who = meet(database)

    def give(role: Role) -> bool:
        return database.write(lambda tx: people.grant(tx, who.id, role, "operator", START))

    def take() -> bool:
        return database.write(lambda tx: people.revoke(tx, who.id, Role.ADMIN, START))

    assert (give(Role.ADMIN), give(Role.ADMIN)) == (True, False)
    assert meet(database).may(Role.ORGANISER), "an admin may do what an organiser may"
    assert [one.id for one in database.read(lambda tx: people.holders(tx, Role.ORGANISER, Role.ADMIN))] == [who.id]
    assert (take(), take()) == (True, False)
    assert meet(database).roles == frozenset()
    assert give(Role.ADMIN) is True


def test_consent_stands_from_agreement_to_withdrawal(database: Database) -> None:
    who = meet(database)

    def agree(purpose: str) -> bool:
        return database.write(lambda tx: people.agree(tx, who.id, purpose, now=START, wording="Yes, please."))

    assert (agree("topic:hrc"), agree("topic:hrc"), agree("topic:un")) == (True, False, True)
    assert database.read(lambda tx: people.purposes(tx, who.id)) == {"topic:hrc", "topic:un"}
    assert database.write(lambda tx: people.withdraw(tx, who.id, "topic:hrc", START)) == 1
    assert database.read(lambda tx: people.purposes(tx, who.id)) == {"topic:un"}
    assert agree("topic:hrc") is True
    assert database.write(lambda tx: people.withdraw(tx, who.id, None, START)) == 2
    assert database.read(lambda tx: people.purposes(tx, who.id)) == set()


@pytest.mark.parametrize("text", ["telegram:42", " slack:T1:U7 ", "terminal:ana", "web:x", "email:a@b.example"])
def test_addresses_are_read_as_they_are_written(text: str) -> None:
    assert str(parse_address(text)) == text.strip()


@pytest.mark.parametrize("text", ["", "ana", "telegram:", ":42", "pigeon:7"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not an address"):
        parse_address(text)
