"""On which terms people register: a window, invitations, approval, offers, quotas, delegations, parties."""

import unicodedata
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BEFORE = sa.text("state <> 'cancelled'")
STANDING = sa.text("state NOT IN ('cancelled', 'denied')")


def of_event() -> tuple[sa.Column[Any], ...]:
    """What an event gets; made anew each time, for a column belongs to the table it was once added to."""
    return (
        sa.Column("opens_wall", sa.String(length=16), nullable=False, server_default=""),
        sa.Column("closes_wall", sa.String(length=16), nullable=False, server_default=""),
        sa.Column("opens_at", sa.BigInteger()),
        sa.Column("closes_at", sa.BigInteger()),
        sa.Column("admits", sa.String(length=10), nullable=False, server_default="public"),
        sa.Column("approval", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("offer_hours", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("first_roles", sa.Text(), nullable=False, server_default="[]"),
        sa.Column("balance", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("quotas", sa.Text(), nullable=False, server_default="[]"),
        sa.Column("delegation", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("together", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("descriptions", sa.Text(), nullable=False, server_default="{}"),
        sa.Column("link", sa.String(length=500), nullable=False, server_default=""),
    )


def of_registration() -> tuple[sa.Column[Any], ...]:
    """What a registration gets."""
    return (
        sa.Column("email", sa.String(length=300), nullable=False, server_default=""),
        sa.Column("country", sa.String(length=2), nullable=False, server_default=""),
        sa.Column("delegation", sa.String(length=200), nullable=False, server_default=""),
        sa.Column("guest", sa.String(length=300), nullable=False, server_default=""),
        sa.Column("offered_until", sa.BigInteger()),
        sa.Column("reason", sa.Text(), nullable=False, server_default=""),
    )


def identity() -> sa.types.TypeEngine[int]:
    """The type of ids on both databases."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Build it."""
    for column in of_event():
        op.add_column("event", column)
    op.drop_index("uq_registration_active", "registration")
    for column in of_registration():
        op.add_column("registration", column)
    # In SQL, so that SQLite need not build the table anew and forget which ids were ever given.
    op.execute("ALTER TABLE registration ADD COLUMN party INTEGER DEFAULT 1 NOT NULL CONSTRAINT ck_registration_party CHECK (party > 0)")
    number = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(f"ALTER TABLE registration ADD COLUMN made_by {number} CONSTRAINT fk_registration_made_by_person REFERENCES person (id)")
    op.create_index("ix_registration_offer", "registration", ["state", "offered_until"])
    _one_place(["event_id", "person_id", "guest"], STANDING)
    _fill()
    op.create_table(
        "event_invitation",
        sa.Column("id", identity(), nullable=False),
        sa.Column("event_id", identity(), nullable=False),
        sa.Column("whom", sa.String(length=300), nullable=False),
        sa.Column("invited_by", sa.String(length=300), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_invitation_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_invitation")),
    )
    op.create_index(op.f("ix_event_invitation_event_id"), "event_invitation", ["event_id"])


def _one_place(columns: list[str], standing: sa.TextClause) -> None:
    op.create_index("uq_registration_active", "registration", columns, unique=True, sqlite_where=standing, postgresql_where=standing)


def _fill() -> None:
    """Whoever registered made it themselves, and comes from the city they named."""
    tx = op.get_bind()
    tx.execute(sa.text("UPDATE registration SET made_by = person_id"))
    for row in tx.execute(sa.text("SELECT DISTINCT city FROM registration WHERE city <> ''")).all():
        letters = unicodedata.normalize("NFKD", row.city.casefold())
        plain = "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
        found = {"city": row.city, "key": " ".join(plain.split())[:190]}
        tx.execute(sa.text("UPDATE registration SET delegation = :key WHERE city = :city"), found)


def downgrade() -> None:
    """Take it away. Places of colleagues go with it: the older schema knows one place a person."""
    op.drop_table("event_invitation")
    tx = op.get_bind()
    tx.execute(sa.text("DELETE FROM registration WHERE guest <> '' OR state IN ('requested', 'denied')"))
    tx.execute(sa.text("UPDATE registration SET state = 'confirmed' WHERE state = 'offered'"))
    op.drop_index("uq_registration_active", "registration")
    op.drop_index("ix_registration_offer", "registration")
    with op.batch_alter_table("registration", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.drop_constraint(op.f("ck_registration_party"), type_="check")
        for name in ("made_by", "party", *(column.name for column in of_registration())):
            table.drop_column(name)
    _one_place(["event_id", "person_id"], BEFORE)
    for column in of_event():
        op.drop_column("event", column.name)
