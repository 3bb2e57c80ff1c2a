"""Mail out: codes that show that a mail address is a person's."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def identifier() -> sa.types.TypeEngine[int]:
    """The type of ids on both databases."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Build it."""
    op.create_table(
        "mail_code",
        sa.Column("id", identifier(), nullable=False),
        sa.Column("person_id", identifier(), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mail_code_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_code")),
    )
    op.create_index(op.f("ix_mail_code_person_id"), "mail_code", ["person_id"])
    op.create_index(op.f("ix_mail_code_address"), "mail_code", ["address"])
    op.create_index(op.f("ix_mail_code_made_at"), "mail_code", ["made_at"])


def downgrade() -> None:
    """Take it away."""
    op.drop_table("mail_code")
