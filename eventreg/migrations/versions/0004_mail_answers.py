"""What mail servers answer, and which addresses they refuse"""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BEFORE = ("queued", "sent", "dropped", "dead")
SINCE = ("queued", "sent", "refused", "bounced", "dropped", "dead")
NAME = "ck_outbox_mail_state"


def upgrade() -> None:
    # Not in a batch: on SQLite that makes the table anew, and dropping the old one would take the bookings along.
    op.add_column("registration", sa.Column("email_refused_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("outbox_mail") as batch_op:
        batch_op.alter_column("error", new_column_name="answer")
        batch_op.add_column(sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
        _only(batch_op, SINCE)


def downgrade() -> None:
    op.execute("UPDATE outbox_mail SET state = 'dead' WHERE state IN ('refused', 'bounced')")
    with op.batch_alter_table("outbox_mail") as batch_op:
        _only(batch_op, BEFORE)
        batch_op.drop_column("answered_at")
        batch_op.alter_column("answer", new_column_name="error")
    op.drop_column("registration", "email_refused_at")


def _only(batch_op: BatchOperations, states: tuple[str, ...]) -> None:
    named = ", ".join(f"'{state}'" for state in states)
    batch_op.drop_constraint(op.f(NAME), type_="check")
    batch_op.create_check_constraint(op.f(NAME), f"state IN ({named})")
