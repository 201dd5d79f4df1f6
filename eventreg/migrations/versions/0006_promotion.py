"""promotion"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "displacement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_displacement_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_displacement")),
    )
    with op.batch_alter_table("displacement") as batch_op:
        batch_op.create_index("ix_displacement_open", ["settled_at", "expires_at"], unique=False)
    with op.batch_alter_table("booking") as batch_op:
        batch_op.add_column(sa.Column("preference", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("booking") as batch_op:
        batch_op.alter_column("preference", server_default=None)
    with op.batch_alter_table("registration") as batch_op:
        batch_op.drop_index("ix_registration_status")
        batch_op.create_index("ix_registration_queue", ["status", "created_at", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("registration") as batch_op:
        batch_op.drop_index("ix_registration_queue")
        batch_op.create_index("ix_registration_status", ["status"], unique=False)
    with op.batch_alter_table("booking") as batch_op:
        batch_op.drop_column("preference")
    with op.batch_alter_table("displacement") as batch_op:
        batch_op.drop_index("ix_displacement_open")
    op.drop_table("displacement")
