import pytest
from flask import Flask

from tests.checkin.door import at


@pytest.fixture
def app(app: Flask) -> Flask:
    """At 9 h 12 on the first day; an application that starts sets the clock, so this comes after."""
    at("2026-03-03T09:12:00+01:00")
    return app
