"""A mail server with moods, several workers, and nothing that gets lost or overtaken."""

import random
import threading
import time
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventreg.db import db
from eventreg.mail import carriers, delivery, settling
from eventreg.mail.models import QUEUED, SENT, OutboxMail
from tests.mail.notes import with_notes, write
from tests.support.smtp import Mode, Sink

PEOPLE, EACH, WORKERS, SECONDS = 60, 5, 3, 15
MOODS = (Mode.ACCEPT, Mode.DELAY, Mode.DROP, Mode.VANISH)


@pytest.fixture
def hasty(app_each_db: Flask, smtp_sink: Sink, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """Tries again at once, for as long as the test lasts."""
    monkeypatch.setattr(settling, "FIRST_PAUSE", settling.FIRST_PAUSE / 1000)
    monkeypatch.setattr(settling, "PAUSE_FACTOR", 1)
    monkeypatch.setattr(settling, "MOST_ATTEMPTS", 1_000_000)
    app_each_db.config["MAIL_SERVER"], app_each_db.config["MAIL_PORT"] = smtp_sink.host, smtp_sink.port
    app_each_db.config["MAIL_DEFAULT_SENDER"] = "team@example.org"
    carriers.extension.init_app(app_each_db)
    return with_notes(app_each_db)


@pytest.mark.slow
def test_every_mail_arrives_in_the_order_of_each_person(hasty: Flask, smtp_sink: Sink):
    chance, over = random.Random(20260303), threading.Event()

    def deliver() -> None:
        with hasty.app_context():
            delivery.send_due()

    def change_mood() -> None:
        smtp_sink.mode = chance.choice(MOODS)
        time.sleep(chance.random() / 10)

    smtp_sink.stop()
    threads = [threading.Thread(target=_until, args=(over, deliver)) for _ in range(WORKERS)]
    threads.append(threading.Thread(target=_until, args=(over, change_mood)))
    for thread in threads:
        thread.start()
    _write_to_everybody(hasty, lambda number: smtp_sink.start() if number == 1 else None)
    over.set()
    for thread in threads:
        thread.join()
    smtp_sink.mode = Mode.ACCEPT

    assert _settled(hasty) == {SENT: PEOPLE * EACH}
    for person in range(PEOPLE):
        arrived = [str(m["Subject"]) for m in smtp_sink.messages if m["To"] == f"{person}@example.org"]
        # The same message may come twice, one after the other, where its answer was lost.
        assert arrived == sorted(arrived)
        assert set(arrived) == {str(number) for number in range(EACH)}


def _until(over: threading.Event, act: Callable[[], None]) -> None:
    while not over.is_set():
        act()
        time.sleep(0.01)


def _write_to_everybody(app: Flask, between: Callable[[int], None]) -> None:
    with app.app_context():
        for number in range(EACH):
            for person in range(PEOPLE):
                write(f"{number}", to=f"{person}@example.org")
            time.sleep(SECONDS / EACH)
            between(number)


def _settled(app: Flask) -> dict[str, int]:
    """Messages by state, once nothing waits any more, or after 20 seconds."""
    by_state = select(OutboxMail.state, func.count()).group_by(OutboxMail.state)
    until = time.monotonic() + 20
    while True:
        with app.app_context():
            delivery.send_due()
            found: dict[str, int] = dict(db.session.execute(by_state).all())
        if QUEUED not in found or time.monotonic() > until:
            return found
        time.sleep(0.05)
