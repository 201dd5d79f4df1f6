"""Migrated databases: made once per session, copied per test."""

from collections.abc import Mapping
from pathlib import Path

import flask_migrate
from flask import Flask

from eventreg import create_app
from eventreg.db import db
from tests.support import compiled

ROOT = Path(__file__).parents[2]
EDITION = ROOT / "eventreg" / "event" / "editions" / "saint-ouen-2026.toml"

# A test that is about one of these says so; the demonstration's clock and the worker never run by themselves.
SETTINGS: Mapping[str, object] = {
    "SECRET_KEY": "tests",
    "BASE_URL": "https://inscription.example.org",
    "RATELIMIT_ENABLED": False,
    "MAIL_WORKER": False,
}


def make_app(instance: Path, settings: Mapping[str, object]) -> Flask:
    """The application for tests: an error of the code reaches the test instead of an error page."""
    app = create_app({**SETTINGS, "INSTANCE": str(instance), **settings})
    app.testing = True
    compiled.share(app)
    return app


def close(app: Flask) -> None:
    """Gives every connection back, so that the database may be copied or dropped."""
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def migrate(instance: Path, settings: Mapping[str, object], edition: Path | None) -> None:
    """Brings an empty database to the newest schema and loads an edition into it."""
    app = make_app(instance, settings)
    with app.app_context():
        flask_migrate.upgrade()
    if edition:
        result = app.test_cli_runner().invoke(args=["event", "load", str(edition)])
        assert result.exit_code == 0, result.output
    close(app)
