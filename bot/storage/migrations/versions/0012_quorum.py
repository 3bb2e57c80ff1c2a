"""Around an event: own reminders, what people say afterwards, what they need, and the votes of statutory meetings."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def identifier() -> sa.types.TypeEngine[int]:
    """The type of ids on both databases."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Build it."""
    _reminders()
    _feedback()
    _needs()
    _assemblies()


def _reminders() -> None:
    op.create_table(
        "event_reminder",
        sa.Column("id", identifier(), nullable=False),
        sa.Column("event_id", identifier(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=5), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("created_by", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_reminder_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_reminder")),
    )
    op.create_index(op.f("ix_event_reminder_event_id"), "event_reminder", ["event_id"])


def _feedback() -> None:
    op.create_table(
        "event_feedback",
        sa.Column("id", identifier(), nullable=False),
        sa.Column("event_id", identifier(), nullable=False),
        sa.Column("person_id", identifier(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name=op.f("ck_event_feedback_rating")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_feedback_event_id_event")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_event_feedback_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_feedback")),
        sa.UniqueConstraint("event_id", "person_id", name=op.f("uq_event_feedback_event_id_person_id")),
    )
    op.create_index(op.f("ix_event_feedback_person_id"), "event_feedback", ["person_id"])


def _needs() -> None:
    op.create_table(
        "event_need",
        sa.Column("id", identifier(), nullable=False),
        sa.Column("event_id", identifier(), nullable=False),
        sa.Column("person_id", identifier(), nullable=False),
        sa.Column("registration_id", identifier(), nullable=False),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("found_at", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.BigInteger()),
        sa.Column("decided_by", identifier()),
        sa.Column("decided_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_need_event_id_event")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_event_need_person_id_person")),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_event_need_registration_id_registration")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_event_need_decided_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_need")),
        sa.UniqueConstraint("registration_id", name=op.f("uq_event_need_registration_id")),
    )
    op.create_index(op.f("ix_event_need_person_id"), "event_need", ["person_id"])
    op.create_index("ix_event_need_event", "event_need", ["event_id", "state"])


def _assemblies() -> None:
    op.create_table(
        "assembly",
        sa.Column("id", identifier(), nullable=False),
        sa.Column("event_id", identifier(), nullable=False),
        sa.Column("share", sa.String(length=20), nullable=False),
        sa.Column("proxies", sa.Integer(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("called_by", sa.String(length=300), nullable=False),
        sa.Column("called_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_assembly_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assembly")),
        sa.UniqueConstraint("event_id", name=op.f("uq_assembly_event_id")),
    )
    op.create_table(
        "assembly_city",
        sa.Column("id", identifier(), nullable=False),
        sa.Column("assembly_id", identifier(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("spellings", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_assembly_city_assembly_id_assembly")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assembly_city")),
    )
    op.create_index("uq_assembly_city_name", "assembly_city", ["assembly_id", "name"], unique=True)
    _votes()


def _votes() -> None:
    op.create_table(
        "assembly_holder",
        sa.Column("id", identifier(), nullable=False),
        sa.Column("city_id", identifier(), nullable=False),
        sa.Column("registration_id", identifier(), nullable=False),
        sa.Column("chosen_by", sa.String(length=300), nullable=False),
        sa.Column("chosen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["assembly_city.id"], name=op.f("fk_assembly_holder_city_id_assembly_city")),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_assembly_holder_registration_id_registration")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assembly_holder")),
        sa.UniqueConstraint("city_id", name=op.f("uq_assembly_holder_city_id")),
    )
    op.create_index(op.f("ix_assembly_holder_registration_id"), "assembly_holder", ["registration_id"])
    op.create_table(
        "assembly_proxy",
        sa.Column("id", identifier(), nullable=False),
        sa.Column("giver_id", identifier(), nullable=False),
        sa.Column("taker_id", identifier(), nullable=False),
        sa.Column("given_by", sa.String(length=300), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["giver_id"], ["assembly_city.id"], name=op.f("fk_assembly_proxy_giver_id_assembly_city")),
        sa.ForeignKeyConstraint(["taker_id"], ["assembly_city.id"], name=op.f("fk_assembly_proxy_taker_id_assembly_city")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assembly_proxy")),
    )
    op.create_index(op.f("ix_assembly_proxy_taker_id"), "assembly_proxy", ["taker_id"])
    stands = sa.text("revoked_at IS NULL")
    op.create_index("uq_assembly_proxy_giver", "assembly_proxy", ["giver_id"], unique=True, sqlite_where=stands, postgresql_where=stands)


def downgrade() -> None:
    """Take it away."""
    for name in ("assembly_proxy", "assembly_holder", "assembly_city", "assembly", "event_need", "event_feedback", "event_reminder"):
        op.drop_table(name)
