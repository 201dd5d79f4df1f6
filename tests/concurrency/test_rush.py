"""Everybody at once: two hundred people who register, change and cancel over sixteen connections.

`make test` plays a moment of it, `make soak` a minute, and a minute in which the server is killed.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from eventreg.db import db
from tests.concurrency import ledger
from tests.concurrency.mailbox import Mailbox
from tests.concurrency.organiser import Organiser, small
from tests.concurrency.rush import Rush
from tests.conftest import EACH_DATABASE, AppFactory
from tests.registration.editions import load, shipped
from tests.support.server import Server
from tests.support.smtp import Sink

LINES = 16
ACCEPTED = {200, 303, 409, 422}
"""409 and 422: a workshop was called off or moved while the form was open."""
LEASE = timedelta(minutes=6)
"""Somewhat longer than a dead worker's messages stay its own."""


@pytest.fixture(params=EACH_DATABASE)
def serving(request: pytest.FixtureRequest, server: Callable[..., Server], smtp_sink: Sink) -> Server:
    mail = {
        "MAIL_SERVER": smtp_sink.host, "MAIL_PORT": str(smtp_sink.port), "MAIL_DEFAULT_SENDER": "team@example.org",
    }  # fmt: skip
    return server(request.param, workers=2, RATELIMIT_ENABLED="0", SECRET_KEY="tests", **mail)


@dataclass
class Scene:
    serving: Server
    ledger: Flask
    mailbox: Mailbox
    rush: Rush
    organiser: Organiser

    def play(self, seconds: float, *, killed: bool = False) -> None:
        """The organiser leaves first: loading an edition would mend whatever was forgotten before."""
        with self.rush.running():
            with self.organiser.at_work(pause=2):
                time.sleep(seconds * 0.4)
                if killed:
                    self._kill()
                time.sleep(seconds * 0.4)
            time.sleep(seconds * 0.2)

    def _kill(self) -> None:
        """And started again when the messages that it was sending are nobody's any more."""
        self.rush.away.set()
        self.serving.kill()
        self.organiser.set_clock(LEASE)
        self.serving.start()
        self.rush.away.clear()

    def check(self) -> None:
        assert not self.rush.faults, self.rush.faults[:3]
        assert not self.organiser.faults, self.organiser.faults[:3]
        statuses = self.rush.statuses
        assert {status for _, status in statuses} <= ACCEPTED, statuses
        assert not [line for line in self.serving.log.splitlines() if "deadlock" in line or "locked" in line]
        with self.ledger.app_context():
            _assert_no_deadlock()
            ledger.assert_nobody_waits_while_a_seat_is_free()
            ledger.assert_nobody_is_in_two_places()
            ledger.assert_never_oversold(self.organiser.loaded)
            ledger.assert_what_was_answered_is_there(self.rush.people)
        self._await_mail()
        with self.ledger.app_context():
            ledger.assert_everybody_was_told(self.mailbox.arrived())

    def _await_mail(self, seconds: float = 120) -> None:
        until = time.monotonic() + seconds
        with self.ledger.app_context():
            while left := ledger.unsent(self.organiser.now()):
                assert time.monotonic() < until, f"{left} messages have not gone"
                db.session.rollback()
                time.sleep(0.1)


@pytest.fixture
def scene(serving: Server, smtp_sink: Sink, opened: AppFactory) -> Callable[[int, int, int], Scene]:
    """`scene(people, places, seats)`: `seats` are those of each workshop."""

    def made(people: int, places: int, seats: int) -> Scene:
        ledger = opened(serving.settings["DATABASE_URL"])
        mailbox = Mailbox(smtp_sink, ledger)
        edition = small(places, seats)
        with ledger.app_context():
            load(edition)
        organiser = Organiser(serving, shipped(), edition)
        rush = Rush(serving.address, mailbox, people, LINES)
        return Scene(serving, ledger, mailbox, rush, organiser)

    return made


def _assert_no_deadlock() -> None:
    """PostgreSQL ends one of the two, and counts it."""
    if db.engine.dialect.name == "postgresql":
        counted = text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        assert db.session.execute(counted).scalar() == 0


def test_a_moment_of_everybody_at_once(scene: Callable[[int, int, int], Scene]) -> None:
    short = scene(40, 20, 2)
    with short.rush.running():
        short.organiser.revise()
        short.rush.wait(100)
    short.check()


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("killed", [False, True], ids=["served", "killed"])
def test_a_minute_of_everybody_at_once(scene: Callable[[int, int, int], Scene], killed: bool) -> None:
    long = scene(200, 150, 8)
    long.play(60, killed=killed)
    sys.stdout.write(long.rush.figures(60) + f"\n{long.rush.statuses}\n")
    long.check()
