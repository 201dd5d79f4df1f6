"""Seats taken and people waiting, counted from bookings and never stored beside them.

Pages are told the same numbers until somebody's booking changes them: `Event.seats_revision` says when to count again,
in whichever process that happened.
"""

from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import CompoundSelect, Connection, Engine, and_, func, literal, select, union_all

from eventreg.agenda import programme as agenda
from eventreg.agenda.models import Session
from eventreg.agenda.programme import Programme
from eventreg.db import db, only_looks, reading
from eventreg.event.models import EVENT_ID, Event
from eventreg.registration import states
from eventreg.registration.models import Booking, Displacement, Registration


@dataclass(frozen=True, slots=True)
class SeatCount:
    capacity: int | None
    """None is unlimited."""
    taken: int = 0
    waiting: int = 0
    reserved: int = 0
    """For people who lost theirs in this time."""

    @property
    def left(self) -> int | None:
        """Seats that a newcomer gets. Nobody who could have one of them waits: see `promotion`."""
        return None if self.capacity is None else max(0, self.capacity - self.taken - self.reserved)

    @property
    def empty(self) -> int | None:
        """Seats in which nobody sits yet, for whomever they are."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)

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
BESIDE = "beside"
"""Confirmed without taking one of the event's places."""

_BY_STATE = select(Booking.session_id, Booking.state, func.count()).group_by(
    Booking.session_id, Booking.state
)
_RESERVED = (
    select(Session.id, literal("reserved"), func.count(Displacement.registration_id.distinct()))
    .join(
        Displacement,
        and_(Displacement.starts_at < Session.ends_at, Session.starts_at < Displacement.ends_at),
    )
    .join(Registration, Registration.id == Displacement.registration_id)
    .where(Displacement.settled_at.is_(None), Registration.status == states.CONFIRMED)
    .group_by(Session.id)
)
_STANDING = {
    # One count each from an index: grouping would take three times as long.
    states.CONFIRMED: select(func.count()).where(Registration.status == states.CONFIRMED),
    BESIDE: select(func.count()).where(Registration.status == states.CONFIRMED, Registration.beside_capacity),
    states.WAITLISTED: select(func.count()).where(Registration.status == states.WAITLISTED),
}
_FIRST_WAITING = select(Registration.id).where(Registration.status == states.WAITLISTED).limit(1).subquery()
_PLACES = select(
    _STANDING[states.CONFIRMED].scalar_subquery() - _STANDING[BESIDE].scalar_subquery(),
    select(func.count()).select_from(_FIRST_WAITING).scalar_subquery(),
)
_COUNTED = union_all(_BY_STATE, _RESERVED)
_REVISIONS = select(Event.revision, Event.seats_revision)
_SHOWN: CompoundSelect[Any] = union_all(
    *(
        select(literal(EVENT), literal(standing), counted.scalar_subquery())
        for standing, counted in _STANDING.items()
    ),
    _BY_STATE.where(Booking.session_id.in_(select(Session.id).where(Session.capacity.is_not(None)))),
    _RESERVED,
)
_kept: WeakKeyDictionary[Engine, tuple[tuple[int, int], dict[int, SeatCount]]] = WeakKeyDictionary()


def programme_and_seats() -> tuple[Programme | None, dict[int, SeatCount]]:
    """The programme, and the seats of what has a limit (by session id, and of the EVENT)."""
    with reading() as connection:
        revisions = connection.execute(_REVISIONS).first()
        if revisions is None:
            return None, {}
        programme = agenda.at_revision(revisions.revision)
        assert programme is not None  # noqa: S101 - it has a revision
        return programme, _counted_at((revisions.revision, revisions.seats_revision), programme, connection)


def _counted_at(
    revisions: tuple[int, int], programme: Programme, connection: Connection
) -> dict[int, SeatCount]:
    kept = _kept.get(db.engine)
    if kept and kept[0] == revisions:
        return kept[1]
    counts = _seats(programme, {(key, state): number for key, state, number in connection.execute(_SHOWN)})
    # What was counted is of these revisions or newer. A transaction that may be rolled back counts for itself.
    if only_looks():
        _kept[db.engine] = (revisions, counts)
    return counts


def changed() -> None:
    """Whoever changes a seat or a place, holding the event's lock, says so here."""
    db.session.get_one(Event, EVENT_ID).seats_revision += 1


def count(programme: Programme) -> dict[int, SeatCount]:
    """Of every session, by id. For a decision the caller holds the event's lock."""
    return _seats(programme, {(key, state): number for key, state, number in db.session.execute(_COUNTED)})


def _seats(programme: Programme, counted: dict[tuple[int, str], int]) -> dict[int, SeatCount]:
    of_event = SeatCount(
        programme.capacity,
        counted.get((EVENT, states.CONFIRMED), 0) - counted.get((EVENT, BESIDE), 0),
        counted.get((EVENT, states.WAITLISTED), 0),
    )
    return {EVENT: of_event} | {
        s.id: SeatCount(
            s.capacity,
            counted.get((s.id, states.BOOKED), 0),
            counted.get((s.id, states.WAITLISTED), 0),
            counted.get((s.id, "reserved"), 0),
        )
        for s in programme.sessions
    }


def event_seats(capacity: int) -> SeatCount:
    """Places at the event itself. `waiting` says whether anybody waits: they are not counted."""
    taken, waiting = db.session.execute(_PLACES).one()
    return SeatCount(capacity, taken, waiting)
