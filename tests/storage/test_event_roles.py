"""Roles at events come with the schema: who made an event and still organises owns it, and nobody else gains anything."""

from sqlalchemy import text

from bot.model.event_roles import EventRole
from bot.storage import event_roles, schema
from bot.storage.database import Connection, Database
from tests.storage.test_events_migration import EVENT, MOMENT, PERSON
from tests.storage.test_schema import empty as empty
from tests.storage.test_schema import step_to

GRANT = (
    "INSERT INTO role_grant (person_id, role, granted_by, granted_at, revoked_at) VALUES (:person, 'organiser', 'operator', 1, :revoked)"
)


def test_makers_who_organise_own_their_events_and_former_ones_do_not(empty: Database) -> None:
    step_to(empty, "0012")

    def fill(tx: Connection) -> None:
        for line in (PERSON, PERSON.replace("(1, 'Ana'", "(2, 'Ben'"), EVENT.replace("'operator'", "'person:1'")):
            tx.execute(text(line))
        former = EVENT.replace("'operator'", "'person:2'").replace("(1, 'forum', 'u'", "(2, 'webinar', 'v'")
        made = EVENT.replace("(1, 'forum', 'u'", "(3, 'seminar', 'w'")
        for line in (former, made):
            tx.execute(text(line))
        for person, revoked in ((1, None), (2, MOMENT)):
            tx.execute(text(GRANT), {"person": person, "revoked": revoked})

    empty.write(fill)
    schema.upgrade(empty)
    assert empty.read(lambda tx: event_roles.everywhere(tx, 1)) == {1: EventRole.OWNER}
    assert empty.read(lambda tx: event_roles.everywhere(tx, 2)) == {}
