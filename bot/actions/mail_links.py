"""What the links in mails do. Whoever holds the mail may follow them: they can end what comes, and prove that the mail arrived."""

from datetime import datetime

from bot.actions import alerts_consent, mail_addresses
from bot.model.mail import Notice, WayOut, read_way_out
from bot.model.ports import Secrets
from bot.storage import audit, events, people
from bot.storage.database import Connection


def follow(tx: Connection, secrets: Secrets, token: str, now: datetime, *, sure: bool) -> Notice | None:
    """Say what a link is for; with `sure`, do it. A second time changes nothing. None for a link that we did not make."""
    out = read_way_out(token)
    return _leave(tx, secrets, out, now, sure=sure) if out else mail_addresses.follow(tx, secrets, token, now, sure=sure)


def _leave(tx: Connection, secrets: Secrets, out: WayOut, now: datetime, *, sure: bool) -> Notice | None:
    """The same as the word `stop`; or no more news of one event."""
    found = people.address_numbered(tx, out.address_id)
    if found is None or not out.ours(secrets, found.value):
        return None
    who = people.by_id(tx, found.person_id)
    if who is None:
        return None
    event = events.by_slug(tx, out.event) if out.event else None
    kind, about = ("leave_event", event.title(who.language) if event else out.event) if out.event else ("leave", "")
    if not sure:
        return Notice(kind, "ask", who.language, about)
    if out.event:
        ended: int | None = alerts_consent.leave_event(tx, who.id, out.event, now)
    else:
        ended = alerts_consent.stop(tx, who.id, now)
    if ended is not None:
        audit.note(tx, f"person:{who.id}", f"mail.{kind}", f"person:{who.id}", now, event=out.event)
    return Notice(kind, "done", who.language, about)
