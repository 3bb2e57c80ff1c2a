"""A person's own calendar: everything they are registered for, as it stands now, behind an address that can be taken back."""

from functools import partial
from typing import Any

from icalendar import Calendar

from bot.actions import calendar_feed, erasure, registrations
from bot.actions import events as deeds
from bot.app.outside import KeyedSecrets
from bot.model.board import Feed, calendar_token
from bot.storage import merging
from bot.storage.database import Connection, Database
from tests.clocks import START
from tests.events_world import BY, details, open_event, somebody

SECRETS = KeyedSecrets("a key for tests")
OTHER = {"en": "Seminar on the right to housing"}


def token_of(tx: Connection, person: int) -> str:
    """The secret part of their calendar's address."""
    return calendar_token(SECRETS, calendar_feed.address(tx, person, START))


def read(database: Database, token: str) -> Feed | None:
    """What stands behind an address."""
    return database.read(lambda tx: calendar_feed.feed(tx, SECRETS, token))


def shown(database: Database, token: str) -> list[tuple[str, str]]:
    """The titles in a calendar, and how each stands."""
    found = read(database, token)
    assert found
    calendar = Calendar.from_ical(found.content)
    assert isinstance(calendar, Calendar)
    return [(str(event["SUMMARY"]), str(event["STATUS"])) for event in calendar.events]


def registered(tx: Connection, person: int, **changes: Any) -> str:
    """A place of theirs; its code."""
    event = open_event(tx, **changes)
    return registrations.take_place(tx, event.slug, person, details(), START).registration.code


def test_every_place_stands_in_it_in_the_persons_language_and_nobody_elses(database: Database) -> None:
    ana, bea = database.write(partial(somebody, name="ana", language="fr")), database.write(partial(somebody, name="bea"))
    database.write(lambda tx: (registered(tx, ana), registered(tx, ana, titles=OTHER), registered(tx, bea, titles={"en": "Hers alone"})))
    token = database.write(partial(token_of, person=ana))
    assert shown(database, token) == [("Forum mondial des villes", "CONFIRMED"), ("Seminar on the right to housing", "CONFIRMED")]


def test_an_event_called_off_stays_as_called_off_and_a_place_given_up_goes(database: Database) -> None:
    ana = database.write(partial(somebody, name="ana"))
    token = database.write(partial(token_of, person=ana))
    code = database.write(partial(registered, person=ana))
    database.write(partial(registered, person=ana, titles=OTHER))
    database.write(lambda tx: deeds.cancel(tx, "seminar-on-the-right-to-housing", BY, START))
    assert [status for _, status in shown(database, token)] == ["CONFIRMED", "CANCELLED"]
    database.write(lambda tx: registrations.give_up(tx, code, ana, START))
    assert [status for _, status in shown(database, token)] == ["CANCELLED"]


def test_a_colleagues_place_is_not_in_ones_own_calendar(database: Database) -> None:
    ana = database.write(partial(somebody, name="ana"))
    code = database.write(partial(registered, person=ana))
    forum = "world-human-rights-cities-forum"
    database.write(lambda tx: registrations.take_place(tx, forum, ana, details("Bea"), START, guest="bea"))
    found = read(database, database.write(partial(token_of, person=ana)))
    assert found
    assert found.content.count(b"BEGIN:VEVENT") == 1
    assert code.encode() in found.content


def test_it_stays_the_same_to_the_letter_until_something_changes(database: Database) -> None:
    ana = database.write(partial(somebody, name="ana"))
    token = database.write(partial(token_of, person=ana))
    database.write(partial(registered, person=ana))
    first, second = read(database, token), read(database, token)
    assert first == second
    database.write(partial(registered, person=ana, titles=OTHER))
    third = read(database, token)
    assert first
    assert third
    assert first.tag != third.tag


def test_a_person_has_one_address_until_they_ask_for_another_and_the_old_one_ends_at_once(database: Database) -> None:
    ana = database.write(partial(somebody, name="ana"))
    old = database.write(partial(token_of, person=ana))
    assert database.write(partial(token_of, person=ana)) == old
    new = calendar_token(SECRETS, database.write(lambda tx: calendar_feed.renew(tx, ana, START)))
    assert read(database, old) is None
    assert read(database, new)
    assert database.write(partial(token_of, person=ana)) == new


def test_an_address_that_somebody_made_up_leads_nowhere(database: Database) -> None:
    ana = database.write(partial(somebody, name="ana"))
    token = database.write(partial(token_of, person=ana))
    forged = calendar_token(KeyedSecrets("another key"), int(token.partition("-")[0], 16))
    for guess in (forged, token[:-1], f"{token}x", token.upper(), "", "-", "é" * 14, f"ff{token}", f"0{token}\n"):
        assert read(database, guess) is None


def test_erasure_ends_it_and_its_number_is_never_given_again(database: Database) -> None:
    ana = database.write(partial(somebody, name="ana"))
    token = database.write(partial(token_of, person=ana))
    database.write(lambda tx: erasure.erase(tx, SECRETS, ana, "operator", START))
    assert read(database, token) is None
    bea = database.write(partial(somebody, name="bea"))
    assert database.write(partial(token_of, person=bea)) != token
    assert read(database, token) is None


def test_two_addresses_of_one_person_both_show_everything_after_they_are_joined(database: Database) -> None:
    ana, also = database.write(partial(somebody, name="ana")), database.write(partial(somebody, name="also"))
    tokens = [database.write(partial(token_of, person=who)) for who in (ana, also)]
    database.write(partial(registered, person=also))
    database.write(lambda tx: merging.join(tx, also, ana, START))
    assert [len(shown(database, token)) for token in tokens] == [1, 1]
