"""Alerts that were begun, dates that people set, and broadcasts."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def identifier() -> sa.types.TypeEngine[int]:
    """The type of ids on both databases."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Build it."""
    op.create_table(
        "alert",
        sa.Column("id", identifier(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("anchor_id", sa.String(length=200), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("was", sa.Date(), nullable=True),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("campaign_id", identifier(), nullable=True),
        sa.Column("covered_until", sa.BigInteger(), nullable=True),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_alert_campaign_id_campaign")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("campaign_id", name=op.f("uq_alert_campaign_id")),
        sa.UniqueConstraint("name", name=op.f("uq_alert_name")),
    )
    op.create_index("ix_alert_anchor", "alert", ["anchor_id", "rule"])
    op.create_index("ix_alert_state", "alert", ["state"])
    op.create_table(
        "date_change",
        sa.Column("id", identifier(), nullable=False),
        sa.Column("anchor_id", sa.String(length=200), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("set_by", sa.String(length=300), nullable=False),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_date_change")),
    )
    op.create_index(op.f("ix_date_change_anchor_id"), "date_change", ["anchor_id"])
    op.create_table(
        "broadcast",
        sa.Column("id", identifier(), nullable=False),
        sa.Column("audience", sa.String(length=200), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("approved_by", sa.String(length=300), nullable=False),
        sa.Column("approved_at", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("campaign_id", identifier(), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_broadcast_campaign_id_campaign")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast")),
        sa.UniqueConstraint("campaign_id", name=op.f("uq_broadcast_campaign_id")),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("broadcast")
    op.drop_index(op.f("ix_date_change_anchor_id"), table_name="date_change")
    op.drop_table("date_change")
    op.drop_index("ix_alert_state", table_name="alert")
    op.drop_index("ix_alert_anchor", table_name="alert")
    op.drop_table("alert")
