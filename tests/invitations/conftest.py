import pytest

from eventreg import clock
from tests.support.people import OPEN


@pytest.fixture(autouse=True)
def _while_registration_is_open(request: pytest.FixtureRequest) -> None:
    """Applications of the test are made first: making one sets the clock back."""
    for name in ("app", "app_each_db", "client"):
        if name in request.fixturenames:
            request.getfixturevalue(name)
    clock.start_at(OPEN)
