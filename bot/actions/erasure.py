"""A person's right to leave: everything about them goes, in one transaction, and imports cannot bring them back."""

from datetime import datetime, timedelta

from bot.actions.registrations import leave_all
from bot.model.ports import Secrets
from bot.storage import audit, inbox, letters, links, mail_codes, people, privacy, verdicts
from bot.storage.database import Connection, leave_no_trace

GRACE = timedelta(seconds=30)
PATIENCE = timedelta(minutes=10)
INPUTS_KEPT = timedelta(days=7)
DELIVERIES_KEPT = timedelta(days=90)
CODES_KEPT = timedelta(days=1)
VERDICTS_KEPT = timedelta(days=180)


def digest(secrets: Secrets, address: str) -> str:
    """What is remembered of an erased address: only who has the operator's key can tell whose it was."""
    return secrets.sign(f"suppress:{address.casefold()}")


def is_suppressed(tx: Connection, secrets: Secrets, address: str) -> bool:
    """Whether this address was erased at its owner's wish."""
    return privacy.suppressed(tx, digest(secrets, address)) is not None


def erase(tx: Connection, secrets: Secrets, person_id: int, actor: str, now: datetime) -> privacy.Traces:
    """Forget a person, all but their addresses, which carry one last answer until `finish` or `sweep`; what they were known by.

    Their places in events to come go to who waits."""
    known = privacy.traces(tx, person_id)
    leave_all(tx, person_id, now)
    privacy.suppress(tx, [digest(secrets, value) for value in known.addresses], now)
    privacy.strip(tx, person_id, now)
    privacy.silence(tx, known)
    audit.note(tx, actor, "person.erase", f"person:{person_id}", now)
    leave_no_trace(tx)
    return known


def finish(tx: Connection, person_id: int, now: datetime) -> None:
    """Forget the addresses of an erased person too, and what was said to them or by them since."""
    known = privacy.traces(tx, person_id)
    privacy.strip(tx, person_id, now)
    privacy.silence(tx, known)
    privacy.drop_addresses(tx, person_id)
    leave_no_trace(tx)


def sweep(tx: Connection, now: datetime, grace: timedelta = GRACE) -> int:
    """Finish every erasure whose last answer has gone out or has had ten minutes to; how many."""
    late = set(privacy.leaving(tx, now - PATIENCE))
    done = [one for one in privacy.leaving(tx, now - grace) if one in late or not privacy.owed(tx, one)]
    for one in done:
        finish(tx, one, now)
    return len(done)


def retire(tx: Connection, now: datetime) -> None:
    """Delete what was only kept for a while: inputs 7 days, deliveries 90, link codes 1, verdicts on answers 180.

    What stands in a passport goes when its event is over, and the questions about it with the answers to them."""
    inbox.forget(tx, now - INPUTS_KEPT)
    letters.forget(tx, now)
    letters.forget_questions(tx, now - INPUTS_KEPT)
    privacy.forget_deliveries(tx, now - DELIVERIES_KEPT)
    links.forget(tx, now - CODES_KEPT)
    mail_codes.forget(tx, now - CODES_KEPT)
    verdicts.forget(tx, now - VERDICTS_KEPT)


def erase_again(tx: Connection, secrets: Secrets, known: dict[str, datetime], now: datetime) -> int:
    """After a restore: erase whoever was erased since that copy was made; how many."""
    privacy.suppress_all(tx, known)
    back = {one.person_id for one in people.every_address(tx) if (at := known.get(digest(secrets, one.value))) and one.created_at <= at}
    for person_id in sorted(back):
        erase(tx, secrets, person_id, "restore", now)
        finish(tx, person_id, now)
    return len(back)
