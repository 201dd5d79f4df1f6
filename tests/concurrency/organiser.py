"""An organiser who goes on changing the edition while people register: `flask event load`."""

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from time import monotonic

from eventreg.event.edition import Edition
from eventreg.event.toml import dump
from tests.registration.editions import shipped, times_of, with_places, with_sessions
from tests.support.server import Server

WORKSHOPS = ("atelier-1", "atelier-2", "atelier-3", "atelier-4", "atelier-6", "atelier-7")


def small(places: int, seats: int) -> Edition:
    """Fewer places than people, and few seats in each workshop."""
    return with_sessions(with_places(shipped(), places), {code: {"capacity": seats} for code in WORKSHOPS})


def states(first: Edition) -> Iterator[Edition]:
    """What the organiser makes of it, one after the other, for ever; every fifth is the first again."""
    places, seats = first.event.capacity, next(s.capacity or 0 for s in first.sessions if s.code in WORKSHOPS)
    early = times_of(first, "atelier-1")
    late = {name: at + timedelta(minutes=30) for name, at in early.items()} | {"room": "salle-3"}
    return itertools.cycle(
        (
            with_sessions(
                first, {"atelier-1": {"capacity": seats // 2}, "atelier-2": {"capacity": seats + 2}}
            ),
            with_sessions(
                first, {"atelier-7": {"status": "cancelled"}, "atelier-6": {"capacity": seats + 1}}
            ),
            with_sessions(with_places(first, places + places // 10), {"atelier-3": late}),
            with_sessions(with_places(first, places - places // 10), {"atelier-4": {"status": "cancelled"}}),
            first,
        )
    )


class Organiser:
    """`loaded` are all editions that the server has had, in order; the last of those given is that of the rush."""

    def __init__(self, running: Server, *loaded: Edition) -> None:
        self.running = running
        self._started, self._clock = monotonic(), datetime.fromisoformat(running.settings["CLOCK"])
        self._states = states(loaded[-1])
        self.loaded = list(loaded)
        self.faults: list[str] = []

    def revise(self) -> None:
        edition = next(self._states)
        self.set_clock()
        file = self.running.instance / "edition.toml"
        file.write_text(dump(edition), "utf-8")
        done = self.running.flask("event", "load", str(file))
        if done.returncode == 0:
            self.loaded.append(edition)
        else:
            self.faults.append(done.stderr)

    def now(self) -> datetime:
        return self._clock + timedelta(seconds=monotonic() - self._started)

    def set_clock(self, ahead: timedelta = timedelta(0)) -> None:
        """A demonstration's clock begins anew in every process: the next one is told the present."""
        self._clock += ahead
        self.running.settings["CLOCK"] = self.now().isoformat()

    @contextmanager
    def at_work(self, pause: float) -> Iterator[None]:
        over = threading.Event()

        def work() -> None:
            while not over.wait(pause):
                self.revise()

        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()
