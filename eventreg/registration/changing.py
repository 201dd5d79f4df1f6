"""What a participant changes by themselves: choices, details, everything at once by cancelling."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from eventreg import audit
from eventreg.agenda import programme as agenda
from eventreg.agenda.models import Session
from eventreg.db import db, lock
from eventreg.event.models import EVENT_ID, Event
from eventreg.mail import outbox
from eventreg.registration import displacements, reminders, rules, seats, states
from eventreg.registration.bookings import states_by_code
from eventreg.registration.choices import Choices, book
from eventreg.registration.errors import AlreadyCancelled, ChangesClosed, EventOver
from eventreg.registration.models import Booking, Registration, SpecialNeeds
from eventreg.registration.names import search_key
from eventreg.registration.promotion import CHANGED, Promotion
from eventreg.registration.registering import Needs, Person, keep_needs

CANCELLED = "cancelled"
DETAILS = ("given_name", "family_name", "organisation", "organisation_kind", "job_title")


def change_choices(
    registration_id: int, choices: Choices, *, now: datetime, actor: str = audit.PARTICIPANT
) -> dict[str, str]:
    """Bring days, workshops and meals to `choices`; a mail tells the new programme when it differs.

    Returns state by session code. Raises ChangesClosed, AlreadyCancelled, SessionsClash, SessionUnavailable.
    """
    event, registration = _open(registration_id, now, actor)
    programme = agenda.of(event)
    before, days = states_by_code(registration.id), registration.days
    after = book(registration, choices, programme, now=now)
    if (before, sorted(days)) != (after, sorted(registration.days)):
        _note_choices(registration, before, after, list(days), now, actor)
    return after


def _note_choices(
    registration: Registration,
    before: dict[str, str],
    after: dict[str, str],
    days: list[str],
    now: datetime,
    actor: str,
) -> None:
    registration.updated_at = now
    data = {"before": before, "after": after}
    audit.record("choices.changed", at=now, actor=actor, registration_id=registration.id, data=data)
    outbox.enqueue(CHANGED, registration, now=now, params={"before": before, "days": days})


def leave_queue(registration_id: int, code: str, *, now: datetime, actor: str = audit.PARTICIPANT) -> bool:
    """Wait no longer for the session `code`, and so keep the seat held in its slot. Answers whether they waited.

    Raises ChangesClosed, AlreadyCancelled.
    """
    _, registration = _open(registration_id, now, actor)
    before = states_by_code(registration.id)
    if before.get(code) != states.WAITLISTED:
        return False
    waiting = select(Booking).join(Booking.session).where(Session.code == code)
    db.session.delete(db.session.scalars(waiting.filter(Booking.registration_id == registration.id)).one())
    seats.changed()
    after = {key: state for key, state in before.items() if key != code}
    _note_choices(registration, before, after, list(registration.days), now, actor)
    return True


def change_details(
    registration_id: int, person: Person, needs: Needs, *, now: datetime, actor: str = audit.PARTICIPANT
) -> None:
    """Name, organisation, post, diet and access needs. The address stays: it proved itself by its link."""
    _, registration = _open(registration_id, now, actor)
    changed = [name for name in DETAILS if getattr(registration, name) != getattr(person, name)]
    for name in changed:
        setattr(registration, name, getattr(person, name))
    registration.search_key = search_key(person.given_name, person.family_name, person.organisation)
    if keep_needs(registration, needs, now):
        changed.append("needs")
    if changed:
        registration.updated_at = now
        data = {"fields": changed}
        audit.record("details.changed", at=now, actor=actor, registration_id=registration.id, data=data)


def cancel(
    registration_id: int, *, now: datetime, actor: str = audit.PARTICIPANT, reason: str | None = None
) -> None:
    """Give up the place and every seat, to those who wait; the badge is refused from then on.

    `reason` (NO_ANSWER, NO_SHOW) is why staff do it: the mail says so. Raises AlreadyCancelled, EventOver.
    """
    event = lock(Event, EVENT_ID)
    registration = lock(Registration, registration_id)
    if not registration.living:
        raise AlreadyCancelled
    if actor == audit.PARTICIPANT and not rules.may_cancel(event, now):
        raise EventOver
    give_up([registration], event, now=now, actor=actor, reason=reason)


def give_up(
    registrations: Sequence[Registration], event: Event, *, now: datetime, actor: str, reason: str | None
) -> None:
    """End these registrations, which the caller has locked after the event.

    All is given back before anything is given away: nobody among them gets what another gives up.
    """
    programme = agenda.of(event)
    freed: set[int] = set()
    places = any(registration.status == states.CONFIRMED for registration in registrations)
    for registration in registrations:
        before = _end(registration, now, actor, reason)
        freed |= {programme.by_code[code].id for code, state in before.items() if state == states.BOOKED}
        freed |= displacements.touched(displacements.end(registration.id, now), programme.sessions)
    Promotion(programme, now).run(freed, places=places)


def _end(registration: Registration, now: datetime, actor: str, reason: str | None) -> dict[str, str]:
    """Answers the state by session code of what was held."""
    before = states_by_code(registration.id)
    db.session.execute(delete(Booking).where(Booking.registration_id == registration.id))
    db.session.execute(delete(SpecialNeeds).where(SpecialNeeds.registration_id == registration.id))
    data: dict[str, Any] = {"before": before, "days": list(registration.days), "status": registration.status}
    if reason is not None:
        data["reason"] = reason
    registration.status, registration.cancelled_at, registration.updated_at = states.CANCELLED, now, now
    audit.record("cancelled", at=now, actor=actor, registration_id=registration.id, data=data)
    reminders.withdraw(registration, now=now)
    # Its calendar file takes away what the last mail told, also what a release has taken since.
    told = outbox.withdraw(CHANGED, registration, now=now).get("before", {})
    outbox.enqueue(CANCELLED, registration, now=now, params=data | {"before": {**told, **before}})
    return before


def _open(registration_id: int, now: datetime, actor: str) -> tuple[Event, Registration]:
    event = lock(Event, EVENT_ID)
    registration = lock(Registration, registration_id)
    if not registration.living:
        raise AlreadyCancelled
    if actor == audit.PARTICIPANT and not rules.may_change(event, now):
        raise ChangesClosed
    return event, registration
