"""Fixtures for every test.

`app` and `client` have the schema and the shipped edition on SQLite; `empty_app` has the schema alone;
`app_each_db` and `empty_app_each_db` run the test on SQLite and on PostgreSQL. `make_app(**settings)` gives further
applications on the same database. Each test has a database and an instance folder of its own.
"""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from eventreg import clock
from eventreg.accounts import passwords
from tests.support import browser as browsers
from tests.support import compiled, databases, memory, postgres, smtp
from tests.support.databases import EDITION
from tests.support.server import Server
from tests.support.tools import MISSING

QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
EACH_DATABASE = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
Loaded = bool
Database = Callable[[str, Loaded], str]
AppFactory = Callable[..., Flask]


@pytest.fixture(scope="session", autouse=True)
def _no_foreign_settings() -> None:
    for name in [name for name in os.environ if name.startswith("EVENTREG_")]:
        del os.environ[name]


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """Argon2id all the same, at a thousandth of its cost: hundreds of tests sign somebody in. What the product
    itself asks for: tests/accounts/test_passwords.py."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", QUICK)
        yield


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        compiled.share_addresses(patch)
        yield


@pytest.fixture(autouse=True)
def _real_time() -> Iterator[None]:
    """A demonstration moves the clock of the whole process."""
    yield
    clock.start_at(None)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Loaded], Path]:
    """Closed databases without and with the edition, each made when first asked for."""

    @cache
    def template(loaded: Loaded) -> Path:
        instance = tmp_path_factory.mktemp("template")
        databases.migrate(instance, {}, EDITION if loaded else None)
        return instance / "eventreg.db"

    return template


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[postgres.Cluster]:
    with postgres.cluster() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def postgres_template(
    postgres_cluster: postgres.Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Loaded], str]:
    """Names of databases without and with the edition, to which nobody is connected."""

    @cache
    def template(loaded: Loaded) -> str:
        name = postgres_cluster.create()
        settings = {"DATABASE_URL": postgres_cluster.url(name)}
        databases.migrate(tmp_path_factory.mktemp("template"), settings, EDITION if loaded else None)
        return name

    return template


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    folder = tmp_path / "instance"
    folder.mkdir()
    return folder


@pytest.fixture
def database(request: pytest.FixtureRequest, instance: Path) -> Iterator[Database]:
    """`database("sqlite" or "postgresql", loaded)` makes this test's own database and answers its address."""
    dropped: list[Callable[[], None]] = []

    def make(kind: str, loaded: Loaded) -> str:
        if kind == "sqlite":
            shutil.copyfile(request.getfixturevalue("sqlite_template")(loaded), instance / "eventreg.db")
            return f"sqlite:///{instance / 'eventreg.db'}"
        cluster: postgres.Cluster = request.getfixturevalue("postgres_cluster")
        name = cluster.create(request.getfixturevalue("postgres_template")(loaded))
        dropped.append(lambda: cluster.drop(name))
        return cluster.url(name)

    yield make
    for drop in dropped:
        drop()


@pytest.fixture
def opened(instance: Path, database: Database) -> Iterator[AppFactory]:
    """`opened(address, **settings)`: an application whose connections are closed before its database goes."""
    apps: list[Flask] = []

    def make(address: str, **settings: object) -> Flask:
        apps.append(databases.make_app(instance, {"DATABASE_URL": address, **settings}))
        return apps[-1]

    yield make
    for app in apps:
        databases.close(app)


@pytest.fixture
def app(opened: AppFactory, database: Database) -> Flask:
    return opened(database("sqlite", True))


@pytest.fixture
def empty_app(opened: AppFactory, database: Database) -> Flask:
    return opened(database("sqlite", False))


@pytest.fixture(params=EACH_DATABASE)
def app_each_db(request: pytest.FixtureRequest, opened: AppFactory, database: Database) -> Flask:
    return opened(database(request.param, True))


@pytest.fixture(params=EACH_DATABASE)
def empty_app_each_db(request: pytest.FixtureRequest, opened: AppFactory, database: Database) -> Flask:
    return opened(database(request.param, False))


@pytest.fixture
def make_app(opened: AppFactory, database: Database) -> AppFactory:
    """`make_app(**settings)`: an application with other settings, on one SQLite database with the edition."""
    address = database("sqlite", True)
    return lambda **settings: opened(address, **settings)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def smtp_sink() -> Iterator[smtp.Sink]:
    with smtp.sink() as sink:
        yield sink


@pytest.fixture
def server(instance: Path, database: Database) -> Iterator[Callable[..., Server]]:
    """`server(kind="sqlite", workers=1, **settings)`: the demonstration in processes of its own, already serving."""
    servers: list[Server] = []

    def start(kind: str = "sqlite", workers: int = 1, **settings: str) -> Server:
        address = {"DATABASE_URL": database(kind, True)}
        servers.append(Server(instance, address | settings, workers))
        servers[-1].start()
        return servers[-1]

    yield start
    for running in servers:
        running.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with browsers.chromium() as chromium:
        yield chromium


@pytest.fixture
def visitor(browser: Browser) -> Iterator[browsers.Visitors]:
    """`visitor(server.address, script=False, width=320, scheme="dark", lang="en")`: one visitor's browser context.

    The test fails where a page broke the content security policy or its script raised.
    """
    visitors = browsers.Visitors(browser)
    yield visitors
    visitors.close()
    assert not visitors.complaints, "\n".join(visitors.complaints)


def pytest_configure() -> None:
    """Before the first temporary folder is made."""
    if place := memory.folder():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", place)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks follow from the fixtures, so that nobody forgets them."""
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        if names & {"browser", "visitor"}:
            item.add_marker(pytest.mark.browser)
        if names & {"postgres_cluster", "postgres_template"}:
            item.add_marker(pytest.mark.postgres)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Names what could not run for want of a tool, where nobody overlooks it."""
    missing: dict[str, int] = {}
    for report in terminalreporter.getreports("skipped"):
        reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
        if MISSING in reason:
            tool = reason.partition(MISSING)[2]
            missing[tool] = missing.get(tool, 0) + 1
    for tool, number in sorted(missing.items()):
        terminalreporter.write_line(f"NOT RUN: {number} tests, because {tool} is missing here.", yellow=True)


def pytest_collection_finish() -> None:
    """Thousands of tests and their modules stay to the end: no use in looking through them for garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
