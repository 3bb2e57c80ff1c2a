"""A vote counted twice, or carried by nobody, makes a decision void: the counting must hold whatever cities and people do."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.quorum import Proxy, Roll, Seat, Statutory, Voter, count, needed, refusal

CITIES = range(1, 8)
PAIRS = st.lists(st.builds(Proxy, st.sampled_from(CITIES), st.sampled_from([*CITIES, 99])), max_size=10)


def town(*names: str, first: int = 1) -> tuple[Seat, ...]:
    """People with seats, in the order they registered."""
    return tuple(Seat(first + number, 100 + first + number, name) for number, name in enumerate(names))


@st.composite
def rolls(draw: st.DrawFn) -> Roll:
    """Any state of a meeting, impossible proxies included."""
    seats = {city: town(*"abc"[: draw(st.integers(0, 3))], first=10 * city) for city in CITIES}
    chosen = {city: draw(st.integers(10, 90)) for city in draw(st.sets(st.sampled_from(CITIES)))}
    rules = Statutory(draw(st.sampled_from([Fraction(1, 2), Fraction(2, 3), Fraction(1, 10)])), draw(st.integers(0, 3)))
    voters = tuple(Voter(city, f"City {city}") for city in CITIES)
    return Roll(rules, voters, {city: held for city, held in seats.items() if held}, chosen, tuple(draw(PAIRS)))


@given(rolls())
@settings(max_examples=200, deadline=None)
def test_no_city_counts_twice_and_none_that_is_no_member(roll: Roll) -> None:
    tally = count(roll)
    assert not tally.present.keys() & tally.proxied.keys()
    assert {*tally.present, *tally.proxied} <= set(CITIES)
    assert tally.votes <= tally.members


@given(rolls())
@settings(max_examples=200, deadline=None)
def test_proxies_never_chain_and_never_exceed_what_a_holder_may_carry(roll: Roll) -> None:
    tally = count(roll)
    for giver, taker in tally.proxied.items():
        assert taker in tally.present, "whoever carries a vote is there with their own"
        assert giver != taker
    for taker in tally.present:
        assert sum(carrier == taker for carrier in tally.proxied.values()) <= roll.rules.proxies


@given(rolls())
@settings(max_examples=200, deadline=None)
def test_whoever_has_no_seat_holds_nothing(roll: Roll) -> None:
    for voter, seat in count(roll).present.items():
        assert seat in roll.seats[voter]
    nobody = count(Roll(roll.rules, roll.voters, {}, roll.chosen, roll.proxies))
    assert nobody.votes == 0


@given(rolls(), st.sampled_from(CITIES))
@settings(max_examples=200, deadline=None)
def test_a_withdrawal_never_adds_a_vote(roll: Roll, city: int) -> None:
    left = {voter: seats[1:] if voter == city else seats for voter, seats in roll.seats.items()}
    after = Roll(roll.rules, roll.voters, {voter: seats for voter, seats in left.items() if seats}, roll.chosen, roll.proxies)
    assert count(after).votes <= count(roll).votes


@given(rolls(), st.sampled_from(CITIES), st.sampled_from(CITIES))
@settings(max_examples=200, deadline=None)
def test_a_proxy_that_is_not_refused_counts_at_once(roll: Roll, giver: int, taker: int) -> None:
    if refusal(roll, giver, taker):
        return
    after = count(Roll(roll.rules, roll.voters, roll.seats, roll.chosen, (*roll.proxies, Proxy(giver, taker))))
    assert after.proxied[giver] == taker
    assert after.votes >= count(roll).votes


@pytest.mark.parametrize(
    ("members", "share", "least"), [(61, "1/2", 31), (60, "1/2", 31), (60, "2/3", 41), (1, "1/2", 1), (0, "1/2", 1), (3, "2/3", 3)]
)
def test_more_than_the_share_is_needed(members: int, share: str, least: int) -> None:
    assert needed(members, Fraction(share)) == least


@pytest.mark.parametrize(("votes", "reached", "near"), [(30, False, True), (31, True, True), (34, True, True), (35, True, False)])
def test_a_tenth_above_what_is_needed_is_near_failing(votes: int, reached: bool, near: bool) -> None:
    voters = tuple(Voter(city, str(city)) for city in range(1, 62))
    tally = count(Roll(Statutory(), voters, {city: town("a", first=city) for city in range(1, votes + 1)}))
    assert (tally.votes, tally.needed, tally.reached, tally.near) == (votes, 31, reached, near)


def test_a_city_is_held_by_whoever_registered_first_unless_it_chose_another_who_has_a_seat() -> None:
    seats = {1: town("first", "second")}
    voters = (Voter(1, "Ghent"),)
    assert [getattr(Roll(Statutory(), voters, seats, chosen).holder(1), "name", "") for chosen in ({}, {1: 2}, {1: 77})] == [
        "first",
        "second",
        "first",
    ]
