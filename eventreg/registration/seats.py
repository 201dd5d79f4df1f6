"""Seats taken and people waiting, counted from bookings and never stored beside them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import CompoundSelect, func, literal, select, union_all

from eventreg.agenda import programme as agenda
from eventreg.agenda.models import Session
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


EVENT = 0
"""Stands for the event itself where seats are told by session id."""

_BY_STATE = select(Booking.session_id, Booking.state, func.count()).group_by(
    Booking.session_id, Booking.state
)
_SHOWN: CompoundSelect[Any] = union_all(
    select(
        literal(EVENT).label("session_id"), literal("revision").label("state"), Event.revision.label("number")
    ),
    # One count each from the index: grouping would take three times as long.
    *(
        select(literal(EVENT), literal(status), func.count()).where(Registration.status == status)
        for status in (states.CONFIRMED, states.WAITLISTED)
    ),
    _BY_STATE.where(Booking.session_id.in_(select(Session.id).where(Session.capacity.is_not(None)))),
)


def programme_and_seats() -> tuple[Programme | None, dict[int, SeatCount]]:
    """The programme, and the seats of what has a limit (by session id, and of the EVENT), in one query."""
    with reading() as connection:
        counted = {(key, state): number for key, state, number in connection.execute(_SHOWN)}
    programme = agenda.at_revision(counted.get((EVENT, "revision")))
    return programme, _seats(programme, counted) if programme else {}


def count(programme: Programme) -> dict[int, SeatCount]:
    """Of every session, by id. For a decision the caller holds the event's lock."""
    return _seats(programme, {(key, state): number for key, state, number in db.session.execute(_BY_STATE)})


def _seats(programme: Programme, counted: dict[tuple[int, str], int]) -> dict[int, SeatCount]:
    of_event = SeatCount(
        programme.capacity,
        counted.get((EVENT, states.CONFIRMED), 0),
        counted.get((EVENT, states.WAITLISTED), 0),
    )
    return {EVENT: of_event} | {
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
