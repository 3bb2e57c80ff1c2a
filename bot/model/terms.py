"""On which terms people register for an event: when, who, decided by whom, and in which order those who wait are served."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

MOST_TOGETHER = 50
MOST_OFFER_HOURS = 24 * 30


class AttendsAs(StrEnum):
    """In which role somebody comes."""

    ELECTED = "elected"
    OFFICIAL = "official"
    CIVIL_SOCIETY = "civil_society"
    EXPERT = "expert"
    INTERNATIONAL = "international"
    OTHER = "other"


class Admits(StrEnum):
    """Who may register: everybody, or only who was invited."""

    PUBLIC = "public"
    INVITED = "invited"


class Share(StrEnum):
    """What a quota is for: a country (ISO 3166-1 alpha-2), a role, or a city's delegation (its comparable name)."""

    COUNTRY = "country"
    ROLE = "role"
    DELEGATION = "delegation"


@dataclass(frozen=True, slots=True)
class Quota:
    """The most seats that a country, a role or a delegation may have."""

    share: Share
    name: str
    seats: int


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when people may register, by the clocks of the event's place (without a zone); None leaves that end open."""

    opens: datetime | None = None
    closes: datetime | None = None


ALWAYS = Window()


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one event; as they stand here whoever comes first gets a seat, and who waits moves up at once.

    `offer_hours`: how long a freed seat is held for whoever it is offered to; 0 gives it without asking. `first`: roles that are
    served before others on the waiting list. `balance`: among equals the country with the fewest seats is served next.
    `delegation`: the most seats of one city, 0 for no limit. `together`: the most seats one person may take at once."""

    window: Window = ALWAYS
    admits: Admits = Admits.PUBLIC
    approval: bool = False
    offer_hours: int = 0
    first: tuple[AttendsAs, ...] = ()
    balance: bool = False
    quotas: tuple[Quota, ...] = ()
    delegation: int = 0
    together: int = 1

    @property
    def by_country(self) -> bool:
        """Whether it matters which country somebody comes from."""
        return self.balance or any(quota.share is Share.COUNTRY for quota in self.quotas)


FIRST_COME = Terms()


@dataclass(frozen=True, slots=True)
class Particulars:
    """What an event says about itself at length: descriptions by language, and the link to join, which is for confirmed people only."""

    descriptions: Mapping[str, str] = field(default_factory=dict)
    link: str = ""

    def description(self, language: str) -> str:
        """The description in this language, else in English; empty when there is none."""
        return self.descriptions.get(language) or self.descriptions.get("en", "")
