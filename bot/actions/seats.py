"""Who gets the seats that are free: first come, first served, within the quotas and in the order that the event's terms set."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.actions import seats_tell
from bot.model.events import SEATED, Details, Event, EventState, NotPossible, Registration, SeatState
from bot.model.terms import Quota, Share, Terms
from bot.storage import audit, events, registrations
from bot.storage.database import Connection


@dataclass(slots=True)
class Tally:
    """Seats taken: in all, and by country, role and delegation."""

    seats: int = 0
    shares: Counter[tuple[Share, str]] = field(default_factory=Counter)

    def add(self, who: Details, seats: int) -> None:
        """Count seats for somebody; a negative number takes them away."""
        self.seats += seats
        for key in shares_of(who):
            self.shares[key] += seats

    def short(self, terms: Terms, who: Details, seats: int) -> list[Quota]:
        """The quotas that have not so many seats left for somebody."""
        return [quota for quota in limits(terms, who) if self.shares[quota.share, quota.name] + seats > quota.seats]


def shares_of(who: Details) -> list[tuple[Share, str]]:
    """What somebody counts towards."""
    named = ((Share.COUNTRY, who.country), (Share.ROLE, who.role), (Share.DELEGATION, who.delegation))
    return [(share, name) for share, name in named if name]


def limits(terms: Terms, who: Details) -> list[Quota]:
    """The quotas that somebody counts towards; a city without one of its own has the cap that is for every delegation."""
    ours = set(shares_of(who))
    found = [quota for quota in terms.quotas if (quota.share, quota.name) in ours]
    if terms.delegation and who.delegation and not any(quota.share is Share.DELEGATION for quota in found):
        found.append(Quota(Share.DELEGATION, who.delegation, terms.delegation))
    return found


def tally(tx: Connection, event: Event, but: Registration | None = None) -> Tally:
    """The seats that are confirmed or offered, those of `but` left out."""
    found = Tally()
    for country, role, delegation, seats in registrations.shares(tx, event.id, SEATED):
        found.add(Details("", "", role, "", "", country=country, delegation=delegation), seats)
    if but and but.state in SEATED:
        found.add(but.details, -but.party)
    return found


def in_order(event: Event, taken: Tally, line: Sequence[Registration]) -> list[Registration]:
    """The waiting list as it is served: priority roles first, then where it is wanted the country with the fewest seats, then by time."""

    def rank(it: Registration) -> tuple[bool, int, int]:
        balance = taken.shares[Share.COUNTRY, it.details.country] if event.terms.balance else 0
        return it.details.role not in event.terms.first, balance, it.id

    return sorted(line, key=rank)


def next_up(event: Event, taken: Tally, line: Sequence[Registration]) -> Registration | None:
    """Who gets the next seat. A party that fits only later keeps its turn: nobody takes the seats that it waits for."""
    held: set[tuple[Share, str]] = set()
    for it in in_order(event, taken, line):
        ours = limits(event.terms, it.details)
        if it.party > min([event.capacity, *(quota.seats for quota in ours)]):
            continue
        short = taken.short(event.terms, it.details, it.party)
        if short or any((quota.share, quota.name) in held for quota in ours):
            held |= {(quota.share, quota.name) for quota in short}
        else:
            return it if taken.seats + it.party <= event.capacity else None
    return None


def fill(tx: Connection, event: Event, now: datetime, *, asking: int = 0) -> list[Registration]:
    """Give free seats to those whose turn it is, or offer them, and tell them; nothing for an event that is over or cancelled.

    `asking` is the registration of who has just come or been approved: they get a seat without being asked. The event must be locked."""
    event = events.by_id(tx, event.id)
    if event.state is EventState.CANCELLED or event.past(now) or event.taken >= event.capacity or not event.waiting:
        return []
    plain = not (event.terms.quotas or event.terms.delegation or event.terms.first or event.terms.balance)
    taken = Tally(event.taken) if plain else tally(tx, event)
    line = registrations.line(tx, event.id, event.capacity, event.capacity - event.taken if plain else None)
    moved: list[Registration] = []
    while it := next_up(event, taken, line):
        line.remove(it)
        taken.add(it.details, it.party)
        moved.append(_give(tx, event, it, now, asking=it.id == asking))
    now_so = events.by_id(tx, event.id)
    for it in moved:
        if it.id != asking:
            seats_tell.moved_up(tx, now_so, it, now)
    return moved


def _give(tx: Connection, event: Event, it: Registration, now: datetime, *, asking: bool) -> Registration:
    if asking:
        return registrations.turn(tx, it, SeatState.CONFIRMED, now, revised=False)
    hours = event.terms.offer_hours
    deed, state = ("offer", SeatState.OFFERED) if hours else ("promote", SeatState.CONFIRMED)
    audit.note(tx, "plaza", f"registration.{deed}", f"registration:{it.id}", now, event=event.slug)
    return registrations.turn(tx, it, state, now, until=min(now + timedelta(hours=hours), event.when.ends_at) if hours else None)


def number(tx: Connection, event: Event, it: Registration) -> int:
    """Which one on the waiting list; 0 for who does not wait."""
    if it.state is not SeatState.WAITING:
        return 0
    if not event.terms.first and not event.terms.balance:
        return registrations.number_in_line(tx, it)
    line = registrations.line(tx, event.id, event.capacity)
    return next((n for n, other in enumerate(in_order(event, tally(tx, event), line), 1) if other.id == it.id), len(line) + 1)


def check_fit(tx: Connection, event: Event, it: Registration, said: Details, party: int) -> None:
    """Whether a place may be changed so: who has a seat keeps it only within the seats and quotas. Raises NotPossible."""
    if party > it.party:
        check_party(event, said, party)
    if it.state in SEATED:
        others = tally(tx, event, but=it)
        if others.seats + party > event.capacity:
            raise NotPossible("no_seats_left", event, left=event.capacity - others.seats)
        for quota in others.short(event.terms, said, party):
            raise NotPossible("quota_full", event, share=quota.share, name=quota.name, seats=quota.seats)


def check_party(event: Event, said: Details, party: int) -> None:
    """Whether so many could ever sit together here. Raises NotPossible with the number that could."""
    most = min([event.terms.together, event.capacity, *(quota.seats for quota in limits(event.terms, said))])
    if party > max(most, 1):
        raise NotPossible("party_too_large", event, most=most)
