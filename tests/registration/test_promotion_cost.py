"""A seat that frees costs the same whoever waits outside: fifty people or five thousand."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median

import pytest
from flask import Flask
from sqlalchemy import event, select, text, update

from eventreg.agenda.models import Session
from eventreg.agenda.programme import current
from eventreg.db import db
from eventreg.event.models import Event
from eventreg.registration import changing
from eventreg.registration.models import Booking, Registration
from eventreg.registration.states import BOOKED, CONFIRMED, WAITLISTED
from tests.registration.crowds import crowd, holding, waiting
from tests.support.people import OPEN

FEW, MANY, TIMES, ROUNDS = 50, 5000, 12, 4
WORKSHOP, SEATS = "atelier-1", 60
RATIO = 1.5


@dataclass
class Cost:
    statements: list[list[str]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Of one request: a session that knows nothing yet."""
        db.session.remove()
        said: list[str] = []

        def note(connection: object, cursor: object, statement: str, *_: object) -> None:
            said.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        start = time.perf_counter()
        yield
        self.seconds.append(time.perf_counter() - start)
        event.remove(db.engine, "before_cursor_execute", note)
        self.statements.append(said)


@pytest.fixture
def opened_app(app_each_db: Flask) -> Iterator[Flask]:
    with app_each_db.app_context():
        yield app_each_db


def places(number: int) -> None:
    """As loading another edition would."""
    db.session.execute(update(Event).values(capacity=number, revision=Event.revision + 1))
    db.session.commit()


def cancelled(key: int) -> None:
    changing.cancel(key, now=OPEN)
    db.session.commit()


def seats_freed(cost: Cost, holders: list[int], queue: list[int]) -> None:
    """Holders leave one by one, each for the first of the queue."""
    for _ in range(TIMES):
        with cost.measured():
            cancelled(holders.pop(0))
        holds = select(Booking.state).filter_by(registration_id=queue.pop(0))
        assert db.session.scalars(holds).all() == [BOOKED]
    held = select(Booking.registration_id).join(Booking.session).where(Session.code == WORKSHOP)
    assert set(db.session.scalars(held.where(Booking.state == WAITLISTED))) == set(queue)


def places_freed(cost: Cost, holders: list[int], queue: list[int]) -> None:
    for _ in range(TIMES):
        with cost.measured():
            cancelled(holders.pop(0))
        assert db.session.get_one(Registration, queue.pop(0)).status == CONFIRMED
    still = select(Registration.id).filter_by(status=WAITLISTED).order_by(Registration.id)
    assert db.session.scalars(still).all() == queue


def settled_in() -> None:
    """The programme is read once per revision; PostgreSQL looks once a minute how full its tables are."""
    current()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE"))
        db.session.commit()


def assert_no_dearer(few: Cost, freed: Callable[[Cost], None]) -> None:
    """The same statements each time. Of the times the least counts, since what else the machine does only adds."""
    many = Cost()
    for _ in range(ROUNDS):
        freed(many)
        if min(many.seconds) <= RATIO * min(few.seconds):
            break
    assert all(said == few.statements[0] for said in few.statements + many.statements)
    seconds = [(min(cost.seconds), median(cost.seconds)) for cost in (few, many)]
    assert seconds[1][0] <= RATIO * seconds[0][0], seconds


def test_a_freed_seat_costs_the_same_with_five_thousand_waiting(opened_app: Flask):
    places(2 * MANY)
    holders, queue, few = crowd(SEATS), crowd(FEW), Cost()
    holding(holders, WORKSHOP)
    waiting(queue, WORKSHOP)
    settled_in()
    seats_freed(few, holders, queue)
    more = crowd(MANY - len(queue))
    waiting(more, WORKSHOP)
    queue += more
    settled_in()
    assert_no_dearer(few, lambda many: seats_freed(many, holders, queue))


def test_a_freed_place_at_the_event_costs_the_same_with_five_thousand_waiting(opened_app: Flask):
    holders, queue, few = crowd(SEATS), crowd(FEW, status=WAITLISTED), Cost()
    places(SEATS)
    settled_in()
    places_freed(few, holders, queue)
    queue += crowd(MANY - len(queue), status=WAITLISTED)
    settled_in()
    assert_no_dearer(few, lambda many: places_freed(many, holders, queue))
