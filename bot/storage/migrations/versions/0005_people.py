"""Link codes, cities and claims, invitations, the desk."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _person(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["person.id"], name=op.f(f"fk_{table}_{column}_person"))


def upgrade() -> None:
    """Build it."""
    op.create_table(
        "link_code",
        sa.Column("id", _id(), nullable=False),
        sa.Column("person_id", _id(), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        _person("link_code", "person_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_code")),
        sa.UniqueConstraint("digest", name=op.f("uq_link_code_digest")),
    )
    op.create_index(op.f("ix_link_code_person_id"), "link_code", ["person_id"])
    op.create_table(
        "link_try",
        sa.Column("id", _id(), nullable=False),
        sa.Column("person_id", _id(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        _person("link_try", "person_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_try")),
    )
    op.create_index(op.f("ix_link_try_person_id"), "link_try", ["person_id"])
    op.create_table(
        "city",
        sa.Column("id", _id(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("general_address", sa.String(length=300), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_city")),
        sa.UniqueConstraint("key", name=op.f("uq_city_key")),
    )
    op.create_table(
        "claim",
        sa.Column("id", _id(), nullable=False),
        sa.Column("person_id", _id(), nullable=False),
        sa.Column("city", sa.String(length=200), nullable=False),
        sa.Column("office", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", _id(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        _person("claim", "person_id"),
        _person("claim", "decided_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
    )
    op.create_index(op.f("ix_claim_person_id"), "claim", ["person_id"])
    op.create_index("ix_claim_state", "claim", ["state", "id"])
    op.create_table(
        "invitation",
        sa.Column("id", _id(), nullable=False),
        sa.Column("person_id", _id(), nullable=False),
        sa.Column("invited_by", sa.String(length=300), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        _person("invitation", "person_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("person_id", name=op.f("uq_invitation_person_id")),
    )
    op.create_table(
        "desk",
        sa.Column("id", _id(), nullable=False),
        sa.Column("matter", sa.String(length=20), nullable=False),
        sa.Column("person_id", _id(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("city", sa.String(length=200), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("taken_by", _id(), nullable=True),
        sa.Column("taken_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_by", _id(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        _person("desk", "person_id"),
        _person("desk", "taken_by"),
        _person("desk", "answered_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk")),
    )
    op.create_index(op.f("ix_desk_person_id"), "desk", ["person_id"])
    op.create_index("ix_desk_state", "desk", ["state", "id"])


def downgrade() -> None:
    """Take it away."""
    for table in ("desk", "invitation", "claim", "city", "link_try", "link_code"):
        op.drop_table(table)
