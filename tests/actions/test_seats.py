"""What the terms of an event mean for who waits, told one by one: parties, order, quotas, offers, and who is told what."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.actions import delegations, erasure, offers, people, registrations, terms
from bot.actions import events as deeds
from bot.actions.registrations import Taken
from bot.app.outside import KeyedSecrets
from bot.knowledge.library import Library
from bot.model.delegations import Colleague
from bot.model.events import Details, Event, NotPossible, SeatState
from bot.model.terms import AttendsAs, Quota, Share, Terms
from bot.storage import audit, outbox
from bot.storage import people as stored_people
from bot.storage import registrations as stored
from bot.storage.database import Connection, Database
from tests.clocks import START
from tests.events_world import BY, open_event, plan, somebody

KNOWLEDGE = Path(__file__).parents[2] / "config" / "knowledge"
LATER = START + timedelta(hours=13)


@pytest.fixture
def library(caches: Path) -> Library:
    """What Plaza knows."""
    return Library.load(KNOWLEDGE, caches / "knowledge.cache")


class Forum:
    """An event on some terms, and short ways to come and go."""

    def __init__(self, database: Database, library: Library, capacity: int, **wanted: Any) -> None:
        self.database, self.library = database, library
        self.event: Event = database.write(lambda tx: open_event(tx, capacity=capacity))
        self.set(**wanted)
        self.ids: dict[str, int] = {}

    def set(self, **wanted: Any) -> deeds.Changed:
        """Other terms."""
        return self.database.write(lambda tx: terms.set_terms(tx, self.library, self.event.slug, Terms(**wanted), BY, START))

    def comes(self, name: str, city: str = "Lyon", role: str = "official", country: str = "FR", party: int = 1) -> Taken:
        """Somebody registers."""
        self.ids.setdefault(name, self.database.write(lambda tx: somebody(tx, name)))
        said = Details(name, city, role, "", "en", country=country)
        return self.database.write(lambda tx: registrations.take_place(tx, self.event.slug, self.ids[name], said, START, party=party))

    def leaves(self, name: str) -> None:
        """Somebody gives their place up."""
        self.database.write(lambda tx: registrations.give_up(tx, self.of(name, tx).code, self.ids[name], START))

    def of(self, name: str, tx: Connection) -> Any:
        """Somebody's newest registration."""
        return stored.history(tx, self.ids[name])[-1]

    def stand(self) -> dict[str, str]:
        """How everybody stands, by name."""
        return {name: self.database.read(lambda tx, name=name: self.of(name, tx).state.value) for name in self.ids}  # type: ignore[misc]

    def number(self, name: str) -> int:
        """Which one on the waiting list."""
        return self.database.read(lambda tx: registrations.taken(tx, self.of(name, tx)).number)


def test_a_party_gets_its_seats_together_and_nobody_takes_those_it_waits_for(database: Database, library: Library) -> None:
    forum = Forum(database, library, 3, together=3)
    for name, party in (("ana", 1), ("ben", 1), ("trio", 3), ("eva", 1)):
        forum.comes(name, party=party)
    assert forum.stand() == {"ana": "confirmed", "ben": "confirmed", "trio": "waiting", "eva": "waiting"}
    forum.leaves("ana")
    assert forum.stand()["trio"] == "waiting"
    forum.leaves("ben")
    assert forum.stand() | {"trio": "confirmed", "eva": "waiting"} == forum.stand()
    with pytest.raises(NotPossible, match="party_too_large"):
        forum.comes("four", party=4)


def test_priority_roles_go_first_then_the_country_with_the_fewest_seats_then_who_came_first(database: Database, library: Library) -> None:
    forum = Forum(database, library, 2, first=(AttendsAs.ELECTED,), balance=True)
    forum.comes("ana")
    forum.comes("ben")
    for name, country, role in (("fr", "FR", "official"), ("kr", "KR", "official"), ("mayor", "FR", "elected")):
        forum.comes(name, country=country, role=role)
    assert [forum.number(name) for name in ("mayor", "kr", "fr")] == [1, 2, 3]
    forum.leaves("ana")
    assert forum.stand()["mayor"] == "confirmed"
    forum.leaves("ben")
    assert (forum.stand()["kr"], forum.stand()["fr"]) == ("confirmed", "waiting")


