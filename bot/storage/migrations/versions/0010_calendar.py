"""Addresses of people's own calendars."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def identifier() -> sa.types.TypeEngine[int]:
    """The type of ids on both databases."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Build it."""
    op.create_table(
        "calendar_address",
        sa.Column("id", identifier(), nullable=False),
        sa.Column("person_id", identifier(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_calendar_address_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_address")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_calendar_address_person_id"), "calendar_address", ["person_id"])


def downgrade() -> None:
    """Take it away."""
    op.drop_table("calendar_address")
