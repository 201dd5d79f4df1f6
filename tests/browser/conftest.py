"""One demonstration for all tests of this folder, which share it and so never count its rows."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser import site as sites
from tests.support.server import copy_sqlite


@pytest.fixture(scope="session")
def site(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Callable[[bool], Path]
) -> Iterator[sites.Site]:
    instance = tmp_path_factory.mktemp("site") / "instance"
    copy_sqlite(sqlite_template(True), instance)
    copy_sqlite(sqlite_template(False), instance.with_name("bare"))
    with sites.opened(instance, instance.with_name("bare")) as running:
        yield running
