"""In what capacity people come, and who registered them"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch: on SQLite that makes the table anew, and dropping the old one would take the bookings along.
    op.add_column(
        "registration", sa.Column("category", sa.String(), nullable=False, server_default="participant")
    )
    op.add_column(
        "registration", sa.Column("beside_capacity", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "registration", sa.Column("registered_by", sa.String(), nullable=False, server_default="participant")
    )


def downgrade() -> None:
    op.drop_column("registration", "registered_by")
    op.drop_column("registration", "beside_capacity")
    op.drop_column("registration", "category")
