"""Roles at one event. Who made an event and is an organiser owns it from now on."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MAKERS = """
    INSERT INTO event_role (event_id, person_id, role, granted_by, granted_at)
    SELECT event.id, person.id, 'owner', event.created_by, event.created_at
    FROM event JOIN person ON event.created_by = 'person:' || CAST(person.id AS VARCHAR(20))
    WHERE person.erased_at IS NULL AND EXISTS (
        SELECT 1 FROM role_grant
        WHERE role_grant.person_id = person.id AND role_grant.role IN ('organiser', 'admin') AND role_grant.revoked_at IS NULL)
"""


def identifier() -> sa.types.TypeEngine[int]:
    """The type of ids on both databases."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Build it."""
    op.create_table(
        "event_role",
        sa.Column("id", identifier(), nullable=False),
        sa.Column("event_id", identifier(), nullable=False),
        sa.Column("person_id", identifier(), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("granted_by", sa.String(length=300), nullable=False),
        sa.Column("granted_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_role_event_id_event")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_event_role_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_role")),
        sa.UniqueConstraint("event_id", "person_id", name=op.f("uq_event_role_event_id_person_id")),
    )
    op.create_index(op.f("ix_event_role_person_id"), "event_role", ["person_id"])
    op.execute(MAKERS)


def downgrade() -> None:
    """Take it away."""
    op.drop_table("event_role")
