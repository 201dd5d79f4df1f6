"""One server for all phones of this folder: the first morning. Each test has people of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.door import reading
from tests.door.phone import MORNING, Gate
from tests.door.reading import Entrance
from tests.support import databases
from tests.support.browser import Visitors, beside
from tests.support.server import Server, copy_sqlite


@contextmanager
def opened(instance: Path, template: Path) -> Iterator[Gate]:
    """A server with a database of its own."""
    copy_sqlite(template, instance)
    app = databases.make_app(instance, {"SECRET_KEY": "tests"})
    settings = {"SECRET_KEY": "tests", "CLOCK": MORNING, "RATELIMIT_ENABLED": "0"}
    with Server(instance, settings) as server:
        yield Gate(app, server)
    databases.close(app)


@pytest.fixture(scope="session")
def gate(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Callable[[bool], Path]) -> Iterator[Gate]:
    with opened(tmp_path_factory.mktemp("door") / "instance", sqlite_template(True)) as gate:
        yield gate


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitors]:
    """As elsewhere; but that a call found no network is what these tests are about, and no fault of a page."""
    visitors = Visitors(browser)
    yield visitors
    visitors.close()
    complaints = [text for text in visitors.complaints if "net::ERR_" not in text]
    assert not complaints, "\n".join(complaints)


@pytest.fixture(scope="session")
def entrance(gate: Gate) -> Entrance:
    """The same server, for the staff's page, which reads badges with the camera."""
    reading.assets_are_here()
    return Entrance(gate)


@pytest.fixture(scope="session")
def camera(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fake") / "camera.mjpeg"


@pytest.fixture(scope="session")
def filming(browser: Browser, camera: Path) -> Iterator[Browser]:
    """A Chromium whose camera shows what is in the file."""
    file = f"--use-file-for-fake-video-capture={camera}"
    with beside(browser, "--use-fake-device-for-media-stream", file) as other:
        yield other


@pytest.fixture(scope="session")
def two_cameras(browser: Browser) -> Iterator[Browser]:
    with beside(browser, "--use-fake-device-for-media-stream=device-count=2") as other:
        yield other


@pytest.fixture(scope="session")
def signed_in(filming: Browser, entrance: Entrance) -> Any:
    """The cookies of the staff, so that each test does not sign in again."""
    context = filming.new_context(locale="fr-FR")
    entrance.sign_in(context.new_page())
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def staff(filming: Browser, entrance: Entrance, signed_in: Any) -> Iterator[Callable[..., Page]]:
    """`staff(width=320, permissions=[])`: the door page in a new window."""
    yield from _staff(filming, entrance, signed_in)


@pytest.fixture
def staff_of_two(two_cameras: Browser, entrance: Entrance, signed_in: Any) -> Iterator[Callable[..., Page]]:
    """The same, with two cameras that show a moving disc."""
    yield from _staff(two_cameras, entrance, signed_in)


def _staff(browser: Browser, entrance: Entrance, state: Any) -> Iterator[Callable[..., Page]]:
    visitors = Visitors(browser)

    def opened(**options: Any) -> Page:
        options = {"permissions": ["camera"], "width": 320, "storage_state": state} | options
        page = visitors(entrance.server.address, **options).new_page()
        page.goto("/porte")
        return page

    yield opened
    visitors.close()
    assert not visitors.complaints, "\n".join(visitors.complaints)
