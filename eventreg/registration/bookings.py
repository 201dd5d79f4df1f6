"""Questions about the bookings of one registration."""

from collections.abc import Iterable

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from eventreg.agenda.models import Session
from eventreg.db import batches, db
from eventreg.registration.models import Booking
from eventreg.registration.states import WAITLISTED

_STATES = select(Booking.session_id, Booking.state).where(
    Booking.registration_id == bindparam("registration")
)
_mine, _ahead = aliased(Booking), aliased(Booking)
_PLACES = (
    select(_mine.session_id, func.count())
    .join(
        _ahead,
        and_(
            _ahead.session_id == _mine.session_id,
            _ahead.state == WAITLISTED,
            or_(
                _ahead.joined_at < _mine.joined_at,
                and_(_ahead.joined_at == _mine.joined_at, _ahead.id <= _mine.id),
            ),
        ),
    )
    .where(_mine.registration_id == bindparam("registration"), _mine.state == WAITLISTED)
    .group_by(_mine.session_id)
)


def states(registration_id: int) -> dict[int, str]:
    """State by session id."""
    return dict(db.session.execute(_STATES, {"registration": registration_id}).all())


def states_by_code(registration_id: int) -> dict[str, str]:
    """State by session code of all bookings."""
    return states_of_each([registration_id])[registration_id]


def states_of_each(registrations: Iterable[int]) -> dict[int, dict[str, str]]:
    """The same for each of these people."""
    found: dict[int, dict[str, str]] = {key: {} for key in registrations}
    for keys in batches(found):
        statement = (
            select(Booking.registration_id, Session.code, Booking.state)
            .join(Booking.session)
            .where(Booking.registration_id.in_(keys))
            .order_by(Booking.id)
        )
        for key, code, state in db.session.execute(statement):
            found[key][code] = state
    return found


def preferences(registration_id: int) -> dict[int, int]:
    """Of the places in queues, by session id."""
    statement = select(Booking.session_id, Booking.preference).filter_by(
        registration_id=registration_id, state=WAITLISTED
    )
    return dict(db.session.execute(statement).all())


def places_in_queues(registration_id: int) -> dict[int, int]:
    """By session id of each queue in which the person stands: 1 for the first; by time of joining, then id."""
    return dict(db.session.execute(_PLACES, {"registration": registration_id}).all())
