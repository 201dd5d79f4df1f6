"""Whose badge a manage link opens, or a code is."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from eventreg.db import db
from eventreg.registration import bookings
from eventreg.registration.models import Registration, Token
from eventreg.registration.states import BADGE, CANCELLED, MANAGE
from eventreg.tokens import sha256


@dataclass(frozen=True, slots=True)
class Holder:
    id: int
    name: str
    organisation: str
    reference: str
    status: str
    lang: str
    days: list[str]
    bookings: dict[int, str]
    """State by session id."""
    badge_nonce: str | None
    """Of the living badge token."""
    over: bool
    """Cancelled, or what was shown (the link, the badge) has been replaced."""


def holder(manage_token: str) -> Holder | None:
    """None for a link that was never issued."""
    badge = aliased(Token)
    living_badge = and_(
        badge.registration_id == Registration.id, badge.purpose == BADGE, badge.revoked_at.is_(None)
    )
    statement = (
        select(Registration, Token.revoked_at, badge.nonce)
        .join(Token, Token.registration_id == Registration.id)
        .outerjoin(badge, living_badge)
        .where(Token.hash == sha256(manage_token), Token.purpose == MANAGE)
    )
    found = db.session.execute(statement).first()
    if found is None:
        return None
    return _holder(*found)


def by_badge(badge_token: str) -> Holder | None:
    """Whose badge it is, or was; None for one that was never issued."""
    statement = (
        select(Registration, Token.revoked_at, Token.nonce)
        .join(Token, Token.registration_id == Registration.id)
        .where(Token.hash == sha256(badge_token), Token.purpose == BADGE)
    )
    found = db.session.execute(statement).first()
    return None if found is None else _holder(*found)


def _holder(person: Registration, revoked_at: datetime | None, nonce: str | None) -> Holder:
    return Holder(
        person.id, person.name, person.organisation, person.reference, person.status, person.lang, person.days,
        bookings.states(person.id), nonce, revoked_at is not None or person.status == CANCELLED,
    )  # fmt: skip