def test_a_full_quota_lets_others_pass_and_a_lower_one_is_refused_with_the_figures(database: Database, library: Library) -> None:
    forum = Forum(database, library, 5, quotas=(Quota(Share.COUNTRY, "FR", 1),))
    forum.comes("ana")
    forum.comes("ben")
    forum.comes("kim", country="KR", city="Gwangju")
    assert forum.stand() == {"ana": "confirmed", "ben": "waiting", "kim": "confirmed"}
    with pytest.raises(NotPossible) as refused:
        forum.set(quotas=(Quota(Share.COUNTRY, "KR", 0),))
    assert (refused.value.reason, refused.value.data["taken"], refused.value.data["seats"]) == ("quota_below", 1, 0)
    assert [it.details.name for it in forum.set(quotas=()).promoted] == ["ben"]


def test_a_party_that_waits_for_its_quota_is_not_overtaken_by_one_who_comes_alone(database: Database, library: Library) -> None:
    forum = Forum(database, library, 9, together=2, quotas=(Quota(Share.COUNTRY, "FR", 3),))
    for name, party in (("ana", 1), ("ben", 1), ("pair", 2), ("eva", 1)):
        forum.comes(name, party=party)
    assert forum.stand() == {"ana": "confirmed", "ben": "confirmed", "pair": "waiting", "eva": "waiting"}
    forum.leaves("ana")
    assert (forum.stand()["pair"], forum.stand()["eva"]) == ("confirmed", "waiting")


def test_who_changes_into_a_full_quota_keeps_the_seat_as_it_was(database: Database, library: Library) -> None:
    forum = Forum(database, library, 5, quotas=(Quota(Share.ROLE, "elected", 1),))
    forum.comes("mayor", role="elected")
    ana = forum.comes("ana")
    said = Details("ana", "Lyon", "elected", "", "en")
    with pytest.raises(NotPossible, match="quota_full"):
        database.write(lambda tx: registrations.change_details(tx, ana.registration.code, forum.ids["ana"], said, START))
    assert database.read(lambda tx: forum.of("ana", tx).details.role) == "official"


def test_a_city_is_one_delegation_however_it_is_spelt(database: Database, library: Library) -> None:
    forum = Forum(database, library, 5, delegation=1)
    fina = database.write(lambda tx: somebody(tx, "fina"))
    person = database.read(lambda tx: stored_people.by_id(tx, fina))
    assert person

    def send(name: str, city: str) -> None:
        whom = [Colleague(name, "official")]
        database.write(lambda tx: delegations.register(tx, library, forum.event.slug, person, city, whom, START))

    send("Ada Ruiz", "Barcelona")
    with pytest.raises(NotPossible, match="delegation_full"):
        send("Bo Marín", "BARCELONE ")


def test_an_offered_seat_is_nobody_elses_until_it_runs_out_and_then_goes_on_once(database: Database, library: Library) -> None:
    forum = Forum(database, library, 1, offer_hours=12)
    for name in ("ana", "ben", "eva"):
        forum.comes(name)
    forum.leaves("ana")
    assert forum.stand() == {"ana": "cancelled", "ben": "offered", "eva": "waiting"}
    assert database.write(lambda tx: offers.expire(tx, START)) == 0
    assert database.write(lambda tx: offers.expire(tx, LATER)) == 1
    assert database.write(lambda tx: offers.expire(tx, LATER)) == 0
    assert forum.stand() == {"ana": "cancelled", "ben": "cancelled", "eva": "offered"}


def test_whoever_accepts_too_late_does_not_get_the_seat_though_no_clock_has_rung(database: Database, library: Library) -> None:
    forum = Forum(database, library, 1, offer_hours=12)
    for name in ("ana", "ben", "eva"):
        forum.comes(name)
    forum.leaves("ana")
    code = database.read(lambda tx: forum.of("ben", tx).code)
    assert database.write(lambda tx: offers.accept(tx, code, forum.ids["ben"], LATER)) is None
    assert forum.stand()["eva"] == "offered"


def test_an_offer_of_an_event_that_was_called_off_is_neither_accepted_nor_passed_on(database: Database, library: Library) -> None:
    forum = Forum(database, library, 1, offer_hours=12)
    for name in ("ana", "ben", "eva"):
        forum.comes(name)
    forum.leaves("ana")
    code = database.read(lambda tx: forum.of("ben", tx).code)
    database.write(lambda tx: deeds.cancel(tx, forum.event.slug, BY, START))
    kept = database.write(lambda tx: offers.accept(tx, code, forum.ids["ben"], START))
    assert kept
    assert kept.registration.state is SeatState.OFFERED
    assert database.write(lambda tx: offers.expire(tx, LATER)) == 0
    assert forum.stand() == {"ana": "cancelled", "ben": "offered", "eva": "waiting"}


