"""Whom mail does not reach."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from eventreg.db import db
from eventreg.mail.models import FAILED, QUEUED, SENT, OutboxMail, planned
from eventreg.registration.models import Registration


@dataclass(frozen=True, slots=True)
class Unsettled:
    queued: int
    """Due; what was written ahead is not counted."""
    lost: int
    """Messages that did not arrive and that no later one of the same person makes up for. Those of invitations are
    told on the page about invitations."""


def unsettled(now: datetime) -> Unsettled:
    queued = select(func.count()).where(OutboxMail.state == QUEUED, ~planned(now))
    lost = select(func.count()).where(_lost(), OutboxMail.registration_id.is_not(None))
    return Unsettled(db.session.scalars(queued).one() or 0, db.session.scalars(lost).one() or 0)


def unreached() -> ColumnElement[bool]:
    """Of a registration: the address is refused, or a message was lost."""
    own = select(OutboxMail.id).where(OutboxMail.registration_id == Registration.id, _lost())
    return Registration.email_refused_at.is_not(None) | own.exists()


def _lost() -> ColumnElement[bool]:
    later = aliased(OutboxMail)
    made_up_for = (
        select(later.id)
        .where(later.registration_id == OutboxMail.registration_id, later.id > OutboxMail.id)
        .where(later.state == SENT)
        .exists()
    )
    return OutboxMail.state.in_(FAILED) & ~made_up_for
