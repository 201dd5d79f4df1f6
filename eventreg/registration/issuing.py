"""Making, reading back and replacing the secret links of a registration."""

from datetime import datetime

from sqlalchemy import select

from eventreg import tokens
from eventreg.db import db
from eventreg.registration.models import Registration, Token
from eventreg.registration.states import BADGE, PURPOSES


def issue(registration: Registration, purpose: str, tag: str, now: datetime) -> Token:
    """A new living token; the caller has revoked the one before it."""
    nonce = tokens.new_nonce()
    digest = tokens.sha256(_clear(purpose, nonce, tag))
    token = Token(
        registration=registration, purpose=purpose, nonce=nonce, hash=digest, created_at=now, revoked_at=None
    )
    db.session.add(token)
    return token


def issue_all(registration: Registration, tag: str, now: datetime) -> None:
    for purpose in PURPOSES:
        issue(registration, purpose, tag, now)


def replace(registration: Registration, purpose: str, tag: str, now: datetime) -> Token:
    """A new token of this purpose; the one before opens nothing from now on."""
    living = select(Token).filter_by(registration_id=registration.id, purpose=purpose, revoked_at=None)
    for token in db.session.scalars(living.with_for_update()):
        token.revoked_at = now
    db.session.flush()
    return issue(registration, purpose, tag, now)


def clear_tokens(registration: Registration, tag: str) -> dict[str, str]:
    """The living tokens by purpose, as they stand in links and on the badge."""
    living = select(Token).filter_by(registration_id=registration.id, revoked_at=None)
    return {token.purpose: _clear(token.purpose, token.nonce, tag) for token in db.session.scalars(living)}


def _clear(purpose: str, nonce: str, tag: str) -> str:
    return tokens.derive_badge(nonce, tag) if purpose == BADGE else tokens.derive(purpose, nonce)
