"""Whether somebody is registered already under another spelling: the same mailbox, or the same name from the same city."""

from bot.knowledge.text import fold
from bot.model.events import Details, Registration
from bot.storage import registrations
from bot.storage.database import Connection


def mailbox(address: str) -> str:
    """A mail address as one mailbox: without case and without what follows a plus; empty for what is no address."""
    local, at, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}" if at and local and domain else ""


def name_of(text: str) -> str:
    """A name without case, accents, signs and order: `García, Ana` and `Ana Garcia` are one."""
    return " ".join(sorted("".join(c if c.isalnum() else " " for c in fold(text)).split()))


def same(one: Details, other: Details, *, surely: bool = False) -> bool:
    """Whether these look like one person; `surely` lets a name of one word do, which else may be anybody's."""
    ours, theirs = mailbox(one.email), mailbox(other.email)
    if ours and theirs:
        return ours == theirs
    name = name_of(one.name)
    return (surely or " " in name) and name == name_of(other.name) and one.delegation == other.delegation


def likely(tx: Connection, event_id: int, said: Details, *, but: int = 0, by: int = 0) -> Registration | None:
    """Who is registered for this event already and looks like this person.

    Places that `but` (a person's id) answers for are left out; of those of `by` the first name alone tells who is meant."""
    found = registrations.near(tx, event_id, said.delegation)
    if ours := mailbox(said.email):
        known = {it.id for it in found}
        others = [one for one, mail in registrations.mails(tx, event_id) if one not in known and mailbox(mail) == ours]
        found = sorted([*found, *(registrations.by_id(tx, one) for one in others)], key=lambda it: it.id)
    for it in found:
        if it.person_id != but and same(said, it.details, surely=it.person_id == by):
            return it
    return None
