"""What every answer is made of: parts that name a message and its data, with the records they rest on."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.knowledge.library import Library
from bot.knowledge.places import Places
from bot.knowledge.reading import Need
from bot.model.knowledge import Words


@dataclass(frozen=True, slots=True)
class Citation:
    """A record an answer rests on: its citation id, its title per language and where it can be checked."""

    id: str
    title: Words
    url: str


@dataclass(frozen=True, slots=True)
class Part:
    """One message of an answer. `refusal` marks a part that tells nothing but why there is no answer."""

    message: str
    data: Mapping[str, object]
    citations: tuple[Citation, ...] = ()
    refusal: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """What a composer may look at: the records, the names of places, and the day."""

    library: Library
    places: Places
    today: date


Composer = Callable[[Need, Desk], Sequence[Part]]


def part(
    message: str,
    sources: Iterable[Citation] = (),
    given: Mapping[str, object] | None = None,
    *,
    sure: bool = True,
    refusal: bool = False,
    **data: object,
) -> Part:
    """A part by its message's full name; every template finds `sources` (at most three are shown) and `sure` in its data."""
    cited = tuple({c.id: c for c in sources}.values())
    shown = tuple({c.url: {"title": c.title, "url": c.url} for c in cited if c.url}.values())[:3]
    return Part(message, {**(given or {}), **data, "sources": shown, "sure": sure}, cited, refusal)


def missing(thing: str, name: Words, sources: Iterable[Citation] = ()) -> Part:
    """The part that says that the records hold no confirmed `thing` (outcome, attendance, venue, vote...) of what is named."""
    return part("movement.missing", sources, refusal=True, thing=thing, name=name)
