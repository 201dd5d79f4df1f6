"""Questions about the bookings of one registration."""

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from eventreg.db import db
from eventreg.registration.models import Booking
from eventreg.registration.states import WAITLISTED


def states(registration_id: int) -> dict[int, str]:
    """State by session id."""
    statement = select(Booking.session_id, Booking.state).filter_by(registration_id=registration_id)
    return dict(db.session.execute(statement).tuples().all())


def places_in_queues(registration_id: int) -> dict[int, int]:
    """By session id of each queue in which the person stands: 1 for the first; by time of joining, then id."""
    mine, ahead = aliased(Booking), aliased(Booking)
    earlier = (ahead.joined_at < mine.joined_at) | (
        (ahead.joined_at == mine.joined_at) & (ahead.id <= mine.id)
    )
    statement = (
        select(mine.session_id, func.count())
        .join(ahead, (ahead.session_id == mine.session_id) & (ahead.state == WAITLISTED) & earlier)
        .where(mine.registration_id == registration_id, mine.state == WAITLISTED)
        .group_by(mine.session_id)
    )
    return dict(db.session.execute(statement).tuples().all())
