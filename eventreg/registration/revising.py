"""A new state of the edition, and what it does to those who hold seats: in one transaction with the edition itself."""

from datetime import datetime, timedelta

from sqlalchemy import select

from eventreg.agenda import loading
from eventreg.agenda import programme as agenda
from eventreg.agenda.models import Release, Session
from eventreg.agenda.programme import Programme
from eventreg.agenda.recording import Publication
from eventreg.db import db, lock
from eventreg.event.differences import Change
from eventreg.event.edition import Edition
from eventreg.event.models import EVENT_ID, Event
from eventreg.registration import reminders
from eventreg.registration.consequences import Consequences
from eventreg.registration.models import Booking, Registration
from eventreg.registration.promotion import Promotion

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
        told = Consequences(before, after, now, now + priority, wait).apply()
        if after.version != before.version:
            db.session.get_one(Release, after.version).told = told
        Promotion(after, now, wait=wait).run([s.id for s in after.sessions if s.bookable], places=True)
        reminders.align(after, now=now, moved=before.dates != after.dates)
    return changes


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
