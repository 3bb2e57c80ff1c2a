"""The desk in full: what was said before, when it is due, what it follows; curated answers and the verdicts that ask for them."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TWO_DAYS = 2 * 86_400 * 1_000_000


def identifier() -> sa.types.TypeEngine[int]:
    """The type of ids on both databases."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Build it."""
    with op.batch_alter_table("desk") as desk:
        desk.add_column(sa.Column("before", sa.Text(), nullable=False, server_default="[]"))
        desk.add_column(sa.Column("follows", identifier()))
        desk.add_column(sa.Column("due_at", sa.BigInteger(), nullable=False, server_default="0"))
        desk.create_foreign_key(op.f("fk_desk_follows_desk"), "desk", ["follows"], ["id"])
    carry_over()
    with op.batch_alter_table("desk") as desk:
        desk.drop_column("context")
        desk.alter_column("before", server_default=None)
        desk.alter_column("due_at", server_default=None)
    op.create_table(
        "curated",
        sa.Column("id", identifier(), nullable=False),
        sa.Column("entry", identifier(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("author_id", identifier(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_curated_author_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curated")),
    )
    op.create_index("ix_curated_entry", "curated", ["entry", "language"])
    op.create_table(
        "verdict",
        sa.Column("id", identifier(), nullable=False),
        sa.Column("person_id", identifier(), nullable=False),
        sa.Column("mark", sa.String(length=300), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_verdict_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict")),
        sa.UniqueConstraint("person_id", "mark", name=op.f("uq_verdict_person_id_mark")),
    )
    op.create_index(op.f("ix_verdict_mark"), "verdict", ["mark"])
    op.create_index(op.f("ix_verdict_at"), "verdict", ["at"])


def carry_over() -> None:
    """What was known of the question before becomes the first exchange; old requests were due two days after they were made."""
    table = sa.table("desk", sa.column("id"), sa.column("context"), sa.column("before"), sa.column("asked_at"), sa.column("due_at"))
    bind = op.get_bind()
    for row in bind.execute(sa.select(table)).all():
        before = [{"asked": row.context, "answered": ""}] if row.context else []
        values = {"before": json.dumps(before, ensure_ascii=False, separators=(",", ":")), "due_at": row.asked_at + TWO_DAYS}
        bind.execute(sa.update(table).where(table.c.id == row.id).values(values))


def downgrade() -> None:
    """Take it away."""
    op.drop_table("verdict")
    op.drop_table("curated")
    with op.batch_alter_table("desk") as desk:
        desk.add_column(sa.Column("context", sa.Text(), nullable=False, server_default=""))
        desk.drop_constraint(op.f("fk_desk_follows_desk"), type_="foreignkey")
        desk.drop_column("due_at")
        desk.drop_column("follows")
        desk.drop_column("before")
