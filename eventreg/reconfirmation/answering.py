"""What somebody says to the question whether they still come, and to being reminded at all.

“No” is cancelling (`registration.changing`), “change” the participant's own page; here is the rest.
"""

from datetime import datetime

from eventreg import audit
from eventreg.agenda.programme import Programme
from eventreg.db import lock
from eventreg.event.models import EVENT_ID, Event
from eventreg.reconfirmation.queries import question_is_open
from eventreg.registration import reminders, rules, states
from eventreg.registration.errors import AlreadyCancelled, EventOver
from eventreg.registration.models import Registration


def confirm(registration_id: int, *, now: datetime) -> bool:
    """They still come. False when that was known, or when they have no place yet to come to.

    Raises AlreadyCancelled, EventOver.
    """
    event = lock(Event, EVENT_ID)
    registration = _living(registration_id)
    if not rules.may_cancel(event, now):
        raise EventOver
    if registration.status != states.CONFIRMED or registration.reconfirmed_at is not None:
        return False
    _note_yes(registration, now)
    return True


def imply(registration_id: int, programme: Programme, *, now: datetime) -> None:
    """Who was asked and changes something instead comes too."""
    registration = _living(registration_id)
    if question_is_open(registration, programme, now):
        _note_yes(registration, now)


def stop_reminders(registration_id: int, *, now: datetime) -> None:
    """Neither question nor reminder any more; what concerns their place is still written to them.

    Raises AlreadyCancelled.
    """
    registration = _living(registration_id)
    if registration.reminders_stopped_at is None:
        registration.reminders_stopped_at = now
        reminders.withdraw(registration, now=now)
        audit.record("reminders.stopped", at=now, actor=audit.PARTICIPANT, registration_id=registration.id)


def resume_reminders(registration_id: int, programme: Programme, *, now: datetime) -> None:
    """Those whose instant is still to come. Raises AlreadyCancelled."""
    registration = _living(registration_id)
    if registration.reminders_stopped_at is not None:
        registration.reminders_stopped_at = None
        reminders.plan(registration, programme, now=now)
        audit.record("reminders.resumed", at=now, actor=audit.PARTICIPANT, registration_id=registration.id)


def _note_yes(registration: Registration, now: datetime) -> None:
    registration.reconfirmed_at = now
    audit.record("reconfirmed", at=now, actor=audit.PARTICIPANT, registration_id=registration.id)


def _living(registration_id: int) -> Registration:
    registration = lock(Registration, registration_id)
    if not registration.living:
        raise AlreadyCancelled
    return registration
