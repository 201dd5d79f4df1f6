"""The real application in processes of its own, as an operator starts it."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from tests.support.ports import reserved_port

ROOT = Path(__file__).parents[2]
START_TIMEOUT = 30  # seconds
DEMONSTRATION = {"DEMO": "1", "CLOCK": "2026-02-02T09:00:00+01:00"}


class Server:
    """Gunicorn on a free port with one instance folder; a context manager that starts and stops it.

    `settings` are EVENTREG_ names without prefix; the environment's own are not passed on.
    """

    application = "wsgi:app"
    ready = "/healthz"

    def __init__(self, instance: Path, settings: Mapping[str, str] | None = None, workers: int = 1) -> None:
        self.instance = instance
        self.settings = {**DEMONSTRATION, **(settings or {}), "INSTANCE": str(instance)}
        self.workers = workers
        self.port = reserved_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._log = instance.parent / f"{instance.name}-{self.port}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def log(self) -> str:
        """Everything that the processes wrote, over all starts."""
        return self._log.read_text("utf-8", "replace") if self._log.exists() else ""

    def start(self) -> None:
        """Answers once /healthz does; RuntimeError with the log where it never does."""
        command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{self.port}"]
        command += ["--workers", str(self.workers), "--threads", "8", "--graceful-timeout", "5"]
        command += ["--no-control-socket", self.application]  # servers of one account would share it
        with self._log.open("ab") as log:
            # A session of its own, so that kill() reaches the workers too.
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment(), stdout=log, stderr=log, start_new_session=True
            )
        self._wait(self._process)

    def stop(self) -> None:
        """The operator's way: SIGTERM, and what is under way is finished."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                self.kill()
        self._process = None

    def kill(self) -> None:
        """kill -9 of the master and of every worker, as a power cut would."""
        if self._process is not None:
            with suppress(ProcessLookupError):  # it may have left by itself
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = None

    def flask(self, *arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        """`flask --app wsgi …` with the same settings; its exit status is the caller's to look at."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
        return subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment(),
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )

    def environment(self) -> dict[str, str]:
        foreign = {name: value for name, value in os.environ.items() if not name.startswith("EVENTREG_")}
        return foreign | {f"EVENTREG_{name}": value for name, value in self.settings.items()}

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + START_TIMEOUT
        while time.monotonic() < until and process.poll() is None:
            try:
                with urlopen(f"{self.address}{self.ready}", timeout=5):
                    return
            except HTTPError as error:
                raise RuntimeError(f"/healthz answers {error.code}:\n{self.log}") from error
            except (URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
        self.kill()
        raise RuntimeError(f"The server did not start:\n{self.log}")


def copy_sqlite(template: Path, instance: Path) -> None:
    """Puts a closed SQLite database where an instance folder looks for its own."""
    instance.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(template, instance / "eventreg.db")
