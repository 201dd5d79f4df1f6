"""seats revision"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("event") as batch_op:
        batch_op.add_column(sa.Column("seats_revision", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("event") as batch_op:
        batch_op.alter_column("seats_revision", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("event") as batch_op:
        batch_op.drop_column("seats_revision")
