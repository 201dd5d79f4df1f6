"""Whether people still come, whether they want reminders; whose mail waits, from an index"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

COLUMNS = ("reconfirmed_at", "reminders_stopped_at")


def upgrade() -> None:
    # Not in a batch: on SQLite that makes the table anew, and dropping the old one would take the bookings along.
    for name in COLUMNS:
        op.add_column("registration", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_outbox_mail_recipient", "outbox_mail", ["recipient", "state", "id"])


def downgrade() -> None:
    op.drop_index("ix_outbox_mail_recipient", table_name="outbox_mail")
    for name in reversed(COLUMNS):
        op.drop_column("registration", name)
