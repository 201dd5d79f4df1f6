"""Seats taken and people waiting, counted from bookings and never stored beside them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import CompoundSelect, func, literal, null, select, union_all

from eventreg.agenda import programme as agenda
from eventreg.agenda.programme import Programme
from eventreg.db import db, reading
from eventreg.event.models import Event
from eventreg.registration import states
from eventreg.registration.models import Booking, Registration


@dataclass(frozen=True, slots=True)
class SeatCount:
    capacity: int | None
    """None is unlimited."""
    taken: int = 0
    waiting: int = 0

    @property
    def left(self) -> int | None:
        """Seats that a newcomer may take: a seat that somebody waits for is not one of them."""
        return None if self.capacity is None else max(0, self.capacity - self.taken - self.waiting)

    @property
    def full(self) -> bool:
        return self.left == 0

    @property
    def few(self) -> bool:
        return self.left is not None and 0 < self.left <= max(5, (self.capacity or 0) // 10)

    @property
    def over(self) -> int:
        """How many hold a seat beyond a capacity that was lowered."""
        return 0 if self.capacity is None else max(0, self.taken - self.capacity)


_COUNTS: CompoundSelect[Any] = union_all(
    select(null().label("session_id"), literal("revision").label("state"), Event.revision.label("number")),
    select(Booking.session_id, Booking.state, func.count()).group_by(Booking.session_id, Booking.state),
)


def programme_and_seats() -> tuple[Programme | None, dict[int, SeatCount]]:
    """The programme and, by session id, its seats, in one query."""
    revision, counted = None, {}
    with reading() as connection:
        rows = connection.execute(_COUNTS).all()
    for session_id, state, number in rows:
        if session_id is None:
            revision = number
        else:
            counted[session_id, state] = number
    programme = agenda.at_revision(revision)
    if programme is None:
        return None, {}
    return programme, _seats(programme, counted)


def count(programme: Programme) -> dict[int, SeatCount]:
    """By session id; the caller holds the event's lock."""
    statement = select(Booking.session_id, Booking.state, func.count()).group_by(
        Booking.session_id, Booking.state
    )
    return _seats(programme, {(key, state): number for key, state, number in db.session.execute(statement)})


def _seats(programme: Programme, counted: dict[tuple[int, str], int]) -> dict[int, SeatCount]:
    return {
        s.id: SeatCount(
            s.capacity, counted.get((s.id, states.BOOKED), 0), counted.get((s.id, states.WAITLISTED), 0)
        )
        for s in programme.sessions
    }


def event_seats(capacity: int) -> SeatCount:
    """Places at the event itself."""
    statement = select(Registration.status, func.count()).group_by(Registration.status)
    counted: dict[str, int] = dict(db.session.execute(statement).all())
    return SeatCount(capacity, counted.get(states.CONFIRMED, 0), counted.get(states.WAITLISTED, 0))


def place_in_queue(booking: Booking) -> int:
    """1 for the first who waits; by time of joining, then id."""
    earlier = (Booking.joined_at < booking.joined_at) | (
        (Booking.joined_at == booking.joined_at) & (Booking.id < booking.id)
    )
    statement = select(func.count()).where(
        Booking.session_id == booking.session_id, Booking.state == states.WAITLISTED, earlier
    )
    return (db.session.scalars(statement).one() or 0) + 1
