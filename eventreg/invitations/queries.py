"""The list of invitations, and how many there are of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import joinedload

from eventreg.db import db
from eventreg.invitations.models import Invitation
from eventreg.mail.models import FAILED, OutboxMail
from eventreg.registration.models import Registration
from eventreg.registration.states import CANCELLED

PAGE_SIZE = 50
WAITING, REGISTERED, WITHDRAWN = "waiting", "registered", "withdrawn"
STATES = (WAITING, REGISTERED, WITHDRAWN)
LOST = "lost"
"""Of those that wait: the message did not arrive. Asked for like a state."""


@dataclass(frozen=True, slots=True)
class Page:
    invitations: Sequence[Invitation]
    total: int
    number: int
    pages: int


def state(invitation: Invitation) -> str:
    if invitation.used:
        return REGISTERED
    return WITHDRAWN if invitation.withdrawn_at else WAITING


def counts() -> dict[str, dict[str, int]]:
    """By category, then by state; a category to which nobody was invited is missing."""
    statement = (
        select(Invitation.category, _STATE, func.count())
        .outerjoin(Registration, Registration.id == Invitation.registration_id)
        .group_by(Invitation.category, _STATE)
        .order_by(Invitation.category)
    )
    found: dict[str, dict[str, int]] = {}
    for category, of, number in db.session.execute(statement):
        found.setdefault(category, dict.fromkeys(STATES, 0))[of] = number
    return found


def lost() -> int:
    statement = (
        select(func.count())
        .select_from(Invitation)
        .outerjoin(Registration, Registration.id == Invitation.registration_id)
    )
    return db.session.scalars(statement.where(*_narrowed(LOST))).one() or 0


def find(of: str = "", number: int = 1) -> Page:
    """One page, the newest first; `of` is a state, LOST, or "" for all."""
    conditions = _narrowed(of)
    joined = select(Invitation).outerjoin(Registration, Registration.id == Invitation.registration_id)
    total = db.session.scalars(joined.where(*conditions).with_only_columns(func.count())).one() or 0
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, number), pages)
    statement = (
        joined.where(*conditions)
        .options(joinedload(Invitation.mail), joinedload(Invitation.registration))
        .order_by(Invitation.id.desc())
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    return Page(db.session.scalars(statement).all(), total, number, pages)


_USED: ColumnElement[bool] = and_(Registration.id.is_not(None), Registration.status != CANCELLED)
_STATE: ColumnElement[str] = case(
    (_USED, REGISTERED), (Invitation.withdrawn_at.is_not(None), WITHDRAWN), else_=WAITING
)


def _narrowed(of: str) -> list[ColumnElement[bool]]:
    if of == LOST:
        failed = select(OutboxMail.id).where(OutboxMail.state.in_(FAILED))
        return [_STATE.in_((WAITING,)), Invitation.mail_id.in_(failed)]
    return [_STATE.in_((of,))] if of else []
