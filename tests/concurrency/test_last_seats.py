"""Sixty people press the button at the same moment for the last five seats: five sit, fifty-five wait, nobody fails."""

import copy
import re
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from flask import Flask
from sqlalchemy import func, select

from eventreg.db import db
from eventreg.mail.models import OutboxMail
from eventreg.registration import bookings
from eventreg.registration.models import Booking, Registration
from tests.conftest import EACH_DATABASE, AppFactory
from tests.registration.answers import ANSWERS
from tests.registration.editions import load, shipped, with_sessions
from tests.support.server import Server

PEOPLE, SEATS = 60, 5
Answer = tuple[int, str]
RECEIVED: Answer = (303, "/inscription/recue")


class Visitor:
    """Has opened the form and filled it; `send` presses the button."""

    def __init__(self, address: str, email: str) -> None:
        self.address, self.session = address, requests.Session()
        answer = self.session.get(f"{address}/inscription")
        # The server closes a connection that idles for two seconds, perhaps at the moment at which it is used again.
        self.session.close()
        hidden = dict(re.findall(r'name="(csrf_token|form)" type="hidden" value="([^"]+)"', answer.text))
        assert set(hidden) == {"csrf_token", "form"}, (answer.status_code, answer.text)
        self.values = {**ANSWERS, **hidden, "email": email}

    def twin(self) -> "Visitor":
        """The same form of the same browser, on a connection of its own."""
        other = copy.copy(self)
        other.session = requests.Session()
        other.session.cookies.update(self.session.cookies)
        return other

    def send(self) -> Answer:
        response = self.session.post(f"{self.address}/inscription", data=self.values, allow_redirects=False)
        return response.status_code, response.headers.get("Location", "")


def at_once(visitors: list[Visitor]) -> list[Answer]:
    barrier = threading.Barrier(len(visitors))

    def send(visitor: Visitor) -> Answer:
        barrier.wait()
        return visitor.send()

    with ThreadPoolExecutor(len(visitors)) as pool:
        return list(pool.map(send, visitors))


@pytest.fixture(params=EACH_DATABASE)
def serving(request: pytest.FixtureRequest, server: Callable[..., Server]) -> Server:
    """Two processes of eight threads, as a deployment runs them."""
    return server(request.param, workers=2, RATELIMIT_ENABLED="0")


@pytest.fixture
def ledger(serving: Server, opened: AppFactory) -> Flask:
    """Looks into the database of the server, in which atelier-1 has five seats."""
    app = opened(serving.settings["DATABASE_URL"])
    with app.test_request_context(method="POST"):
        load(with_sessions(shipped(), {"atelier-1": {"capacity": SEATS}}))
    return app


def test_the_last_five_seats(serving: Server, ledger: Flask) -> None:
    visitors = [Visitor(serving.address, f"p{number}@ville.example.org") for number in range(PEOPLE)]
    assert Counter(at_once(visitors)) == {RECEIVED: PEOPLE}, serving.log[-3000:]
    with ledger.app_context():
        states = select(Booking.state).join(Booking.session).where(Booking.session.has(code="atelier-1"))
        assert Counter(db.session.scalars(states)) == {"booked": SEATS, "waitlisted": PEOPLE - SEATS}
        confirmations = select(func.count(OutboxMail.id)).filter_by(kind="confirmation")
        assert db.session.scalar(confirmations) == PEOPLE
        people = db.session.scalars(select(Registration.id))
        queue = sorted(place for key in people for place in bookings.places_in_queues(key).values())
        assert queue == list(range(1, PEOPLE - SEATS + 1))
    page = requests.get(f"{serving.address}/inscription", timeout=10).text
    assert f"complet, {PEOPLE - SEATS} en attente" in page
    assert "locked" not in serving.log, serving.log[-9000:]


def test_one_person_pressing_again_and_again_registers_once(serving: Server, ledger: Flask) -> None:
    """The same form twenty times, then twenty forms with one address: servers are slow to start, so in one test."""
    visitor = Visitor(serving.address, "zoe@ville.example.org")
    assert Counter(at_once([visitor.twin() for _ in range(20)])) == {RECEIVED: 20}, serving.log[-3000:]
    with ledger.app_context():
        assert db.session.scalar(select(func.count(Registration.id))) == 1
        written = db.session.scalars(select(OutboxMail.kind).order_by(OutboxMail.id))
        assert list(written) == ["confirmation", "reconfirmation", "reminder"]
    spellings = ("lea@ville.example.org", "LEA@ville.example.org", " Lea@Ville.Example.Org ")
    visitors = [Visitor(serving.address, spellings[number % 3]) for number in range(20)]
    assert Counter(at_once(visitors)) == {RECEIVED: 20}, serving.log[-3000:]
    with ledger.app_context():
        assert db.session.scalar(select(func.count(Registration.id))) == 2
        kinds = Counter(db.session.scalars(select(OutboxMail.kind)))
        assert kinds == {"confirmation": 2, "already_registered": 1, "reconfirmation": 2, "reminder": 2}
        assert (
            db.session.scalar(select(func.count(Booking.id)).where(Booking.session.has(code="atelier-1")))
            == 2
        )
