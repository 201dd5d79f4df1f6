"""One server for all browsers of this folder; each test begins with nothing in the draft."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from tests.editing.office import Office, opened
from tests.organisation.desk import signed_in


@pytest.fixture
def organiser(app: Flask) -> FlaskClient:
    return signed_in(app)


@pytest.fixture(scope="session")
def building(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, sqlite_template: Callable[[bool], Path]
) -> Iterator[Office]:
    with opened(browser, tmp_path_factory.mktemp("office") / "instance", sqlite_template(True)) as office:
        yield office


@pytest.fixture
def office(building: Office) -> Iterator[Office]:
    building.clear()
    yield building
    building.leave()
