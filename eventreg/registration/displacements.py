"""People who lost a seat because its session was cancelled or moved, and before whom they come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from eventreg.agenda.grid import Timed, overlap
from eventreg.agenda.programme import Programme, SessionEntry
from eventreg.db import ALONE, UTCDateTime, db
from eventreg.registration.models import Booking, Displacement, Registration
from eventreg.registration.states import BOOKED, CONFIRMED


@dataclass(frozen=True, slots=True)
class Displaced:
    """A time in which somebody lost a seat and has none yet."""

    id: int
    registration_id: int
    starts_at: datetime
    ends_at: datetime
    created_at: datetime
    expires_at: datetime

    def touches(self, session: Timed) -> bool:
        return overlap(self, session)


_OPEN = select(
    Displacement.id,
    Displacement.registration_id,
    Displacement.starts_at,
    Displacement.ends_at,
    Displacement.created_at,
    Displacement.expires_at,
).where(Displacement.settled_at.is_(None))


_OUTSTANDING = _OPEN.join(Registration, Registration.id == Displacement.registration_id).where(
    Displacement.expires_at > bindparam("now", type_=UTCDateTime()), Registration.status == CONFIRMED
)


def outstanding(now: datetime) -> Sequence[Displaced]:
    """Of people who have a place at the event."""
    return [Displaced(*row) for row in db.session.execute(_OUTSTANDING, {"now": now})]


def of(registration_id: int, now: datetime) -> Sequence[Displaced]:
    statement = _OPEN.where(Displacement.registration_id == registration_id, Displacement.expires_at > now)
    return [Displaced(*row) for row in db.session.execute(statement)]


def before(displaced: Iterable[Displaced], session: Timed, registration_id: int, joined_at: datetime) -> int:
    """How many come before somebody who joined the queue of `session` at `joined_at`."""
    return len(
        {
            one.registration_id
            for one in displaced
            if one.touches(session) and one.created_at < joined_at and one.registration_id != registration_id
        }
    )


def joining(displaced: Iterable[Displaced], session: Timed, now: datetime) -> datetime:
    """When somebody with these `displaced` times joins the queue of `session`: as if at the moment of the loss."""
    return min([now, *(one.created_at for one in displaced if one.touches(session))])


def settle(
    displaced: Iterable[Displaced], session: Timed, registration_id: int, now: datetime
) -> list[Displaced]:
    """The person has a seat in `session`. Answers what that settles."""
    settled = [one for one in displaced if one.registration_id == registration_id and one.touches(session)]
    _close(settled, now)
    return settled


def settle_seated(programme: Programme, now: datetime) -> None:
    """Who has a seat in the time that they lost, by whatever way, has lost nothing any more."""
    open_ = outstanding(now)
    people = {one.registration_id for one in open_}
    rows = db.session.execute(
        select(Booking.registration_id, Booking.session_id).where(
            Booking.registration_id.in_(people), Booking.state == BOOKED
        )
    ).all()
    held: dict[int, list[SessionEntry]] = {}
    for row in rows:
        session = programme.by_id[row.session_id]
        if session.bookable and not session.cancelled:
            held.setdefault(row.registration_id, []).append(session)
    _close([one for one in open_ if any(map(one.touches, held.get(one.registration_id, [])))], now)


def end(registration_id: int, now: datetime) -> Sequence[Displaced]:
    """The person asks for nothing any more. Answers what was kept for them until now."""
    kept = of(registration_id, now)
    _close(kept, now)
    return kept


def touched(displaced: Sequence[Displaced], sessions: Iterable[SessionEntry]) -> set[int]:
    """Ids of the sessions in which seats were kept by these."""
    return {session.id for session in sessions if any(one.touches(session) for one in displaced)}


def any_expired(now: datetime) -> bool:
    """Asked every second by the worker, so it takes no lock."""
    with db.engine.connect() as connection:
        found = connection.execution_options(**ALONE).execute(
            _OPEN.where(Displacement.expires_at <= now).limit(1)
        )
        return found.first() is not None


def expire(now: datetime) -> list[Displaced]:
    """Close what has expired, and answer it."""
    expired = [Displaced(*row) for row in db.session.execute(_OPEN.where(Displacement.expires_at <= now))]
    _close(expired, now)
    return expired


def _close(displaced: Iterable[Displaced], now: datetime) -> None:
    for one in displaced:
        db.session.get_one(Displacement, one.id).settled_at = now
