"""One application for all templates: the checks read, they change nothing."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.support import databases


@pytest.fixture(scope="session")
def shared_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = databases.make_app(tmp_path_factory.mktemp("lint"), {})
    yield app
    databases.close(app)
