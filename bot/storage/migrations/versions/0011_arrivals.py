"""Who has arrived at an event, and letters that were asked for to get a visa."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def identifier() -> sa.types.TypeEngine[int]:
    """The type of ids on both databases."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Build it."""
    op.create_table(
        "arrival",
        sa.Column("id", identifier(), nullable=False),
        sa.Column("registration_id", identifier(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", identifier(), nullable=False),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_arrival_registration_id_registration")),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_arrival_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
        sa.UniqueConstraint("registration_id", name=op.f("uq_arrival_registration_id")),
    )
    op.create_table(
        "visa_letter",
        sa.Column("id", identifier(), nullable=False),
        sa.Column("registration_id", identifier(), nullable=False),
        sa.Column("person_id", identifier(), nullable=False),
        sa.Column("full_name", sa.String(length=200), nullable=False),
        sa.Column("passport", sa.String(length=40), nullable=False),
        sa.Column("nationality", sa.String(length=100), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", identifier()),
        sa.Column("decided_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_visa_letter_registration_id_registration")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_visa_letter_person_id_person")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_visa_letter_decided_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visa_letter")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_visa_letter_registration_id"), "visa_letter", ["registration_id"])
    op.create_index(op.f("ix_visa_letter_person_id"), "visa_letter", ["person_id"])


def downgrade() -> None:
    """Take it away."""
    op.drop_table("visa_letter")
    op.drop_table("arrival")
