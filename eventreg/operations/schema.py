"""Whether the database has the newest schema."""

from functools import cache
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from eventreg.db import db

MIGRATIONS = Path(__file__).parents[1] / "migrations"


def at_head() -> bool:
    """Raises SQLAlchemyError when the database does not answer."""
    if not inspect(db.session.connection()).has_table("alembic_version"):
        return False
    return set(db.session.scalars(text("SELECT version_num FROM alembic_version"))) == _heads()


@cache
def _heads() -> frozenset[str]:
    return frozenset(ScriptDirectory(str(MIGRATIONS)).get_heads())
