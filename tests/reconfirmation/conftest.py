from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from tests.support.people import OPEN


@pytest.fixture
def open_app(app: Flask) -> Iterator[Flask]:
    """While registration is open, with an application context."""
    with app.app_context(), time_machine.travel(OPEN, tick=False):
        yield app
