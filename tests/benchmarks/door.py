"""What the door costs a server: the snapshot of two thousand people that a phone takes along."""

import gzip
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median

from eventreg.checkin import devices
from eventreg.db import db
from eventreg.registration.states import CANCELLED
from tests.benchmarks.participants import Instance
from tests.concurrency.visitors import Visitor, with_badges
from tests.support import databases
from tests.support.server import Server

MORNING = "2026-03-03T08:30:00+01:00"
PEOPLE, MOST_KILOBYTES, MOST_MILLISECONDS, TIMES = 2000, 300, 100, 9


@dataclass(frozen=True)
class Gate:
    """A served instance with so many people, and what lets a device in."""

    server: Server
    visitors: list[Visitor]
    secrets: devices.Secrets


@contextmanager
def gate(folder: Path, people: int, *, cancelled: int = 0) -> Iterator[Gate]:
    """On the morning of the first day; the device is a supervisor's. So many of the people have cancelled."""
    folder.mkdir()
    databases.migrate(folder, {}, databases.EDITION)
    app = databases.make_app(folder, {})
    with app.test_request_context(method="POST"):
        visitors = with_badges(people - cancelled)
        visitors += with_badges(cancelled, status=CANCELLED) if cancelled else []
        now = datetime.fromisoformat(MORNING)
        secrets = devices.add("banc", "supervisor", with_key=True, now=now)
        db.session.commit()
    databases.close(app)
    with Server(folder, {"SECRET_KEY": "tests", "CLOCK": MORNING, "RATELIMIT_ENABLED": "0"}) as server:
        yield Gate(server, visitors, secrets)


def report_snapshot(folder: Path) -> int:
    """Prints size and time; answers how many of the two are missed."""
    with gate(folder / "snapshot", PEOPLE) as served:
        instance = Instance(served.server, [])
        headers = {"Authorization": f"Bearer {served.secrets.key}", "Accept-Encoding": "gzip"}
        times = []
        for _ in range(TIMES):
            start = time.perf_counter()
            content = instance.get("/porte/api/snapshot", headers)
            times.append((time.perf_counter() - start) * 1000)
    assert gzip.decompress(content).count(b'"token_hash"') == PEOPLE
    size, taken = len(content) / 1000, median(times)
    print(f"\n{f'snapshot of {PEOPLE} people':36}{'':8}{'':8}{'most':>6}")
    missed = [size > MOST_KILOBYTES, taken > MOST_MILLISECONDS]
    print(f"{'gzipped':36}{size:8.0f} kB{MOST_KILOBYTES:11} kB{'  not met' if missed[0] else ''}")
    print(f"{'answered in':36}{taken:8.0f} ms{MOST_MILLISECONDS:11} ms{'  not met' if missed[1] else ''}")
    return sum(missed)
