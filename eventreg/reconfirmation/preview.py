"""What giving back the places without an answer would do: whom it concerns, which seats, who would get them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from eventreg.agenda.programme import Programme, SessionEntry
from eventreg.db import db
from eventreg.mail.models import SENT, OutboxMail
from eventreg.reconfirmation.queries import CONDITIONS, SILENT, silent
from eventreg.registration import seats
from eventreg.registration.models import Booking, Registration
from eventreg.registration.reminders import RECONFIRMATION
from eventreg.registration.seats import SeatCount
from eventreg.registration.states import BOOKED, CONFIRMED, WAITLISTED


@dataclass(frozen=True, slots=True)
class Silent:
    registration: Registration
    asked_at: datetime
    seats: tuple[SessionEntry, ...]
    """In workshops."""


@dataclass(frozen=True, slots=True)
class Freed:
    """Of the event (`session` is None) or of a workshop. Seats left by those who move up go on to others still."""

    session: SessionEntry | None
    number: int
    taken_up: int
    """Of those who wait now, how many would get one."""


@dataclass(frozen=True, slots=True)
class Preview:
    people: Sequence[Silent]
    freed: Sequence[Freed]


def preview(programme: Programme) -> Preview:
    people, asked, held = silent(), _asked(), _held(programme)
    rows = [Silent(one, asked[one.id], held.get(one.id, ())) for one in people]
    return Preview(rows, _freed(rows, programme))


def _freed(rows: Sequence[Silent], programme: Programme) -> list[Freed]:
    counts, waiting = seats.count(programme), _waiting()
    places = sum(not row.registration.beside_capacity for row in rows)
    freed = [Freed(None, places, _taken_up(counts[seats.EVENT], places, counts[seats.EVENT].waiting))]
    for session in programme.sessions:
        number = sum(session in row.seats for row in rows)
        if number:
            taken_up = _taken_up(counts[session.id], number, waiting.get(session.id, 0))
            freed.append(Freed(session, number, taken_up))
    return freed


def _taken_up(count: SeatCount, freed: int, waiting: int) -> int:
    """Where more sit than there are seats, the first that free go to nobody."""
    if count.capacity is None:
        return 0
    return max(0, min(waiting, count.capacity - count.taken + freed))


def _asked() -> dict[int | None, datetime]:
    """By registration id, the last time that the question was sent."""
    statement = (
        select(OutboxMail.registration_id, func.max(OutboxMail.sent_at))
        .where(OutboxMail.kind == RECONFIRMATION, OutboxMail.state == SENT)
        .group_by(OutboxMail.registration_id)
    )
    return {key: at for key, at in db.session.execute(statement) if at is not None}


def _held(programme: Programme) -> Mapping[int, tuple[SessionEntry, ...]]:
    """Workshops by registration id, in the order of the programme."""
    statement = (
        select(Booking.registration_id, Booking.session_id)
        .join(Booking.registration)
        .where(CONDITIONS[SILENT], Booking.state == BOOKED)
    )
    held: dict[int, set[int]] = {}
    for registration_id, session_id in db.session.execute(statement):
        held.setdefault(registration_id, set()).add(session_id)
    return {
        key: tuple(s for s in programme.sessions if s.bookable and s.id in sessions)
        for key, sessions in held.items()
    }


def _waiting() -> dict[int, int]:
    """By session id, who has a place at the event, waits for a seat and is not one of those without an answer."""
    statement = (
        select(Booking.session_id, func.count())
        .join(Booking.registration)
        .where(Booking.state == WAITLISTED, Registration.status == CONFIRMED, ~CONDITIONS[SILENT])
        .group_by(Booking.session_id)
    )
    return dict(db.session.execute(statement).all())
