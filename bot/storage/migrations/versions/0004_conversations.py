"""Conversations and what Plaza has learned."""

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build it."""


def downgrade() -> None:
    """Take it away."""
