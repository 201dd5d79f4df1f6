"""A private PostgreSQL cluster: a Unix socket only, no durability, gone with the test session."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.support import memory
from tests.support.tools import missing, program

OPTIONS = (
    "listen_addresses=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
)
START_TIMEOUT = 30  # seconds; a loaded machine takes 2


@dataclass(frozen=True)
class Cluster:
    socket: Path
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def url(self, database: str) -> str:
        """The SQLAlchemy address of a database of this cluster."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.socket}"

    def create(self, template: str = "template1") -> str:
        """A fresh database copied from a template to which nobody is connected; answers its name."""
        name = f"test_{next(self._numbers)}"
        self._execute("CREATE DATABASE {} TEMPLATE {}", name, template)
        return name

    def drop(self, name: str) -> None:
        """Removes the database even while somebody is connected to it."""
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _execute(self, statement: str, *names: str) -> None:
        with psycopg.connect(host=str(self.socket), user="postgres", autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Skips (fails under CI) where the server's programs are missing."""
    postgres, initdb = _programs()
    # Not pytest's folder: that one is closed to the server's user, and its path is too long for a socket.
    folder = Path(tempfile.mkdtemp(prefix="eventreg-pg-", dir=memory.folder()))
    account = _account()
    if account:
        shutil.chown(folder, account["user"], account["group"])
    try:
        data = folder / "data"
        options = ["-N", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C"]
        subprocess.run([initdb, *options, "-D", data], check=True, capture_output=True, cwd="/", **account)
        with _server(postgres, data, folder, account):
            yield Cluster(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _server(postgres: Path, data: Path, socket: Path, account: dict[str, Any]) -> Iterator[None]:
    options = [part for option in (*OPTIONS, f"unix_socket_directories={socket}") for part in ("-c", option)]
    with (socket / "log").open("wb") as log:
        process = subprocess.Popen(
            [postgres, "-D", data, *options], stdout=log, stderr=subprocess.STDOUT, cwd="/", **account
        )
    try:
        _wait(process, socket)
        yield
    finally:
        process.send_signal(signal.SIGINT)  # the fast shutdown: connections are closed for their owners
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], socket: Path) -> None:
    until = time.monotonic() + START_TIMEOUT
    while time.monotonic() < until and process.poll() is None:
        try:
            psycopg.connect(host=str(socket), user="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError("PostgreSQL did not start:\n" + (socket / "log").read_text("utf-8", "replace"))


def _programs() -> tuple[Path, Path]:
    folders = "/usr/lib/postgresql/*/bin"
    postgres, initdb = program("postgres", folders=folders), program("initdb", folders=folders)
    if postgres is None or initdb is None:
        missing("PostgreSQL (postgres, initdb)")
    return postgres, initdb


def _account() -> dict[str, Any]:
    """Whom the server runs as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    entry = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
