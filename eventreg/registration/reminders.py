"""The two mails that are written ahead: the question whether somebody still comes, and the reminder on the eve.

They are rows of the outbox like any other, due in the future. They say what is true when they leave, so nothing
rewrites them; only their instant follows the event's days.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Update, exists, select, update

from eventreg.agenda.programme import Programme
from eventreg.db import db
from eventreg.mail import outbox
from eventreg.mail.models import DROPPED, QUEUED, STATES, OutboxMail
from eventreg.registration import rules, states
from eventreg.registration.models import Registration

RECONFIRMATION, REMINDER = "reconfirmation", "reminder"
KINDS = (RECONFIRMATION, REMINDER)
# Of a message that was dropped nothing was told: somebody who waited, or wanted none.
_TOLD = tuple(state for state in STATES if state != DROPPED)
_BLIND = {"synchronize_session": False}


def instants(programme: Programme) -> Mapping[str, datetime | None]:
    """When each leaves, by kind; None where the edition wants none."""
    event = programme.edition.event
    before = {RECONFIRMATION: event.reconfirmation_days_before, REMINDER: event.reminder_days_before}
    return {
        kind: rules.morning_before(event.starts_on, days, programme.zone) for kind, days in before.items()
    }


def ahead(programme: Programme, now: datetime) -> Mapping[str, datetime]:
    """Those whose instant is still to come."""
    return {kind: at for kind, at in instants(programme).items() if at is not None and now < at}


def plan(registration: Registration, programme: Programme, *, now: datetime) -> None:
    """Write those whose instant is still to come. Who waits for a place gets them once admitted, or not at all."""
    for kind, at in ahead(programme, now).items():
        outbox.enqueue(kind, registration, now=now, due_at=at)


def withdraw(registration: Registration, *, now: datetime) -> None:
    for kind in KINDS:
        outbox.withdraw(kind, registration, now=now)


def align(programme: Programme, *, now: datetime, moved: bool) -> None:
    """Bring them to the edition's instants, and write those that are missing; the caller holds the event's lock.

    `moved` says that the event is on other days than before: who was asked already is asked again. What should have
    left by now leaves at once if it was written, and is not written any more if it was not.
    """
    for kind, at in instants(programme).items():
        waiting = _unsent(kind)
        if at is None:
            db.session.execute(waiting.values(state=DROPPED, due_at=now), execution_options=_BLIND)
            continue
        elsewhere = waiting.where(OutboxMail.due_at != at)
        db.session.execute(elsewhere.values(due_at=at), execution_options=_BLIND)
        if now < at:
            _ask_again(kind, moved)
            for registration in _without(kind, (QUEUED,) if moved else _TOLD):
                outbox.enqueue(kind, registration, now=now, due_at=at)


def _ask_again(kind: str, moved: bool) -> None:
    """Who said yes said it of other days."""
    if moved and kind == RECONFIRMATION:
        answered = update(Registration).where(Registration.reconfirmed_at.is_not(None))
        db.session.execute(answered.values(reconfirmed_at=None), execution_options=_BLIND)


def _without(kind: str, known: Collection[str]) -> Sequence[Registration]:
    """People to whom nothing of this kind was written that is in one of these states."""
    written = exists().where(
        OutboxMail.registration_id == Registration.id, OutboxMail.kind == kind, OutboxMail.state.in_(known)
    )
    wanting = select(Registration).where(
        Registration.status != states.CANCELLED, Registration.reminders_stopped_at.is_(None), ~written
    )
    return db.session.scalars(wanting.order_by(Registration.id)).all()


def _unsent(kind: str) -> Update:
    """Rows that no worker has begun to send."""
    return update(OutboxMail).where(
        OutboxMail.kind == kind,
        OutboxMail.state == QUEUED,
        OutboxMail.attempts == 0,
        OutboxMail.leased_until.is_(None),
    )
