"""A machine that does to one event whatever people and organisers can do to its seats, and an oracle that reads plain SQL."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import text

from bot.actions import approval, delegations, offers, registrations, terms
from bot.actions import events as deeds
from bot.knowledge.library import Library
from bot.model.delegations import Colleague
from bot.model.events import Details, NotPossible, Span
from bot.model.terms import AttendsAs, Quota, Share, Terms
from bot.storage import events, people
from bot.storage.database import Connection, Database
from tests.clocks import START
from tests.events_world import BY, open_event, somebody

PEOPLE = 5
WHO = st.integers(0, PEOPLE - 1)
ANY = st.integers(0, 30)
HOMES = {"Girona": "ES", "Lyon": "FR", "Sevilla": "ES"}
CITY, ROLE = st.sampled_from(sorted(HOMES)), st.sampled_from(["elected", "official"])
QUOTAS = st.dictionaries(
    st.sampled_from([(Share.COUNTRY, "ES"), (Share.ROLE, "elected"), (Share.DELEGATION, "lyon")]), st.integers(0, 4), max_size=2
)
ROWS = """SELECT r.id, r.person_id, r.guest, r.code, r.state, r.party, r.country, r.role, r.delegation, r.offered_until
    FROM registration r JOIN event e ON e.id = r.event_id WHERE e.slug = :slug ORDER BY r.id"""


class SeatsMachine(RuleBasedStateMachine):
    """Every rule is one commit; what must always hold is checked after each."""

    database: ClassVar[Database]
    library: ClassVar[Library]

    def __init__(self) -> None:
        super().__init__()
        self.now: datetime = START
        self.day = 0

    @initialize(capacity=st.integers(2, 6), quotas=QUOTAS, crowd=st.lists(st.tuples(CITY, ROLE, st.integers(1, 3)), min_size=3, max_size=5))
    def begin(self, capacity: int, quotas: dict[tuple[Share, str], int], crowd: list[tuple[str, str, int]]) -> None:
        """An event of its own and the first who come; people who know nothing of other runs."""
        names = [f"{id(self)}-{n}" for n in range(PEOPLE)]
        self.people, self.slug = self.database.write(
            lambda tx: ([somebody(tx, name) for name in names], open_event(tx, capacity=capacity).slug)
        )
        self.terms = Terms()
        self.set_terms(quotas, 0, False, False, False)
        for who, (city, role, party) in enumerate(crowd):
            self.register(who, city, role, party)

    def do(self, work: Callable[[Connection], object]) -> bool:
        """One commit; False when the deed was refused, which must leave everything as it was."""
        before = self.rows()
        try:
            self.database.write(work)
        except NotPossible:
            assert self.rows() == before
            return False
        return True

    def rows(self) -> list[Any]:
        """The registrations as they stand."""
        return self.database.read(lambda tx: [tuple(row) for row in tx.execute(text(ROWS), {"slug": self.slug})])

    def some(self, number: int, *states: str) -> Any:
        """One of the registrations in these states, if there are any."""
        found = [row for row in self.database.read(self._all) if row.state in states]
        return found[number % len(found)] if found else None

    def _all(self, tx: Connection) -> list[Any]:
        return list(tx.execute(text(ROWS), {"slug": self.slug}).all())

    @rule(who=WHO, city=CITY, role=ROLE, party=st.integers(1, 3))
    def register(self, who: int, city: str, role: str, party: int) -> None:
        """Somebody comes, with others or alone."""
        said = Details(f"P{who}", city, role, "", "en", country=HOMES[city])
        self.do(lambda tx: registrations.take_place(tx, self.slug, self.people[who], said, self.now, party=party))

    @rule(who=WHO, city=CITY, names=st.lists(st.sampled_from(["Ada", "Bo", "Cy"]), min_size=1, max_size=2), role=ROLE)
    def register_colleagues(self, who: int, city: str, names: list[str], role: str) -> None:
        """Somebody registers others."""

        def work(tx: Connection) -> None:
            by = people.by_id(tx, self.people[who])
            assert by
            delegations.register(tx, self.library, self.slug, by, city, [Colleague(name, role) for name in names], self.now)

        self.do(work)

    @rule(number=ANY, name=st.sampled_from(["Ada", "Di", "Ed"]), role=ROLE)
    def substitute(self, number: int, name: str, role: str) -> None:
        """One person comes instead of another; no seat is won or lost by it."""
        if row := self.some(number, "confirmed", "offered", "waiting", "requested"):

            def work(tx: Connection) -> None:
                by = people.by_id(tx, row.person_id)
                assert by
                delegations.substitute(tx, self.library, row.code, by, Colleague(name, role), self.now)

            self.do(work)

    @rule(number=ANY, city=CITY, role=ROLE, party=st.integers(1, 3))
    def change(self, number: int, city: str, role: str, party: int) -> None:
        """Other answers never take a seat that is not there."""
        if row := self.some(number, "confirmed", "offered", "waiting", "requested"):
            said = Details("Q", city, role, "", "en", country=HOMES[city])
            self.do(lambda tx: registrations.change_details(tx, row.code, row.person_id, said, self.now, party))

    @rule(number=ANY)
    def give_up(self, number: int) -> None:
        """Somebody leaves."""
        if row := self.some(number, "confirmed", "offered", "waiting", "requested"):
            self.do(lambda tx: registrations.give_up(tx, row.code, row.person_id, self.now))

    @rule(number=ANY, yes=st.booleans())
    def answer_an_offer(self, number: int, yes: bool) -> None:
        """Somebody accepts or declines; who accepts in time has the seat."""
        if row := self.some(number, "offered"):
            answer = offers.accept if yes else offers.decline
            self.do(lambda tx: answer(tx, row.code, row.person_id, self.now))
            state = next(one[4] for one in self.rows() if one[3] == row.code)
            in_time = row.offered_until > (self.now - datetime(1970, 1, 1, tzinfo=START.tzinfo)) // timedelta(microseconds=1)
            assert state == ("confirmed" if yes and in_time else "cancelled")

    @rule(hours=st.integers(1, 30))
    def wait(self, hours: int) -> None:
        """Time passes and the clock rings."""
        self.now += timedelta(hours=hours)
        self.do(lambda tx: offers.expire(tx, self.now))

    @rule(number=ANY, yes=st.booleans())
    def decide(self, number: int, yes: bool) -> None:
        """An organiser approves or denies; a second answer changes nothing."""
        if row := self.some(number, "requested"):
            for _ in range(2):
                if yes:
                    self.do(lambda tx: approval.approve(tx, row.id, BY, self.now))
                else:
                    self.do(lambda tx: approval.deny(tx, row.id, "Full", BY, self.now))

    @rule(seats=st.integers(1, 7))
    def resize(self, seats: int) -> None:
        """Refused exactly when more seats are taken."""
        taken = sum(row[5] for row in self.rows() if row[4] in ("confirmed", "offered"))
        assert self.do(lambda tx: deeds.set_capacity(tx, self.slug, seats, BY, self.now)) == (seats >= taken)

    @rule(quotas=QUOTAS, hours=st.sampled_from([0, 0, 12]), wanted=st.booleans(), first=st.booleans(), balance=st.booleans())
    def set_terms(self, quotas: dict[tuple[Share, str], int], hours: int, wanted: bool, first: bool, balance: bool) -> None:
        """Other terms, kept only when nobody would lose a seat."""
        shares = tuple(Quota(share, name, seats) for (share, name), seats in quotas.items())
        roles = (AttendsAs.ELECTED,) if first else ()
        new = Terms(approval=wanted, offer_hours=hours, first=roles, balance=balance, quotas=shares, delegation=3, together=3)
        if self.do(lambda tx: terms.set_terms(tx, self.library, self.slug, new, BY, self.now)):
            self.terms = new

    @rule(days=st.integers(0, 9))
    def move(self, days: int) -> None:
        """Another day takes no seat from anybody."""
        day = date(2027, 5, 13) + timedelta(days=days)
        before = self.rows()
        self.do(lambda tx: deeds.move(tx, self.slug, Span(day, time(9), day, time(12), "Asia/Seoul"), "Seoul", "", BY, self.now))
        assert self.rows() == before

    @precondition(lambda self: hasattr(self, "slug"))
    @invariant()
    def seats_are_right(self) -> None:
        """Never more than there are, never two for one, never a seat idle that somebody could have by right."""
        rows = self.database.read(self._all)
        event = self.database.read(lambda tx: events.by_slug(tx, self.slug))
        assert event is not None
        standing = [row for row in rows if row.state not in ("cancelled", "denied")]
        assert max(Counter((row.person_id, row.guest) for row in standing).values(), default=0) <= 1, "held twice"
        seated = [row for row in rows if row.state in ("confirmed", "offered")]
        taken = sum(row.party for row in seated)
        assert taken <= event.capacity, "oversold"
        counts = self.counted(seated)
        for key, most in self.limits(seated).items():
            assert counts[key] <= most, f"over the quota of {key}"
        waiting = [row for row in rows if row.state == "waiting"]
        head = self.head(waiting, counts, event.capacity)
        assert head is None or head.party > event.capacity - taken, "a seat is idle and somebody waits for it"
        assert (event.confirmed + event.offered, event.waiting) == (taken, sum(row.party for row in waiting))

    def counted(self, rows: list[Any]) -> Counter[tuple[Share, str]]:
        """Seats by country, role and delegation."""
        found: Counter[tuple[Share, str]] = Counter()
        for row in rows:
            for key in ((Share.COUNTRY, row.country), (Share.ROLE, row.role), (Share.DELEGATION, row.delegation)):
                found[key] += row.party
        return found

    def limits(self, rows: list[Any]) -> dict[tuple[Share, str], int]:
        """The quotas that hold for these rows."""
        found = {(Share.DELEGATION, row.delegation): self.terms.delegation for row in rows if self.terms.delegation}
        return found | {(quota.share, quota.name): quota.seats for quota in self.terms.quotas}

    def head(self, waiting: list[Any], counts: Counter[tuple[Share, str]], capacity: int) -> Any:
        """Whose turn it is: first by role, by balance and by time, of those whose quotas have room and are not waited for by others."""
        order = sorted(
            waiting,
            key=lambda row: (row.role not in self.terms.first, counts[Share.COUNTRY, row.country] if self.terms.balance else 0, row.id),
        )
        saved: set[tuple[Share, str]] = set()
        for row in order:
            most = self.limits([row])
            ours = [
                key for key in ((Share.COUNTRY, row.country), (Share.ROLE, row.role), (Share.DELEGATION, row.delegation)) if key in most
            ]
            if row.party > capacity or any(row.party > most[key] for key in ours):
                continue
            short = {key for key in ours if counts[key] + row.party > most[key]}
            if not short and not saved.intersection(ours):
                return row
            saved |= short
        return None
