"""The schema as a whole: every table, and the way from any revision to the newest."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from bot.storage import (
    access,
    alerts,
    arrivals,
    audit,
    broadcasts,
    calendar_addresses,
    cities,
    conversations,
    curated,
    desk,
    dialogs,
    event_roles,
    events,
    feedback,
    inbox,
    letters,
    links,
    mail_codes,
    outbox,
    own_reminders,
    people,
    privacy,
    quorum,
    signatories,
    verdicts,
)
from bot.storage.database import Database, Unavailable, metadata

TABLES = (
    people.person,
    inbox.inbox,
    outbox.outbox,
    dialogs.dialog,
    audit.audit,
    events.event,
    arrivals.arrival,
    letters.letter,
    alerts.alert,
    broadcasts.broadcast,
    links.link_code,
    mail_codes.mail_code,
    cities.city,
    desk.desk,
    conversations.conversation,
    privacy.invitation,
    signatories.listing,
    curated.curated,
    verdicts.verdict,
    calendar_addresses.calendar_address,
    own_reminders.own_reminder,
    feedback.feedback,
    access.need,
    quorum.assembly,
    event_roles.event_role,
)
FOLDER = Path(__file__).parent / "migrations"
MIGRATING = 0x706C617A61  # the advisory lock of who migrates

__all__ = ["metadata"]


class Unreachable(Unavailable):
    """The database cannot be opened, or a newer Plaza wrote it; the first line of what it said."""


def config() -> Config:
    """Alembic's configuration, from code: there is no alembic.ini."""
    found = Config()
    found.set_main_option("script_location", str(FOLDER))
    return found


def head() -> str:
    """The newest revision there is."""
    return str(ScriptDirectory.from_config(config()).get_current_head())


def revisions() -> set[str]:
    """Every revision this Plaza knows the way from."""
    return {str(script.revision) for script in ScriptDirectory.from_config(config()).walk_revisions()}


def current(tx: Connection) -> str | None:
    """The revision this database stands at; None for an empty one."""
    return MigrationContext.configure(tx).get_current_revision()


def upgrade(database: Database) -> None:
    """Bring the database to the newest revision; of several processes one does it and the others wait. Raises Unreachable.

    Rebuilding a SQLite table with foreign keys on would delete its children, so they are off meanwhile."""
    engine = create_engine(database.url)
    try:
        _upgrade(engine, database.is_sqlite)
    except DBAPIError as error:
        raise Unreachable(str(error.orig).splitlines()[0]) from error
    except CommandError as error:
        raise Unreachable(f"{str(error).splitlines()[0]} (did a newer Plaza write this database?)") from error
    finally:
        engine.dispose()


def _upgrade(engine: Engine, is_sqlite: bool) -> None:
    with engine.connect() as connection:
        if is_sqlite:
            connection.execute(text("PRAGMA foreign_keys=OFF"))
            connection.commit()
        else:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATING})
        settings = config()
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")
        if is_sqlite and (broken := connection.execute(text("PRAGMA foreign_key_check")).first()):
            raise RuntimeError(f"migration left a row without its parent: {tuple(broken)}")
        connection.commit()


def differences(tx: Connection) -> list[object]:
    """What the migrations and the tables in code disagree on; empty when all is well."""
    context = MigrationContext.configure(tx, opts={"compare_type": True, "render_as_batch": True})
    return list(compare_metadata(context, metadata))
