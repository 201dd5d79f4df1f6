"""A partner's site, and the demonstration that its pages show; nothing here changes what is published."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.partner import Partner, partner
from tests.support.server import Server, copy_sqlite


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Callable[[bool], Path]
) -> Iterator[Server]:
    instance = tmp_path_factory.mktemp("site") / "instance"
    copy_sqlite(sqlite_template(True), instance)
    with Server(instance) as running:
        yield running


@pytest.fixture
def host() -> Iterator[Partner]:
    with partner() as running:
        yield running
