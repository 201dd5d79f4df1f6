"""Who was asked whether they still come, and what they said.

Asked is whose question a mail server took and nothing gave back, and to whom no newer one is under way (the event's
days may have changed since the first).
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import aliased

from eventreg.agenda.programme import Programme
from eventreg.db import db
from eventreg.mail.models import FAILED, QUEUED, SENT, OutboxMail
from eventreg.registration import reminders, rules
from eventreg.registration.models import Registration
from eventreg.registration.reminders import RECONFIRMATION
from eventreg.registration.states import CANCELLED

YES, SILENT, WITHDRAWN, UNREACHED = "yes", "silent", "withdrawn", "unreached"
"""Still comes; has not answered; cancelled after being asked; the question did not arrive."""


def _question(*states: str) -> ColumnElement[bool]:
    """Of a registration: there is a question in one of these states.

    The list of whom it concerns is made once: looked up for each person it would cost their number squared.
    """
    return Registration.id.in_(_asked().where(OutboxMail.state.in_(states)))


def _asked_before_cancelling() -> ColumnElement[bool]:
    asked = _asked().join(_other, _other.id == OutboxMail.registration_id)
    return Registration.id.in_(
        asked.where(OutboxMail.state == SENT, OutboxMail.sent_at < _other.cancelled_at)
    )


def _asked() -> Select[Any]:
    # An erased person's rows belong to nobody: a list with NULL in it excludes everybody.
    known = OutboxMail.registration_id.is_not(None)
    return select(OutboxMail.registration_id).where(OutboxMail.kind == RECONFIRMATION, known)


_other = aliased(Registration)
_LIVING = Registration.status != CANCELLED
_UNANSWERED = _LIVING & Registration.reconfirmed_at.is_(None) & ~_question(QUEUED)
CONDITIONS: Mapping[str, ColumnElement[bool]] = {
    YES: _LIVING & Registration.reconfirmed_at.is_not(None),
    SILENT: _UNANSWERED & _question(SENT),
    WITHDRAWN: (Registration.status == CANCELLED) & _asked_before_cancelling(),
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


def anybody_asked() -> bool:
    """Whether the question has reached anybody yet."""
    return bool(db.session.scalars(select(_asked().where(OutboxMail.state == SENT).exists())).one())


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
