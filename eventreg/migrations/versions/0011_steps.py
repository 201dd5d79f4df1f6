"""Numbers of the draft's steps are never given again: a page may still name one that a release has removed"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _recreate(autoincrement=True)


def downgrade() -> None:
    _recreate(autoincrement=False)


def _recreate(*, autoincrement: bool) -> None:
    """SQLite alone gives the highest number again; PostgreSQL's sequence does not."""
    if op.get_bind().dialect.name == "sqlite":
        kind = {"sqlite_autoincrement": autoincrement}
        with op.batch_alter_table("draft_step", recreate="always", table_kwargs=kind):
            pass
