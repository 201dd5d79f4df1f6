"""A seat that frees costs the same whoever waits outside: fifty people or five thousand."""

import time
from collections.abc import Iterator
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
from eventreg.registration.states import BOOKED, CANCELLED, CONFIRMED, WAITLISTED
from tests.registration.crowds import crowd, holding, waiting
from tests.support.people import OPEN

FEW, MANY, ROUNDS = 50, 5000, 40
SMALL, LARGE, SEATS = "atelier-1", "atelier-7", 60
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


@dataclass
class Queue:
    """A workshop that is full, and those who wait for it."""

    code: str
    waits: int
    cost: Cost = field(default_factory=Cost)

    def __post_init__(self) -> None:
        self.holders, self.people = crowd(SEATS), crowd(self.waits)
        holding(self.holders, self.code)
        waiting(self.people, self.code)

    def free(self) -> None:
        """A holder leaves, for the first of the queue."""
        with self.cost.measured():
            cancelled(self.holders.pop(0))
        holds = select(Booking.state).filter_by(registration_id=self.people.pop(0))
        assert db.session.scalars(holds).all() == [BOOKED]

    def waiting(self) -> list[int]:
        held = select(Booking.registration_id).join(Booking.session).where(Session.code == self.code)
        return list(db.session.scalars(held.where(Booking.state == WAITLISTED).order_by(Booking.id)))


def away(people: list[int], status: str) -> None:
    """Out of the event's queue, or in it again, all at once."""
    changed = update(Registration).where(Registration.id.in_(people)).values(status=status)
    db.session.execute(changed)
    db.session.commit()


def place_freed(cost: Cost, holders: list[int], queue: list[int]) -> None:
    with cost.measured():
        cancelled(holders.pop(0))
    assert db.session.get_one(Registration, queue.pop(0)).status == CONFIRMED


def settled_in() -> None:
    """The programme is read once per revision; PostgreSQL looks once a minute how full its tables are."""
    current()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE"))
        db.session.commit()


def assert_no_dearer(few: Cost, many: Cost) -> None:
    """The same statements each time. Of the times the least counts, since what else the machine does only adds."""
    assert all(said == few.statements[0] for said in few.statements + many.statements)
    seconds = [(min(cost.seconds), median(cost.seconds)) for cost in (few, many)]
    assert seconds[1][0] <= RATIO * seconds[0][0], seconds


def test_a_freed_seat_costs_the_same_with_five_thousand_waiting(opened_app: Flask):
    """In turn, so that a machine that slows down does so for both."""
    places(2 * MANY)
    small, large = Queue(SMALL, FEW), Queue(LARGE, MANY)
    settled_in()
    for _ in range(ROUNDS):
        small.free()
        large.free()
    assert [small.waiting(), large.waiting()] == [small.people, large.people]
    assert_no_dearer(small.cost, large.cost)


def test_a_freed_place_at_the_event_costs_the_same_with_five_thousand_waiting(opened_app: Flask):
    """In turn: most of the queue goes away and comes back."""
    holders, queue = crowd(SEATS), crowd(FEW, status=WAITLISTED)
    places(SEATS)
    more = crowd(MANY - len(queue), status=WAITLISTED)
    few, many = Cost(), Cost()
    for _ in range(ROUNDS // 8):
        for cost, status in ((few, CANCELLED), (many, WAITLISTED)):
            away(more, status)
            settled_in()
            for _ in range(4):
                place_freed(cost, holders, queue)
    still = select(Registration.id).filter_by(status=WAITLISTED).order_by(Registration.id)
    assert db.session.scalars(still).all() == queue + more
    assert_no_dearer(few, many)
