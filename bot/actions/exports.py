"""The lists and badges of an event in a reader's language; the words come from whoever asks for them."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from bot.actions import qr
from bot.actions.badges import Badge, Badges, drawn
from bot.actions.events_export import COLUMNS, Labels
from bot.knowledge.text import fold
from bot.model.events import AttendsAs, Event, Registration, SeatState
from bot.model.outgoing import File
from bot.model.person import LANGUAGES
from bot.storage import registrations
from bot.storage.database import Connection

Say = Callable[[str, Mapping[str, object]], str]
"""A message's name and its data as one line in the reader's language."""


def labels(say: Say) -> Labels:
    """Heads and coded values of a table, in words."""
    values = {("state", state.value): say(f"exports.state_{state.value}", {}) for state in SeatState}
    values |= {("role", role.value): role_of(say, role.value) for role in AttendsAs}
    values |= {("language", one): say(f"events.sign_up__language__{one}", {}) for one in (*LANGUAGES, "other")}
    return Labels(say("exports.sheet", {}), {column: say(f"exports.column_{column}", {}) for column in COLUMNS}, values)


def role_of(say: Say, role: str) -> str:
    """In which role somebody comes, in words; empty when they did not say."""
    return say(f"events.sign_up__role__{role}", {}) if role in list(AttendsAs) else ""


def badge_file(tx: Connection, event: Event, language: str, say: Say, public_url: str, part: tuple[int, int] | None = None) -> File:
    """The badges of everybody with a seat by name, or those from one number to another, as they stand now."""
    roll = sorted(registrations.roll(tx, event.id, (SeatState.CONFIRMED,)), key=lambda it: (fold(it.details.name), it.id))
    first, last = part or (1, None)
    chosen = [badge for it in roll for badge in _badges(it, say, public_url)][first - 1 : last]
    sheet = Badges(event.title(language), say("exports.badge_foot", {"event": event}), language, tuple(chosen))
    suffix = f"-{first}-{last}" if part else ""
    return File(f"{event.slug}-badges{suffix}.pdf", "application/pdf", drawn(sheet))


def _badges(it: Registration, say: Say, public_url: str) -> Iterator[Badge]:
    """One for each seat: the first names who registered, those of the people they bring are left to be written by hand."""
    said, link = it.details, qr.held(it.code, public_url)
    yield Badge(said.name, said.city, role_of(say, said.role), it.code, link)
    brings = say("exports.badge_with", {"name": said.name}) if it.party > 1 else ""
    yield from [Badge("", said.city, brings, it.code, link)] * (it.party - 1)


def roll_of(tx: Connection, event: Event) -> Sequence[Registration]:
    """Whoever has a seat, is offered one, waits or asked for one: what a list holds."""
    return registrations.roll(tx, event.id)
