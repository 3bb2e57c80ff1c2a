"""What stands on the page (pure): deliveries in the order they came, with pressed buttons marked and edited messages replaced."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from bot.channels.web.incoming import Asked, read_key
from bot.model.ports import Delivery


@dataclass(frozen=True, slots=True)
class Entry:
    """One message in its place. `version` grows with everything that touched it, so a page keeps the newest it has seen.

    `chosen` holds the digests of its pressed buttons; `answered` says that its form was sent."""

    place: int
    delivery: Delivery
    version: int = 1
    chosen: frozenset[str] = field(default_factory=frozenset)
    answered: bool = False


def transcript(deliveries: Iterable[Delivery]) -> list[Entry]:
    """Every message to show, oldest first: an answer to a press marks the button, or takes the place of its message."""
    entries: dict[int, Entry] = {}
    places: dict[int, int] = {}
    for delivery in deliveries:
        asked = read_key(delivery.answers)
        old = entries.get(places.get(asked.message, 0)) if asked else None
        if asked and old and _replaces(delivery, asked):
            entries[old.place] = Entry(old.place, delivery, old.version + 1)
            places[delivery.id] = old.place
            continue
        if asked and old and old.delivery.id == asked.message:
            entries[old.place] = _touched(old, asked)
        entries[delivery.id] = Entry(delivery.id, delivery)
        places[delivery.id] = delivery.id
    return list(entries.values())


def touched(known: Sequence[Delivery], fresh: Sequence[Delivery]) -> list[Entry]:
    """The entries that fresh deliveries added or changed, given what the mailbox holds already."""
    new = {one.id for one in fresh}
    whole = [*known, *(one for one in fresh if one.id not in {old.id for old in known})]
    targets = {asked.message for one in fresh if (asked := read_key(one.answers))}
    return [entry for entry in transcript(whole) if entry.delivery.id in new or entry.delivery.id in targets]


def _replaces(delivery: Delivery, asked: Asked) -> bool:
    """A form that comes back for corrections takes the place of the one that was sent, as an edit does."""
    return delivery.outgoing.edits or (asked.kind == "answer" and delivery.outgoing.form is not None)


def _touched(entry: Entry, asked: Asked) -> Entry:
    return replace(
        entry,
        version=entry.version + 1,
        chosen=entry.chosen | ({asked.digest} if asked.kind == "press" else set()),
        answered=entry.answered or asked.kind == "answer",
    )
