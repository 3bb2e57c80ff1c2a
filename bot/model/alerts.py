"""What people may be told of and when: topics, rules hung on days of the calendar, and what they make of one day.

A rule never holds a date. An alert's own day is a local day: it is sent at the rule's hour in each reader's zone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from bot.model.knowledge import Anchor, DateState
from bot.model.quorum import USUAL, Statutory
from bot.model.reminders import AT_NIGHT, Quiet, Reminder


@dataclass(frozen=True, slots=True)
class Topic:
    """Something to subscribe to: its name and promise are the blocks `topic_<id>` and `topic_<id>__what`; `words` find it in typed text."""

    id: str
    words: tuple[str, ...] = ()

    @property
    def purpose(self) -> str:
        """The purpose of the consent that it takes."""
        return f"topic:{self.id}"


@dataclass(frozen=True, slots=True)
class Offset:
    """How far from its day: calendar or working days, negative before it."""

    days: int
    working: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """What is said about which kind of day. `anchor` is a kind, a deadline's id or a meeting's; `late` how long it may still be sent."""

    id: str
    anchor: str
    offset: Offset
    topic: str
    message: str
    at: time = time(9)
    late: timedelta = timedelta(days=2)
    urgent: bool = False

    def hangs_on(self, anchor: Anchor) -> bool:
        """Whether this rule speaks of this day."""
        return self.anchor == anchor.kind or self.anchor in anchor.id.split(":")


@dataclass(frozen=True, slots=True)
class Rules:
    """All topics and rules, with the days off (MM-DD) that working days leave out.

    `answer_within`: working days in which the secretariat means to answer what it is asked; then a request is overdue.
    `reminders` go to the people of every event, those that are not urgent outside `quiet` hours; `statutory`: how meetings decide."""

    topics: tuple[Topic, ...] = ()
    rules: tuple[Rule, ...] = ()
    closed: frozenset[str] = frozenset()
    answer_within: int = 2
    reminders: tuple[Reminder, ...] = ()
    quiet: Quiet = AT_NIGHT
    statutory: Statutory = USUAL

    def topic(self, identifier: str) -> Topic | None:
        """The topic with this id."""
        return next((topic for topic in self.topics if topic.id == identifier), None)


@dataclass(frozen=True, slots=True)
class Alert:
    """One rule on one anchor, whose day is known: what is said on the local day `day`."""

    rule: Rule
    anchor: Anchor
    day: date

    @property
    def name(self) -> str:
        """How the outbox knows it; another day of the same anchor is another alert."""
        return f"alert:{self.rule.id}:{self.anchor.id}:{self.anchor.day}"


@dataclass(frozen=True, slots=True)
class Move:
    """A day of the calendar as it was and as it is."""

    before: Anchor
    after: Anchor

    @property
    def moved(self) -> bool:
        """Whether the day itself is another one; otherwise only its state changed."""
        return self.before.day != self.after.day


@dataclass(frozen=True, slots=True)
class Moves:
    """What a change of dates did: the days that changed, the alerts still to come that hang on them, the people told the old day."""

    moves: tuple[Move, ...]
    pending: int = 0
    told: int = 0


@dataclass(frozen=True, slots=True)
class Planned:
    """A message that would go out: an alert, a reminder or a broadcast, on a local day and hour (`at` is None when it goes as it comes).

    `first` and `last` are the earliest and latest moment in UTC; people are counted by channel and language."""

    kind: str
    name: str
    day: date
    at: time | None
    first: datetime
    last: datetime
    rule: str = ""
    topic: str = ""
    anchor: Anchor | None = None
    people: int = 0
    channels: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)


def is_sure(anchor: Anchor) -> bool:
    """Whether a day may be told as certain."""
    return anchor.verified and anchor.state in (DateState.CONFIRMED, DateState.HELD)
