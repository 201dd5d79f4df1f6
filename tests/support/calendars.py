"""Calendars as people keep them: vdirsyncer fetches a feed, khal shows what it has kept.

vdirsyncer gives the events of a feed UIDs of its own, made of their content: a session is known by its address.

`synced(address, folder)` is both. Called again with the same folder it synchronises again, as an hour later.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tests.support.tools import missing

ZONE = "Europe/Paris"
WINDOW = ("2026-02-15", "40d")
"""The days that are looked at: those of the shipped edition, with room to move."""
FIELDS = ("url", "title", "start", "end", "location", "description", "status", "cancelled")
URL = re.compile(r"^URL:(.*/programme/(?:.|\n )*)", re.MULTILINE)
SYNCING = """\
[general]
status_path = "{folder}/status"
[pair feed]
a = "site"
b = "kept"
collections = null
[storage site]
type = "http"
url = "{address}"
[storage kept]
type = "filesystem"
path = "{folder}/events"
fileext = ".ics"
"""
SHOWING = """\
[calendars]
[[feed]]
path = {folder}/events
readonly = True
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = {zone}
default_timezone = {zone}
[sqlite]
path = {folder}/khal.db
"""


class Shown(NamedTuple):
    """One event in khal's words; its times are local."""

    url: str
    title: str
    starts: str
    """`2026-03-03 09:30`."""
    ends: str
    location: str
    description: str
    status: str
    cancelled: bool
    """Marked so by khal."""

    @property
    def code(self) -> str:
        """Of the session, from its address."""
        return self.url.rpartition("/")[2]


def synced(address: str, folder: Path, *, zone: str = ZONE) -> list[Shown]:
    """What somebody who subscribed to this feed sees now, in the order of khal. One and a half seconds the first time,
    then one."""
    return Subscription(address, folder, zone).synced()


@dataclass(frozen=True)
class Subscription:
    """One person's: `folder` holds their settings, their calendar, and nothing that another may share."""

    address: str
    folder: Path
    zone: str = ZONE

    def synced(self) -> list[Shown]:
        self.fetch()
        return self.shown()

    def fetch(self) -> set[str]:
        """The codes of the sessions whose events vdirsyncer wrote or deleted."""
        if not (self.folder / "events").exists():
            self._subscribe()
        before = self._kept()
        self._vdirsyncer("sync")
        return {code for _name, code in before ^ self._kept()}

    def shown(self) -> list[Shown]:
        asked = [word for name in FIELDS for word in ("--json", name)]
        said = self._run("khal", "--config", self.folder / "khal.conf", "list", *asked, *WINDOW)
        rows = [row for day in said.splitlines() for row in json.loads(day)]
        return [Shown._make([*(row[name] for name in FIELDS[:-1]), bool(row["cancelled"])]) for row in rows]

    def _kept(self) -> set[tuple[str, str]]:
        """Names of files and codes of sessions; another content is another name."""
        files = (self.folder / "events").iterdir()
        return {(file.name, _code(file.read_text("utf-8"))) for file in files}

    def _subscribe(self) -> None:
        (self.folder / "events").mkdir(parents=True)
        said = {"folder": self.folder, "address": self.address, "zone": self.zone}
        (self.folder / "vdirsyncer.conf").write_text(SYNCING.format(**said), "utf-8")
        (self.folder / "khal.conf").write_text(SHOWING.format(**said), "utf-8")
        self._vdirsyncer("discover")

    def _vdirsyncer(self, act: str) -> None:
        self._run("vdirsyncer", "--config", self.folder / "vdirsyncer.conf", act)

    def _run(self, name: str, *arguments: str | Path) -> str:
        """Its output; AssertionError with it where the program is not content."""
        command: Sequence[str | Path] = [_program(name), *arguments]
        done = subprocess.run(
            command,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        said = done.stdout + done.stderr
        assert done.returncode == 0, f"{name} {arguments[-1]}: {said}"
        return done.stdout if name == "khal" else said

    def _environment(self) -> dict[str, str]:
        """Nobody's settings but these, and no proxy."""
        return {"HOME": str(self.folder), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": self.zone}


def _code(event: str) -> str:
    found = URL.search(event)
    assert found, event
    return found.group(1).replace("\n ", "").strip().rpartition("/")[2]


def _program(name: str) -> str:
    """That of the environment of the tests, else the machine's own."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return shutil.which(name, path=path) or missing(name)
