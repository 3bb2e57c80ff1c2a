"""What Plaza knows of charters: their articles, and which cities are on record as having signed, adopted or taken part."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.model.knowledge import Words

EUROPEAN, GLOBAL = "european-charter-2000", "global-charter-agenda-2011"
"""The two that cities sign: what people call `the charter`, and together `the two charters`."""
CAMPAIGN = "campaign-10-100-1000"
"""No charter, but what a city joins today."""
THEMED = "montreal-charter-2006"
"""Its parts are called themes."""


@dataclass(frozen=True, slots=True)
class Article:
    """An article, right, provision or theme of a charter, under the number printed there (`XVI`, `Final A`).

    `measures` are the suggested actions by term (`short_term`, `mid_term`, `general`); `sure` is False when the title lacks a source."""

    charter: str
    number: str
    part: str
    title: Words
    summary: Words
    topics: tuple[str, ...]
    sure: bool
    checked: str
    measures: Mapping[str, tuple[Words, ...]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The citation id."""
        return f"{self.charter}#{self.number}"


@dataclass(frozen=True, slots=True)
class Part:
    """A titled group of articles of a charter, in the charter's order."""

    name: str
    title: Words
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """How many cities a source counts as signatories, and when (`as_of` is a partial ISO date or a phrase)."""

    text: Words
    as_of: Words
    source: str


@dataclass(frozen=True, slots=True)
class Charter:
    """A charter or another instrument. `adopted` and `in_force` are ISO dates, possibly without day or month."""

    id: str
    names: Words
    kind: Words
    adopted: str
    place: Words
    body: Words
    in_force: str
    summary: Words
    history: Words
    how_to_join: Words
    implementation: Words
    monitoring: Words
    url: str
    parts: tuple[Part, ...]
    figures: tuple[Figure, ...]
    sources: tuple[str, ...]

    @property
    def articles(self) -> tuple[Article, ...]:
        """All articles in order."""
        return tuple(a for part in self.parts for a in part.articles)


@dataclass(frozen=True, slots=True)
class Signature:
    """A city's tie to a charter: it `signed`, its council `adopted` it, or it only `participated` (never a signatory).

    The rows are a part of the truth: a city without one may well have signed."""

    charter: str
    city: str
    country: str
    signed_on: str
    status: str
    aliases: tuple[str, ...]
    url: str

    @property
    def id(self) -> str:
        """The citation id."""
        return f"signatories:{self.city}"