def test_more_seats_are_offered_to_those_who_wait_and_each_is_told_until_when(database: Database, library: Library) -> None:
    forum = Forum(database, library, 1, offer_hours=12)
    for name in ("ana", "ben", "eva"):
        forum.comes(name)
    changed = database.write(lambda tx: deeds.set_capacity(tx, forum.event.slug, 3, BY, START))
    assert [(it.details.name, it.state) for it in changed.promoted] == [("ben", SeatState.OFFERED), ("eva", SeatState.OFFERED)]
    with pytest.raises(NotPossible, match="below_confirmed"):
        database.write(lambda tx: deeds.set_capacity(tx, forum.event.slug, 2, BY, START))
    told = database.read(lambda tx: tx.execute(outbox.outbox.select()).all())
    assert {row.expires_at for row in told if row.purpose.startswith("seat:")} == {START + timedelta(hours=12)}


@pytest.fixture
def delegation(database: Database, library: Library) -> tuple[Forum, int]:
    """Fina has registered two colleagues for one seat."""
    forum = Forum(database, library, 1)
    fina = database.write(lambda tx: somebody(tx, "fina"))
    person = database.read(lambda tx: stored_people.by_id(tx, fina))
    assert person
    both = [Colleague("Ada Ruiz", "official", "ada@lyon.example"), Colleague("Bo Marín", "expert")]
    database.write(lambda tx: delegations.register(tx, library, forum.event.slug, person, "Lyon", both, START))
    return forum, fina


def test_an_event_that_moves_is_told_once_to_who_answers_for_several(database: Database, delegation: tuple[Forum, int]) -> None:
    forum, fina = delegation
    when = plan().when
    changed = database.write(lambda tx: deeds.move(tx, forum.event.slug, when, "Busan", "", BY, START))
    assert changed.told == 1
    (row,) = database.read(lambda tx: [row for row in tx.execute(outbox.outbox.select()).all() if row.purpose.startswith("event:")])
    code = database.read(lambda tx: stored.history(tx, fina)[0].code)
    assert code in row.reply


def test_with_whoever_registered_them_the_names_of_colleagues_are_forgotten(database: Database, delegation: tuple[Forum, int]) -> None:
    forum, fina = delegation
    ana = forum.comes("ana")
    assert ana.number == 2
    after = datetime(2027, 6, 1, tzinfo=START.tzinfo)
    database.write(lambda tx: erasure.erase(tx, KeyedSecrets("a key"), fina, "test", after))
    kept = database.read(lambda tx: stored.history(tx, fina))
    assert [(it.details.name, it.details.email, it.details.delegation) for it in kept] == [("", "", "")]
    assert database.read(lambda tx: forum.of("ana", tx).details.name) == "ana"


def test_two_who_turn_out_to_be_one_keep_one_place_for_a_colleague_both_registered(
    database: Database, library: Library, delegation: tuple[Forum, int]
) -> None:
    forum, fina = delegation
    other = database.write(lambda tx: somebody(tx, "fina elsewhere"))
    person = database.read(lambda tx: stored_people.by_id(tx, other))
    assert person
    again = [Colleague("Ada Ruiz", "official")]
    database.write(lambda tx: delegations.register(tx, library, forum.event.slug, person, "Lyon", again, START, twins=True))
    database.write(lambda tx: people.merge(tx, fina, other, "test", START))
    held = [it for _, it in database.read(lambda tx: stored.of_person(tx, fina, START))]
    assert sorted(it.details.name for it in held) == ["Ada Ruiz", "Bo Marín"]
    assert [it.state.value for it in held if it.details.name == "Ada Ruiz"] == ["confirmed"]


def test_a_substitution_is_on_the_audit_trail_old_and_new(database: Database, library: Library, delegation: tuple[Forum, int]) -> None:
    _, fina = delegation
    person = database.read(lambda tx: stored_people.by_id(tx, fina))
    first = database.read(lambda tx: stored.history(tx, fina)[0])
    assert person
    to = Colleague("Cy Font", "expert")
    database.write(lambda tx: delegations.substitute(tx, library, first.code, person, to, START))
    trail = database.read(lambda tx: audit.lines(tx, f"registration:{first.id}"))
    assert trail[-1][2:] == ("registration.substitute", {"event": "world-human-rights-cities-forum", "old": "Ada Ruiz", "new": "Cy Font"})
