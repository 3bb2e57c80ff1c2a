"""Events by invitation: whom organisers invited, by address or by city, and who may register."""

from collections.abc import Sequence
from datetime import datetime

from bot.actions import seats_tell
from bot.actions.events import changeable, note
from bot.actions.homes import delegation_of
from bot.model.events import Event, EventState
from bot.model.person import Person, Role
from bot.model.terms import Admits
from bot.storage import events, events_terms, people
from bot.storage.database import Connection


def names_of(tx: Connection, person: Person) -> list[str]:
    """What an invitation may call somebody by: their addresses, and the city they are a focal point of."""
    own = [address.value.lower() for address in people.addresses(tx, person.id)]
    city = [f"city:{delegation_of(person.city)}"] if person.city and Role.FOCAL_POINT in person.roles else []
    return [*own, *city]


def admitted(tx: Connection, event: Event, person: Person) -> bool:
    """Whether the event lets this person register: it is public, or it invites them."""
    return event.terms.admits is Admits.PUBLIC or event.id in events_terms.inviting(tx, names_of(tx, person))


def open_for(tx: Connection, person: Person, now: datetime) -> list[Event]:
    """Events that take registrations and let this person register, the next one first."""
    found = events.open_events(tx, now)
    invited = events_terms.inviting(tx, names_of(tx, person)) if any(it.terms.admits is Admits.INVITED for it in found) else set()
    return [event for event in found if event.terms.admits is Admits.PUBLIC or event.id in invited]


def read_name(text: str) -> str:
    """An invited address or city as it is kept; a line without `@` and without a channel is a city."""
    plain = " ".join(text.split())
    if "@" in plain:
        return f"email:{plain.removeprefix('email:').lower()}"
    return plain.lower() if plain.startswith(("slack:", "telegram:", "web:", "terminal:")) else f"city:{delegation_of(plain)}"


def invite(tx: Connection, slug: str, lines: Sequence[str], by: str, now: datetime) -> int:
    """Invite these addresses and cities; how many are new. Whom Plaza knows is told, once registration is open. Raises NotPossible."""
    event = changeable(tx, slug, now)
    names = [read_name(line) for line in lines if line.strip()]
    new = [name for name in names if events_terms.invite(tx, event.id, name, by, now)]
    note(tx, event, "event.invite", by, now, new=len(new))
    for person_id in {one for name in new if event.state is EventState.OPEN for one in _known(tx, name)}:
        seats_tell.invited(tx, event, person_id, now)
    return len(new)


def _known(tx: Connection, name: str) -> list[int]:
    """The people whom an invitation means and whom Plaza knows."""
    if name.startswith("city:"):
        return [who.id for who in people.holders(tx, Role.FOCAL_POINT) if name == f"city:{delegation_of(who.city)}"]
    who = people.by_address(tx, name)
    return [who.id] if who and not who.erased else []
