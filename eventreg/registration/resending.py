"""Staff send a message again, or correct the address that it could not reach."""

from datetime import datetime

from sqlalchemy import select, update

from eventreg import audit
from eventreg.db import db, lock
from eventreg.event.models import EVENT_ID, Event
from eventreg.mail import outbox
from eventreg.mail.models import DROPPED, QUEUED, OutboxMail
from eventreg.registration import issuing
from eventreg.registration.changing import CANCELLED
from eventreg.registration.errors import AddressTaken, AlreadyCancelled
from eventreg.registration.models import Registration
from eventreg.registration.names import email_key
from eventreg.registration.registering import CONFIRMATION, living
from eventreg.registration.states import MANAGE


def may_resend(row: OutboxMail, registration: Registration) -> bool:
    """Not what waits, what told nothing, and what a cancelled or a living registration no longer has to be told."""
    return row.state not in (QUEUED, DROPPED) and (row.kind == CANCELLED) != registration.living


def resend(registration_id: int, mail_id: int, *, now: datetime, actor: str) -> bool:
    """Queue another message of the same kind, told as things are when it leaves. Raises AlreadyCancelled.

    False where there is no such message to send again, or where one of its kind waits already: pressing twice sends
    once.
    """
    registration = lock(Registration, registration_id)
    row = db.session.get(OutboxMail, mail_id)
    if row is None or row.registration_id != registration.id or _waits(row.kind, registration):
        return False
    if not registration.living and row.kind != CANCELLED:
        raise AlreadyCancelled
    if not may_resend(row, registration):
        return False
    told = {name: value for name, value in row.params.items() if name != outbox.BASE_URL}
    outbox.enqueue(row.kind, registration, now=now, params=told)
    audit.record("mail.resent", at=now, actor=actor, registration_id=registration.id, data={"kind": row.kind})
    return True


def correct_address(registration_id: int, email: str, *, now: datetime, actor: str) -> bool:
    """The address that staff have heard from the person; the confirmation goes there, and what still waits.

    The link to one's page is replaced: whoever has the mailbox of the old address can open it no more. The badge
    stays, it may be on paper. False for the address that it was already, which staff have thereby found right.
    Raises AlreadyCancelled, AddressTaken.
    """
    event = lock(Event, EVENT_ID)
    registration = lock(Registration, registration_id)
    if not registration.living:
        raise AlreadyCancelled
    taken = living(email)
    if taken is not None and taken.id != registration.id:
        raise AddressTaken
    registration.email_refused_at = None
    if email == registration.email:
        audit.record("address.checked", at=now, actor=actor, registration_id=registration.id)
        return False
    registration.email, registration.email_key, registration.updated_at = email, email_key(email), now
    issuing.replace(registration, MANAGE, event.tag, now)
    _redirect(registration)
    outbox.enqueue(CONFIRMATION, registration, now=now)
    audit.record("address.corrected", at=now, actor=actor, registration_id=registration.id)
    return True


def _waits(kind: str, registration: Registration) -> bool:
    waiting = select(OutboxMail.id).filter_by(kind=kind, registration_id=registration.id, state=QUEUED)
    return db.session.scalars(waiting).first() is not None


def _redirect(registration: Registration) -> None:
    waiting = update(OutboxMail).where(
        OutboxMail.registration_id == registration.id, OutboxMail.state == QUEUED
    )
    db.session.execute(waiting.values(recipient=registration.email))
