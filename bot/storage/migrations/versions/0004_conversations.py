"""What people last asked, for follow-ups."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def identifier() -> sa.types.TypeEngine[int]:
    """The type of ids on both databases."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Build it."""
    op.create_table(
        "conversation",
        sa.Column("id", identifier(), nullable=False),
        sa.Column("person_id", identifier(), nullable=False),
        sa.Column("chat", sa.String(length=300), nullable=False),
        sa.Column("reading", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_conversation_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        sa.UniqueConstraint("person_id", "chat", name=op.f("uq_conversation_person_id_chat")),
    )
    op.create_index(op.f("ix_conversation_at"), "conversation", ["at"])


def downgrade() -> None:
    """Take it away."""
    op.drop_table("conversation")
