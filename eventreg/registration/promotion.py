"""Seats and places that free go to who waits first, until nothing moves.

Who gets a seat gives back, in the same transaction, the seat held in that slot, which the next one there gets, and so
on. Every seat is given here: who asks for one joins the queue, and a queue that meets a free seat ends at once. So one
rule decides, and what holds after every change can be said in one sentence: nobody who has a place at the event waits
for a workshop in which a seat is free. It ends because each step takes somebody out of a queue and puts nobody in.

The caller holds the event's lock.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import contains_eager

from eventreg import audit
from eventreg.agenda import programme as agenda
from eventreg.agenda.grid import overlap
from eventreg.agenda.programme import Programme, SessionEntry
from eventreg.db import db, lock
from eventreg.event.models import EVENT_ID, Event
from eventreg.mail import outbox
from eventreg.registration import displacements, rules, seats
from eventreg.registration.displacements import Displaced
from eventreg.registration.models import Booking, Registration
from eventreg.registration.states import BOOKED, CONFIRMED, WAITLISTED

ADMITTED, CHANGED = "admitted", "programme_changed"
EVERYBODY = 1_000_000
# Written once: making these statements costs as much as running them.
_QUEUE = (
    select(Booking)
    .join(Booking.registration)
    .options(contains_eager(Booking.registration))
    .where(
        Booking.session_id == bindparam("session"),
        Booking.state == WAITLISTED,
        Registration.status == CONFIRMED,
    )
    .order_by(Booking.joined_at, Booking.id)
    .limit(bindparam("first"))
)
_TAKEN = (
    select(Booking.session_id, func.count())
    .where(Booking.session_id.in_(bindparam("sessions", expanding=True)), Booking.state == BOOKED)
    .group_by(Booking.session_id)
)


@dataclass
class Promotion:
    """One run. `own` is the person whose own request it belongs to: that one is told by its service."""

    programme: Programme
    now: datetime
    own: "Person | None" = None
    wait: timedelta = timedelta()
    """How long the mails wait for what may follow."""
    _open: set[int] = field(default_factory=set)
    """Sessions in which somebody may have become the first for a free seat."""
    _taken: dict[int, int] = field(default_factory=dict)
    _displaced: Sequence[Displaced] = ()
    _people: dict[int, "Person"] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.own is not None:
            self._people[self.own.registration.id] = self.own

    def run(
        self, touched: Iterable[int], *, places: bool = False, beside: Sequence[Registration] = ()
    ) -> None:
        """`touched` are sessions with seats freed or asked for; `places` says that one at the event was freed.

        `beside` waited for a place at the event, and need none by now.
        """
        seats.changed()
        self._displaced = displacements.outstanding(self.now)
        self._open = {key for key in touched if self._gives_seats(key)}
        self._admit(beside)
        if places:
            freed = seats.event_seats(self.programme.capacity)
            self._admit(_first_for_the_event(freed.left if freed.waiting else 0))
        self._taken = _seats_taken(self._open)
        while self._open:
            session = self.programme.by_id[min(self._open)]
            self._open.discard(session.id)
            self._fill(session)
        self._tell()

    def _gives_seats(self, key: int) -> bool:
        session = self.programme.by_id.get(key)
        return (
            session is not None
            and session.bookable
            and not session.cancelled
            and rules.still_ahead(session, self.now)
        )

    def _admit(self, registrations: Sequence[Registration]) -> None:
        for registration in registrations:
            person = self._person(registration)
            person.admitted = True
            registration.status = CONFIRMED
            if person is not self.own:
                audit.record("admitted", at=self.now, actor=audit.SYSTEM, registration_id=registration.id)
            self._open |= {key for key in person.waits if self._gives_seats(key)}

    def _fill(self, session: SessionEntry) -> None:
        """Seat the first of the queue as long as there are seats. Nothing that follows from it touches this queue."""
        free = None if session.capacity is None else session.capacity - self._count(session.id)
        for first in _queue(session.id, free):
            before = displacements.before(self._displaced, session, first.registration_id, first.joined_at)
            if not rules.seat_is_free(
                capacity=session.capacity, taken=self._count(session.id), before=before
            ):
                return
            self._seat(session, first)

    def _count(self, key: int) -> int:
        if key not in self._taken:
            self._taken |= _seats_taken({key})
        return self._taken[key]

    def _seat(self, session: SessionEntry, booking: Booking) -> None:
        person = self._person(booking.registration)
        booking.state, booking.joined_at = BOOKED, self.now
        self._taken[session.id] = self._count(session.id) + 1
        given_back, left = self._give_back(session, person, booking)
        self._settle(session, person)
        if person is not self.own:
            data = {"session": session.code, "given_back": given_back, "left": left}
            audit.record(
                "promoted", at=self.now, actor=audit.SYSTEM, registration_id=person.registration.id, data=data
            )

    def _give_back(
        self, session: SessionEntry, person: "Person", got: Booking
    ) -> tuple[list[str], list[str]]:
        """The codes of the seats held at that time, and of the queues for what is liked less than what one has now."""
        given_back, left = [], []
        for other in self.programme.slot_of(session).sessions:
            booking = person.bookings.get(other.id)
            if booking is None or booking is got or other.cancelled:
                continue
            if booking.state == BOOKED and not overlap(other, session):
                continue  # one after the other, in what is one slot since a third session moved between them
            if booking.state == BOOKED:
                self._taken[other.id] = self._count(other.id) - 1
                self._reopen(other.id)
                given_back.append(other.code)
            elif booking.preference > got.preference:
                left.append(other.code)
            else:
                continue
            db.session.delete(person.bookings.pop(other.id))
        return given_back, left

    def _settle(self, session: SessionEntry, person: "Person") -> None:
        """Who lost a seat has one again: what was kept for them is there for everybody."""
        settled = displacements.settle(self._displaced, session, person.registration.id, self.now)
        if settled:
            self._displaced = displacements.outstanding(self.now)
            for key in displacements.touched(settled, self.programme.sessions):
                self._reopen(key)

    def _reopen(self, key: int) -> None:
        if self._gives_seats(key):
            self._open.add(key)

    def _person(self, registration: Registration) -> "Person":
        if registration.id not in self._people:
            found = db.session.scalars(select(Booking).filter_by(registration_id=registration.id))
            bookings = {booking.session_id: booking for booking in found}
            self._people[registration.id] = Person(registration, self.programme, bookings)
        return self._people[registration.id]

    def _tell(self) -> None:
        """One mail to each person, however often they moved."""
        for person in self._people.values():
            if person is self.own:
                continue
            registration = person.registration
            registration.updated_at = max(self.now, registration.updated_at)
            if not person.admitted:
                outbox.enqueue(CHANGED, registration, now=self.now, params=person.before, wait=self.wait)
                continue
            # The confirmation tells the whole programme, so it tells what was still waiting to be told of it, too.
            waiting = outbox.withdraw(CHANGED, registration, now=self.now)
            outbox.enqueue(ADMITTED, registration, now=self.now, params={**person.before, **waiting})


class Person:
    """Somebody whom this run moves, and what they had before it; `bookings` by session id are kept up to date."""

    def __init__(
        self, registration: Registration, programme: Programme, bookings: dict[int, Booking]
    ) -> None:
        self.registration, self.bookings, self.admitted = registration, bookings, False
        held = {programme.by_id[key].code: booking.state for key, booking in bookings.items()}
        self.before = {"before": held, "days": list(registration.days)}

    @property
    def waits(self) -> list[int]:
        return [key for key, booking in self.bookings.items() if booking.state == WAITLISTED]


def admit(newcomer: Registration, programme: Programme, *, now: datetime) -> dict[str, str]:
    """Give the free places of the event to the first who wait. Answers the state by code of the newcomer's bookings."""
    found = db.session.scalars(select(Booking).filter_by(registration_id=newcomer.id))
    own = Person(newcomer, programme, {booking.session_id: booking for booking in found})
    Promotion(programme, now, own=own).run((), places=True)
    return {programme.by_id[key].code: booking.state for key, booking in own.bookings.items()}


def release_expired(now: datetime) -> None:
    """Give to others what was kept for people who did not ask in time."""
    event = lock(Event, EVENT_ID)
    programme = agenda.of(event)
    expired = displacements.expire(now)
    Promotion(programme, now).run(displacements.touched(expired, programme.sessions))


def _first_for_the_event(places: int | None) -> Sequence[Registration]:
    waiting = (
        select(Registration)
        .filter_by(status=WAITLISTED)
        .order_by(Registration.created_at, Registration.id)
        .limit(places)
    )
    return db.session.scalars(waiting).all() if places else ()


def _queue(session_id: int, first: int | None) -> Sequence[Booking]:
    """The first who wait here and have a place at the event; who has none yet keeps their place in the queue."""
    if first is not None and first <= 0:
        return ()
    return db.session.scalars(_QUEUE, {"session": session_id, "first": first or EVERYBODY}).all()


def _seats_taken(sessions: set[int]) -> dict[int, int]:
    """Counted from the index; it costs what the room holds, whoever waits outside."""
    counted = dict(db.session.execute(_TAKEN, {"sessions": list(sessions)}).all()) if sessions else {}
    return {key: counted.get(key, 0) for key in sessions}
