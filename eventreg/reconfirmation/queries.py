"""Who was asked whether they still come, and what they said.

Asked is whose question a mail server took and nothing gave back, and to whom no newer one is under way (the event's
days may have changed since the first).
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Exists, case, exists, func, select

from eventreg.agenda.programme import Programme
from eventreg.db import db
from eventreg.mail.models import FAILED, QUEUED, SENT, OutboxMail
from eventreg.registration import reminders, rules
from eventreg.registration.models import Registration
from eventreg.registration.reminders import RECONFIRMATION
from eventreg.registration.states import CANCELLED

YES, SILENT, WITHDRAWN, UNREACHED = "yes", "silent", "withdrawn", "unreached"
"""Still comes; has not answered; cancelled after being asked; the question did not arrive."""


def _question(*states: str) -> Exists:
    return exists().where(
        OutboxMail.registration_id == Registration.id,
        OutboxMail.kind == RECONFIRMATION,
        OutboxMail.state.in_(states),
    )


_LIVING = Registration.status != CANCELLED
_UNANSWERED = _LIVING & Registration.reconfirmed_at.is_(None) & ~_question(QUEUED)
CONDITIONS: Mapping[str, ColumnElement[bool]] = {
    YES: _LIVING & Registration.reconfirmed_at.is_not(None),
    SILENT: _UNANSWERED & _question(SENT),
    WITHDRAWN: (Registration.status == CANCELLED)
    & _question(SENT).where(OutboxMail.sent_at < Registration.cancelled_at),
    UNREACHED: _UNANSWERED & ~_question(SENT) & _question(*FAILED),
}


def counts() -> dict[str, int]:
    """People by answer, in one query."""
    sums = [func.sum(case((condition, 1), else_=0)) for condition in CONDITIONS.values()]
    row = db.session.execute(select(*sums)).one()
    return {answer: number or 0 for answer, number in zip(CONDITIONS, row, strict=True)}


def silent(references: Collection[str] | None = None) -> Sequence[Registration]:
    """Who has not answered, by id, which is the order in which they are locked; of these `references` alone."""
    statement = select(Registration).where(CONDITIONS[SILENT])
    if references is not None:
        statement = statement.where(Registration.reference.in_(references))
    return db.session.scalars(statement.order_by(Registration.id)).all()


def question_is_open(registration: Registration, programme: Programme, now: datetime) -> bool:
    """Whether this person was asked and has not answered, and the event has not begun.

    The database is asked only where that may be.
    """
    if registration.reconfirmed_at is not None or reminders.RECONFIRMATION in reminders.ahead(programme, now):
        return False
    if rules.has_begun(programme.edition.event.starts_on, programme.zone, now):
        return False
    statement = select(exists().where(Registration.id == registration.id, CONDITIONS[SILENT]))
    return bool(db.session.scalars(statement).one())
