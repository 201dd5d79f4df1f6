"""What another state of the programme does to those who hold seats, and telling them. For many people at once."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import aliased

from eventreg import audit
from eventreg.agenda.grid import overlap
from eventreg.agenda.programme import Programme, SessionEntry
from eventreg.db import batches, db
from eventreg.mail import outbox
from eventreg.registration import displacements, foreseeing
from eventreg.registration.bookings import states_of_each
from eventreg.registration.foreseeing import Revised, told_before
from eventreg.registration.models import Booking, Displacement, Registration
from eventreg.registration.promotion import CHANGED
from eventreg.registration.states import BOOKED, WAITLISTED

_PEOPLE = select(Registration.id, Registration.email, Registration.lang, Registration.days)


class Consequences:
    """From one programme to another, at `now`; until `until` people come first in the time that they lost."""

    def __init__(
        self, before: Programme, after: Programme, now: datetime, until: datetime, wait: timedelta
    ) -> None:
        self.programme, self.now, self.until, self.wait = after, now, until, wait
        self.revised = foreseeing.revised(before, after)
        self.concerned: dict[int, list[Revised]] = {}

    def apply(self) -> int:
        """How many people it concerned."""
        for revised in self.revised:
            for key in foreseeing.holders(revised):
                self.concerned.setdefault(key, []).append(revised)
        held = states_of_each(self.concerned)
        for recast in filter(lambda one: one.recast, self.revised):
            self._ask_anew(recast)
        for revised in self.revised:
            if revised.called_off:
                self._call_off(revised)
            elif revised.may_clash:
                self._keep_what_does_not_clash(revised)
                self._wait_for_what_was_asked(revised)
            db.session.flush()
        if self.revised:
            displacements.settle_seated(self.programme, self.now)
        self._tell(held)
        return len(self.concerned)

    def _ask_anew(self, recast: Revised) -> None:
        """What was booked of another kind is no seat: one would have it beside another, or beyond the room's. A seat in
        what has no number of seats any more is a tick."""
        bookings = select(Booking).filter_by(session_id=recast.after.id).order_by(Booking.id)
        for booking in db.session.scalars(bookings).all():
            ticked = recast.after.choosable and not recast.after.bookable
            if booking.state == WAITLISTED or not ticked:
                db.session.delete(booking)
        db.session.flush()

    def _call_off(self, revised: Revised) -> None:
        """Its seats stay, as cancelled, so that calendars show what became of them; nobody waits any more."""
        bookings = db.session.scalars(
            select(Booking).filter_by(session_id=revised.after.id).order_by(Booking.id)
        ).all()
        for booking in bookings:
            if booking.state == WAITLISTED:
                db.session.delete(booking)
        if revised.after.bookable:
            self._displace([one.registration_id for one in bookings if one.state == BOOKED], revised.before)

    def _keep_what_does_not_clash(self, revised: Revised) -> None:
        lost = foreseeing.clashing(revised, self.programme)
        people = [booking.registration_id for booking in lost]
        for booking in lost:
            db.session.delete(booking)
        db.session.flush()
        if not revised.returned:
            self._displace(people, revised.before)

    def _wait_for_what_was_asked(self, revised: Revised) -> None:
        """Nobody waits for what has moved into the time of another seat: that is not the swap they asked for."""
        seat, other = aliased(Booking), revised.after
        elsewhere = [key for key in self.programme.beside(other) if not self._during(key, revised.before)]
        seated = select(seat.registration_id).where(seat.session_id.in_(elsewhere), seat.state == BOOKED)
        waits = select(Booking).where(
            Booking.session_id == other.id,
            Booking.state == WAITLISTED,
            Booking.registration_id.in_(seated),
        )
        for booking in db.session.scalars(waits).all():
            db.session.delete(booking)

    def _displace(self, people: Iterable[int], lost: SessionEntry) -> None:
        """Those who have no other seat in that time."""
        there = self.programme.beside(lost)
        if not there:
            return
        seated = set(
            db.session.scalars(
                select(Booking.registration_id).where(Booking.state == BOOKED, Booking.session_id.in_(there))
            )
        )
        times = {"starts_at": lost.starts_at, "ends_at": lost.ends_at}
        instants = {"created_at": self.now, "expires_at": self.until, "settled_at": None}
        rows = [{"registration_id": key, **times, **instants} for key in people if key not in seated]
        if rows:
            db.session.execute(insert(Displacement), rows)

    def _during(self, key: int, lost: SessionEntry) -> bool:
        return overlap(self.programme.by_id[key], lost)

    def _tell(self, held: dict[int, dict[str, str]]) -> None:
        """One message each, of everything that concerns this person."""
        left = states_of_each(self.concerned)
        told: list[tuple[outbox.Addressee, dict[str, Any]]] = []
        for keys in batches(self.concerned):
            moved_on = update(Registration).where(
                Registration.id.in_(keys), Registration.updated_at < self.now
            )
            db.session.execute(moved_on.values(updated_at=self.now))
            people = db.session.execute(_PEOPLE.where(Registration.id.in_(keys)).order_by(Registration.id))
            told += [(one, self._known(one.id, one.days, held[one.id])) for one in people]
        noted = {key: self._noted(key, held[key], left[key]) for key in self.concerned}
        audit.record_each("programme.revised", at=self.now, actor=audit.SYSTEM, data=noted)
        outbox.enqueue_each(CHANGED, told, now=self.now, wait=self.wait)

    def _noted(self, key: int, before: dict[str, str], after: dict[str, str]) -> dict[str, object]:
        codes = [one.after.code for one in self.concerned[key]]
        return {"sessions": codes, "before": before, "after": after}

    def _known(self, key: int, days: list[str], held: dict[str, str]) -> dict[str, Any]:
        """What the mail before told. A key for each session: a mail that still waits keeps what it knew of one and
        learns of the other."""
        own = {f"session.{one.after.code}": told_before(one.before) for one in self.concerned[key]}
        return {"before": held, "days": list(days), **own}
