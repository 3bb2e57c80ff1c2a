"""Alembic's environment: our own connection, foreign keys off while SQLite tables are rebuilt, checked afterwards."""

from alembic import context
from sqlalchemy import Connection

from bot.storage.schema import metadata


def run(connection: Connection) -> None:
    """Run the migrations on this connection."""
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
