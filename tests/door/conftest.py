"""One server for all phones of this folder: the first morning. Each test has people of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.door.phone import MORNING, Gate
from tests.support import databases
from tests.support.browser import Visitors
from tests.support.server import Server, copy_sqlite


@pytest.fixture(scope="session")
def gate(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Callable[[bool], Path]) -> Iterator[Gate]:
    instance = tmp_path_factory.mktemp("door") / "instance"
    copy_sqlite(sqlite_template(True), instance)
    app = databases.make_app(instance, {"SECRET_KEY": "tests"})
    settings = {"SECRET_KEY": "tests", "CLOCK": MORNING, "RATELIMIT_ENABLED": "0"}
    with Server(instance, settings) as server:
        yield Gate(app, server)
    databases.close(app)


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitors]:
    """As elsewhere; but that a call found no network is what these tests are about, and no fault of a page."""
    visitors = Visitors(browser)
    yield visitors
    visitors.close()
    complaints = [text for text in visitors.complaints if "net::ERR_" not in text]
    assert not complaints, "\n".join(complaints)
