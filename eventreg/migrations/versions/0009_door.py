"""The door without network: when a movement was recorded, a device's lists and owner, conflicts"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# SQLite adds no column without a value for the rows that are there, and making the table anew would drop one that
# its own undoings refer to. Nothing is ever written with this value.
NEVER = sa.text("'1970-01-01 00:00:00.000000'")


def upgrade() -> None:
    op.add_column(
        "checkin",
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, server_default=NEVER),
    )
    op.execute(sa.text("UPDATE checkin SET recorded_at = at"))
    op.add_column("device", sa.Column("lists", sa.JSON(), nullable=False, server_default="[]"))
    # By hand: Alembic gives a new column no constraint on SQLite, which itself can.
    op.execute(
        sa.text(
            "ALTER TABLE device ADD COLUMN staff_id INTEGER CONSTRAINT fk_device_staff_id_staff REFERENCES staff (id)"
        )
    )
    op.create_table(
        "conflict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('duplicate_offline', 'admitted_but_revoked', 'admitted_but_cancelled', "
            "'admitted_but_refused', 'refused_but_valid')",
            name=op.f("ck_conflict_kind"),
        ),
        sa.CheckConstraint("(closed_at IS NULL) = (reason IS NULL)", name=op.f("ck_conflict_closed")),
        sa.ForeignKeyConstraint(["scan_id"], ["scan.id"], name=op.f("fk_conflict_scan_id_scan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict")),
        sa.UniqueConstraint("scan_id", name=op.f("uq_conflict_scan_id")),
    )


def downgrade() -> None:
    op.drop_table("conflict")
    op.drop_column("device", "staff_id")
    op.drop_column("device", "lists")
    op.drop_column("checkin", "recorded_at")
