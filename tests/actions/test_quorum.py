"""A statutory meeting without a quorum decides nothing: organisers must know how many votes there are, and hear when one is lost."""

from datetime import timedelta

import pytest

from bot.actions import quorum, quorum_watch, registrations
from bot.actions.quorum import NoProxy
from bot.model.events import Details, NotPossible
from bot.storage import audit
from bot.storage.database import Database
from tests.assembling import MEMBERS, assemble, give, it_of, keep, organiser, tally, voter
from tests.events_world import BY
from tests.reminding import Hall


@pytest.fixture
def hall(database: Database) -> Hall:
    return Hall(database)


def watch(hall: Hall) -> int:
    return hall.database.write(lambda tx: quorum_watch.watch(tx, hall.now))


def test_each_member_city_with_somebody_confirmed_has_one_vote_however_it_is_spelt(hall: Hall) -> None:
    event = assemble(hall)
    for name, city in (("ana", "Girona"), ("ben", "GIRONA "), ("eva", "Ghent"), ("lou", "ghent"), ("kim", "Kwangju"), ("mia", "Nowhere")):
        hall.register(event, name, city=city)
    found = tally(hall, event)
    assert sorted(seat.name for seat in found.present.values()) == ["ana", "eva", "kim"]
    assert (found.members, found.needed) == (5, 3)


def test_where_the_secretariat_keeps_no_list_the_signatories_are_the_members(hall: Hall) -> None:
    signed = {row.city for row in hall.library.signatures}
    assert hall.database.read(lambda tx: set(quorum.members(tx, hall.library))) == signed
    hall.database.write(lambda tx: keep(tx, MEMBERS, hall.now))
    assert hall.database.read(lambda tx: set(quorum.members(tx, hall.library))) == set(MEMBERS)


def test_a_proxy_counts_until_it_is_taken_back_and_not_after_the_meeting_began(hall: Hall) -> None:
    event = assemble(hall)
    hall.register(event, "ana", city="Girona")
    give(hall, event, "Graz", "Girona")
    assert (tally(hall, event).votes, len(tally(hall, event).proxied)) == (2, 1)
    hall.database.write(lambda tx: quorum.revoke(tx, event, voter(hall, event, "Graz"), BY, hall.now))
    assert tally(hall, event).votes == 1
    give(hall, event, "Graz", "Girona")
    hall.now = event.when.starts_at
    with pytest.raises(NoProxy, match="begun"):
        hall.database.write(lambda tx: quorum.revoke(tx, event, voter(hall, event, "Graz"), BY, hall.now))
    with pytest.raises(NoProxy, match="begun"):
        give(hall, event, "Genk", "Girona")
    assert tally(hall, event).votes == 2


def test_proxies_that_cannot_be_are_refused_with_the_reason(hall: Hall) -> None:
    event = assemble(hall, names=(*MEMBERS, "Utrecht"))
    for name, city in (("ana", "Girona"), ("eva", "Ghent")):
        hall.register(event, name, city=city)
    for giver in ("Graz", "Genk"):
        give(hall, event, giver, "Girona")
    for giver, taker, reason in (
        ("Ghent", "Ghent", "self"),
        ("Graz", "Ghent", "given"),
        ("Girona", "Ghent", "carries"),
        ("Utrecht", "Gwangju", "no_holder"),
        ("Utrecht", "Girona", "full"),
    ):
        with pytest.raises(NoProxy) as why:
            give(hall, event, giver, taker)
        assert why.value.reason == reason


def test_a_vote_given_away_cannot_be_given_a_second_time_by_whoever_got_it(hall: Hall) -> None:
    event = assemble(hall)
    for name, city in (("ana", "Girona"), ("eva", "Ghent")):
        hall.register(event, name, city=city)
    give(hall, event, "Girona", "Ghent")
    with pytest.raises(NoProxy, match="gave"):
        give(hall, event, "Graz", "Girona")


def test_organisers_are_warned_at_once_when_a_withdrawal_breaks_the_quorum_and_only_once(hall: Hall) -> None:
    event = assemble(hall)
    organiser(hall)
    for name, city in (("ana", "Girona"), ("eva", "Ghent"), ("lou", "Graz")):
        hall.register(event, name, city=city)
    assert watch(hall) == 0
    hall.withdraw("lou")
    assert len(hall.rows(recipient_id=hall.people["olga"])) == 1, "at the moment of the withdrawal, not at the next minute"
    assert watch(hall) == 0
    [row] = hall.rows(recipient_id=hall.people["olga"])
    assert '"message":"quorum.warning"' in row.reply
    assert '"votes":2' in row.reply
    assert '"missing":1' in row.reply


def test_a_withdrawal_that_leaves_many_votes_warns_nobody(hall: Hall) -> None:
    event = assemble(hall)
    organiser(hall)
    for name, city in zip("abcde", MEMBERS, strict=True):
        hall.register(event, name, city=city)
    watch(hall)
    hall.withdraw("a")
    assert watch(hall) == 0


def test_a_second_person_of_the_city_takes_the_vote_over_and_nobody_is_warned(hall: Hall) -> None:
    event = assemble(hall)
    organiser(hall)
    for name, city in (("ana", "Girona"), ("eva", "Ghent"), ("lou", "Graz"), ("pep", "Girona")):
        hall.register(event, name, city=city)
    watch(hall)
    hall.withdraw("ana")
    assert watch(hall) == 0
    assert "pep" in [seat.name for seat in tally(hall, event).present.values()]


def test_a_vote_lost_by_moving_to_another_city_is_noticed_too(hall: Hall) -> None:
    event = assemble(hall, names=MEMBERS[:2])
    organiser(hall)
    hall.register(event, "ana", city="Genk")
    hall.register(event, "eva", city="Ghent")
    watch(hall)
    elsewhere = Details("eva", "Nowhere", "official", "", "en")
    hall.database.write(lambda tx: registrations.change_details(tx, hall.codes["eva"], hall.people["eva"], elsewhere, hall.now))
    assert watch(hall) == 1


def test_taking_the_list_anew_keeps_what_stands_and_drops_what_is_gone(hall: Hall) -> None:
    event = assemble(hall)
    hall.register(event, "ana", city="Girona")
    give(hall, event, "Graz", "Girona")
    hall.database.write(lambda tx: keep(tx, ("Utrecht",), hall.now))
    done = hall.database.write(lambda tx: quorum.renew(tx, hall.library, event, it_of(tx, event), BY, hall.now))
    assert (done.added, done.removed) == (("Utrecht",), ())
    assert (tally(hall, event).members, tally(hall, event).votes) == (6, 2)


def test_an_ordinary_event_has_no_votes_and_one_under_way_is_made_statutory_no_more(hall: Hall) -> None:
    event = assemble(hall)
    hall.database.write(lambda tx: quorum.dismiss(tx, event, it_of(tx, event), BY, hall.now))
    assert hall.database.read(lambda tx: quorum.standing(tx, event.id)) is None
    hall.now = event.when.starts_at + timedelta(minutes=1)
    with pytest.raises(NotPossible, match="past"):
        hall.database.write(lambda tx: quorum.call(tx, hall.library, event, BY, hall.now))
    trail = [deed for _, _, deed, _ in hall.database.read(lambda tx: audit.lines(tx, f"event:{event.slug}"))]
    assert trail[-2:] == ["quorum.call", "quorum.dismiss"]
