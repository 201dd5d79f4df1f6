"""A new state of the edition, and what it does to those who hold seats: in one transaction with the edition itself."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from eventreg import audit
from eventreg.agenda import loading
from eventreg.agenda import programme as agenda
from eventreg.agenda.grid import overlap
from eventreg.agenda.models import Release, Session
from eventreg.agenda.programme import Programme, SessionEntry
from eventreg.agenda.recording import Publication
from eventreg.db import db, lock
from eventreg.event.differences import Change
from eventreg.event.edition import Edition
from eventreg.event.models import EVENT_ID, Event
from eventreg.mail import outbox
from eventreg.registration import displacements, foreseeing, reminders
from eventreg.registration.bookings import states_by_code
from eventreg.registration.foreseeing import Revised, told_before
from eventreg.registration.models import Booking, Displacement, Registration
from eventreg.registration.promotion import CHANGED, Promotion
from eventreg.registration.states import BOOKED, WAITLISTED

AT_ONCE = timedelta()


def revise(
    edition: Edition,
    *,
    now: datetime,
    priority: timedelta,
    wait: timedelta = AT_ONCE,
    publication: Publication | None = None,
) -> list[Change]:
    """Load the edition, tell the people concerned, and give away what it freed.

    People lose a seat that clashes with another of theirs, and for `priority` come before whoever asks later in the
    time that they lost. Their mail leaves after `wait`: what follows within it is told by the same. Raises
    SessionInUse.
    """
    before = _locked_programme()
    changes = loading.load(edition, now=now, in_use=_codes_in_use(), publication=publication)
    db.session.flush()
    after = agenda.read()
    if before is not None:
        _follow_the_days(before, after)
        revision = _Revision(before, after, now, now + priority, wait)
        revision.apply()
        _count_told(before, after, len(revision.concerned))
        Promotion(after, now, wait=wait).run([s.id for s in after.sessions if s.bookable], places=True)
        reminders.align(after, now=now, moved=before.dates != after.dates)
    return changes


def _count_told(before: Programme, after: Programme, people: int) -> None:
    if after.version != before.version:
        db.session.get_one(Release, after.version).told = people


def _follow_the_days(before: Programme, after: Programme) -> None:
    """An event on as many other days takes its people along; of one with more or fewer they keep what is left."""
    old, new = before.dates, after.dates
    if old == new:
        return
    paired = (
        dict(zip(old, new, strict=True)) if len(old) == len(new) else {day: day for day in old if day in new}
    )
    moved = {one.isoformat(): other.isoformat() for one, other in paired.items()}
    for registration in db.session.scalars(select(Registration).order_by(Registration.id)):
        kept = sorted(moved[day] for day in registration.days if day in moved)
        registration.days = kept or [day.isoformat() for day in new]


def _locked_programme() -> Programme | None:
    """None before the first load."""
    if db.session.scalars(select(Event.id)).first() is None:
        return None
    return agenda.at_revision(lock(Event, EVENT_ID).revision)


def _codes_in_use() -> frozenset[str]:
    return frozenset(db.session.scalars(select(Session.code).join(Booking).distinct()))


class _Revision:
    def __init__(
        self, before: Programme, after: Programme, now: datetime, until: datetime, wait: timedelta
    ) -> None:
        self.programme, self.now, self.until, self.wait = after, now, until, wait
        self.revised = foreseeing.revised(before, after)
        self.concerned: dict[int, list[Revised]] = {}

    def apply(self) -> None:
        for revised in self.revised:
            self._concern(revised, foreseeing.holders(revised))
        snapshots = {key: _snapshot(key) for key in self.concerned}
        for revised in self.revised:
            if revised.called_off:
                self._call_off(revised)
            elif revised.may_clash:
                self._keep_what_does_not_clash(revised)
                self._wait_for_what_was_asked(revised)
        db.session.flush()
        displacements.settle_seated(self.programme, self.now)
        for key, own in self.concerned.items():
            self._tell(key, own, snapshots[key])

    def _concern(self, revised: Revised, people: Iterable[int]) -> None:
        for key in people:
            self.concerned.setdefault(key, []).append(revised)

    def _call_off(self, revised: Revised) -> None:
        """Its seats stay, as cancelled, so that calendars show what became of them; nobody waits any more."""
        for booking in self._bookings(revised.after.id):
            if booking.state == WAITLISTED:
                db.session.delete(booking)
            elif revised.after.bookable:
                self._displace(booking.registration_id, revised.before)

    def _keep_what_does_not_clash(self, revised: Revised) -> None:
        for booking in foreseeing.clashing(revised, self.programme):
            db.session.delete(booking)
            db.session.flush()
            if not revised.returned:
                self._displace(booking.registration_id, revised.before)

    def _wait_for_what_was_asked(self, revised: Revised) -> None:
        """Nobody waits for what has moved into the time of another seat: that is not the swap they asked for."""
        seat, other = aliased(Booking), revised.after
        elsewhere = [
            s.id
            for s in self.programme.sessions
            if s.bookable and not s.cancelled and overlap(s, other) and not overlap(s, revised.before)
        ]
        seated = select(seat.registration_id).where(seat.session_id.in_(elsewhere), seat.state == BOOKED)
        waits = select(Booking).where(
            Booking.session_id == other.id,
            Booking.state == WAITLISTED,
            Booking.registration_id.in_(seated),
        )
        for booking in db.session.scalars(waits).all():
            db.session.delete(booking)

    def _displace(self, registration_id: int, lost: SessionEntry) -> None:
        """Unless the person has another seat in that time."""
        there = {s.id for s in self.programme.sessions if s.bookable and not s.cancelled and overlap(s, lost)}
        own = select(Booking.id).where(
            Booking.registration_id == registration_id,
            Booking.state == BOOKED,
            Booking.session_id.in_(there),
        )
        if there and db.session.scalars(own).first() is None:
            db.session.add(
                Displacement(
                    registration_id=registration_id,
                    starts_at=lost.starts_at,
                    ends_at=lost.ends_at,
                    created_at=self.now,
                    expires_at=self.until,
                    settled_at=None,
                )
            )

    def _bookings(self, session_id: int) -> list[Booking]:
        found = select(Booking).filter_by(session_id=session_id).order_by(Booking.id)
        return list(db.session.scalars(found))

    def _tell(self, key: int, own: list[Revised], before: Mapping[str, Any]) -> None:
        registration = db.session.get_one(Registration, key)
        registration.updated_at = max(self.now, registration.updated_at)
        codes = [revised.after.code for revised in own]
        data = {"sessions": codes, "before": before["before"], "after": _snapshot(key)["before"]}
        audit.record("programme.revised", at=self.now, actor=audit.SYSTEM, registration_id=key, data=data)
        # A key each: a mail that still waits keeps what it knew of one session and learns of the other.
        params = {**before, **{f"session.{one.after.code}": told_before(one.before) for one in own}}
        outbox.enqueue(CHANGED, registration, now=self.now, params=params, wait=self.wait)


def _snapshot(registration_id: int) -> dict[str, Any]:
    """Bookings and days as the mail before told them."""
    days = db.session.get_one(Registration, registration_id).days
    return {"before": states_by_code(registration_id), "days": list(days)}
