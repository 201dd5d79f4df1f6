"""The schema goes up, down and up again on both databases, and the models ask for nothing more."""

import flask_migrate
from flask import Flask
from sqlalchemy import inspect

from eventreg.db import Base, db


def _tables() -> set[str]:
    with db.engine.connect() as connection:
        return set(inspect(connection).get_table_names())


def test_up_down_and_up_again(empty_app_each_db: Flask) -> None:
    with empty_app_each_db.app_context():
        modelled = {*Base.metadata.tables, "alembic_version"}
        assert _tables() == modelled
        flask_migrate.downgrade(revision="base")
        assert _tables() == {"alembic_version"}
        with db.engine.connect() as connection:
            assert inspect(connection).get_sequence_names() == [] if db.engine.name == "postgresql" else True
        flask_migrate.upgrade()
        assert _tables() == modelled


def test_models_ask_for_nothing_more(empty_app_each_db: Flask) -> None:
    """`flask db check`, which leaves with 1 where a migration is missing."""
    result = empty_app_each_db.test_cli_runner().invoke(args=["db", "check"])
    assert result.exit_code == 0, result.output
