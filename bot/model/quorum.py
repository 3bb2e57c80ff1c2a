"""Votes at statutory meetings: one for each member city, held by somebody with a seat or given to another city. Pure counting.

A city counts once; a vote that was given goes no further; whoever has no seat holds nothing."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

HALF = Fraction(1, 2)
NEAR = 10


@dataclass(frozen=True, slots=True)
class Statutory:
    """The rules of a statutory meeting: more than this share of the members must be there; so many proxies a holder may carry."""

    share: Fraction = HALF
    proxies: int = 2


USUAL = Statutory()


@dataclass(frozen=True, slots=True)
class Voter:
    """A member city of one meeting: its name, and its comparable spellings."""

    id: int
    name: str
    spellings: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody with a confirmed place, who may hold their city's vote: the registration, who answers for it, and their name."""

    id: int
    person_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Proxy:
    """One city's vote given to another's holder, by the ids of both."""

    giver: int
    taker: int


@dataclass(frozen=True, slots=True)
class Roll:
    """What votes are counted from: the members, who of each has a seat (in the order they registered), whom a city chose (the id of
    a seat), and the proxies that stand, in the order they were given."""

    rules: Statutory
    voters: tuple[Voter, ...]
    seats: Mapping[int, tuple[Seat, ...]] = field(default_factory=dict)
    chosen: Mapping[int, int] = field(default_factory=dict)
    proxies: tuple[Proxy, ...] = ()

    def holder(self, voter: int) -> Seat | None:
        """Who holds this city's vote: whom it chose while they have a seat, else whoever registered first."""
        seats = self.seats.get(voter, ())
        return next((seat for seat in seats if seat.id == self.chosen.get(voter)), seats[0] if seats else None)

    def given_by(self, voter: int) -> Proxy | None:
        """The proxy that this city gave."""
        return next((one for one in self.proxies if one.giver == voter), None)

    def carried_by(self, voter: int) -> list[Proxy]:
        """The proxies that this city was given."""
        return [one for one in self.proxies if one.taker == voter]


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes that are there: cities with their holders, and cities that gave their vote with the city that has it."""

    members: int
    needed: int
    present: Mapping[int, Seat]
    proxied: Mapping[int, int]

    @property
    def votes(self) -> int:
        """All votes, proxies included."""
        return len(self.present) + len(self.proxied)

    @property
    def reached(self) -> bool:
        """Whether the meeting can decide."""
        return self.votes >= self.needed

    @property
    def near(self) -> bool:
        """Whether a few withdrawals more, a tenth of what is needed, would make the meeting fail."""
        return NEAR * (self.votes - self.needed) < self.needed


def needed(members: int, share: Fraction) -> int:
    """The least number of votes that is more than this share of the members."""
    return int(members * share) + 1


def count(roll: Roll) -> Tally:
    """The votes as they stand. A proxy counts while its taker has a holder, keeps its own vote and carries no more than it may.

    Where a proxy does not count, the city's own holder does, if it has one."""
    holders = {voter.id: seat for voter in roll.voters if (seat := roll.holder(voter.id))}
    givers = {one.giver for one in roll.proxies}
    members = {voter.id for voter in roll.voters}
    proxied: dict[int, int] = {}
    carried: Counter[int] = Counter()
    for one in roll.proxies:
        sound = one.giver in members and one.giver not in proxied and one.taker in holders and one.taker not in givers
        if sound and carried[one.taker] < roll.rules.proxies:
            proxied[one.giver] = one.taker
            carried[one.taker] += 1
    present = {voter: seat for voter, seat in holders.items() if voter not in proxied}
    return Tally(len(members), needed(len(members), roll.rules.share), present, proxied)


def refusal(roll: Roll, giver: int, taker: int) -> str:
    """Why this proxy cannot be given: self, given, carries, no_holder, gave or full; empty when it can."""
    reasons = (
        ("self", giver == taker),
        ("given", roll.given_by(giver) is not None),
        ("carries", bool(roll.carried_by(giver))),
        ("no_holder", roll.holder(taker) is None),
        ("gave", roll.given_by(taker) is not None),
        ("full", len(roll.carried_by(taker)) >= roll.rules.proxies),
    )
    return next((reason for reason, holds in reasons if holds), "")
