"""What another state of the programme means to people: who is concerned, and who would lose a seat. Reads only."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from eventreg.agenda.programme import Programme, SessionEntry
from eventreg.db import db
from eventreg.registration.models import Booking, Registration
from eventreg.registration.states import BOOKED, CONFIRMED


@dataclass(frozen=True, slots=True)
class Revised:
    """A session that people knew otherwise."""

    before: SessionEntry
    after: SessionEntry

    @property
    def called_off(self) -> bool:
        return self.after.cancelled and not self.before.cancelled

    @property
    def moved(self) -> bool:
        times = (self.before.starts_at, self.before.ends_at), (self.after.starts_at, self.after.ends_at)
        return times[0] != times[1]

    def misses(self, days: Collection[str]) -> bool:
        """Whether it has moved to a day on which somebody who comes on `days` (ISO dates) does not come."""
        was, day = self.before.starts_at.date(), self.after.starts_at.date()
        return was != day and day.isoformat() not in days

    @property
    def elsewhere(self) -> bool:
        return room(self.before) != room(self.after)

    @property
    def returned(self) -> bool:
        return self.before.cancelled and not self.after.cancelled

    @property
    def recast(self) -> bool:
        """People attend it in another way now: everybody does, or who has a seat, or who ticked it."""
        return _ways(self.before) != _ways(self.after)

    @property
    def told(self) -> bool:
        changed = not self.after.cancelled and (self.moved or self.elsewhere)
        return self.called_off or self.returned or self.recast or changed

    @property
    def may_clash(self) -> bool:
        return self.after.bookable and not self.after.cancelled and (self.moved or self.returned)


def room(session: SessionEntry) -> str | None:
    return session.room.code if session.room else None


def _ways(session: SessionEntry) -> tuple[bool, bool]:
    return session.choosable, session.bookable


def revised(before: Programme, after: Programme) -> list[Revised]:
    known = before.by_id
    pairs = [Revised(known[s.id], s) for s in after.sessions if s.id in known]
    return [pair for pair in pairs if pair.told]


def holders(one: Revised) -> Iterable[int]:
    """Ids of who has or waits for it; of what everybody attends, of those who come that day. Each once."""
    people: dict[int, None] = {}
    if one.before.choosable or one.after.choosable:
        people |= dict.fromkeys(_booked(one))
    if not (one.before.choosable and one.after.choosable):
        people |= dict.fromkeys(_coming(one))
    return people


def _booked(one: Revised) -> Iterable[int]:
    return db.session.scalars(
        select(Booking.registration_id).filter_by(session_id=one.after.id).order_by(Booking.id)
    )


def _coming(one: Revised) -> Iterable[int]:
    days = {one.before.starts_at.date().isoformat(), one.after.starts_at.date().isoformat()}
    rows = db.session.execute(
        select(Registration.id, Registration.days).filter_by(status=CONFIRMED).order_by(Registration.id)
    )
    return [row.id for row in rows if days.intersection(row.days)]


Seat = tuple[int, int]
"""Ids of a registration and of a session."""


def clashing(one: Revised, after: Programme, lost: Collection[Seat] = ()) -> Sequence[Booking]:
    """Its seats whose holders have another seat at that time; `lost` are seats that they will not have any more."""
    seats = db.session.execute(
        select(Booking.registration_id, Booking.session_id).where(
            Booking.session_id.in_(after.beside(one.after)), Booking.state == BOOKED
        )
    )
    seated = {seat.registration_id for seat in seats if (seat.registration_id, seat.session_id) not in lost}
    mine = select(Booking).filter_by(session_id=one.after.id, state=BOOKED).order_by(Booking.id)
    return [booking for booking in db.session.scalars(mine) if booking.registration_id in seated]


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of the people of one session, in numbers of people."""

    told: int = 0
    """They hold it, wait for it, or attend it as everybody does."""
    seated: int = 0
    lose: int = 0
    """They hold a seat, and lose it: the session is called off, or clashes with another seat of theirs."""
    absent: int = 0
    """They keep it, on a day on which they have not said to come."""
    called_off: bool = False
    anew: bool = False
    """They lose it because it is asked for otherwise now."""
    priority: bool = False
    """Who loses a seat comes first in that time: of a workshop, and not where it comes back to who has another seat."""

    @property
    def harmed(self) -> int:
        return self.lose + self.absent


@dataclass(frozen=True, slots=True)
class Foreseen:
    told: int = 0
    """Different people in all. Who gets a seat that others free is told too, and not counted."""
    sessions: dict[str, Effect] = field(default_factory=dict)
    """By code; only what is told."""

    def of(self, code: str) -> Effect:
        return self.sessions.get(code, Effect())


def foresee(before: Programme, after: Programme) -> Foreseen:
    """`after` may hold sessions that have no row yet: nobody has a seat there."""
    everybody: set[int] = set()
    effects = {}
    changes = revised(before, after)
    lost: set[Seat] = {(key, one.after.id) for one in changes if one.recast for key in _booked(one)}
    for one in changes:
        people = set(holders(one))
        everybody |= people
        effects[one.after.code] = _effect(one, after, len(people), lost)
    return Foreseen(len(everybody), effects)


def _effect(one: Revised, after: Programme, told: int, lost: set[Seat]) -> Effect:
    """`lost` are the seats lost so far: of two sessions that move into the same time one keeps its people."""
    if one.recast:
        return _recast(one, told)
    if not one.after.choosable:
        return Effect(told, called_off=one.called_off)
    seated = _days_of_seated(one.after.id)
    priority = one.after.bookable and not one.returned
    if one.called_off:
        return Effect(told, len(seated), len(seated), called_off=True, priority=priority)
    clash = {booking.registration_id for booking in clashing(one, after, lost)} if one.may_clash else set()
    lost |= {(key, one.after.id) for key in clash}
    absent = sum(one.misses(days) for key, days in seated.items() if key not in clash)
    return Effect(told, len(seated), len(clash), absent, priority=priority)


def _recast(one: Revised, told: int) -> Effect:
    """What was ticked is no seat: where seats are counted from now on it is to be chosen anew."""
    ticked = len(_days_of_seated(one.after.id)) if one.after.bookable and not one.after.cancelled else 0
    return Effect(told, ticked, ticked, called_off=one.called_off, anew=bool(ticked))


def _days_of_seated(session_id: int) -> dict[int, list[str]]:
    """On which each of them comes, by registration."""
    rows = db.session.execute(
        select(Registration.id, Registration.days)
        .join(Booking, Booking.registration_id == Registration.id)
        .where(Booking.session_id == session_id, Booking.state == BOOKED)
    )
    return {row.id: row.days for row in rows}


def told_before(session: SessionEntry) -> dict[str, object]:
    """What a mail has to know of it, to say what has changed."""
    return {
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "room": room(session),
        "kind": session.kind,
        "cancelled": session.cancelled,
    }
