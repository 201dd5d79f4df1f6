"""Adding staff and recognising them."""

from collections.abc import Iterable
from datetime import datetime

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select

from eventreg import audit
from eventreg.accounts import passwords
from eventreg.accounts.models import ACTOR, ROLES, Staff
from eventreg.db import db


class StaffFault(ValueError):
    """An address, a role or a password that cannot be; the text is one sentence."""


def add(email: str, role: str, password: str, *, now: datetime) -> Staff:
    """Add somebody, or give somebody known a new role and password. Raises StaffFault."""
    if role not in ROLES:
        raise StaffFault(f"{role} is not a role: it is one of {', '.join(ROLES)}.")
    address = _address(email)
    try:
        password_hash = passwords.hashed(password)
    except passwords.PasswordTooShort as error:
        raise StaffFault(str(error)) from None
    person = by_email(address)
    if person is None:
        person = Staff(email=address, created_at=now, signed_in_at=None)
        db.session.add(person)
    person.role, person.password_hash, person.active = role, password_hash, True
    db.session.flush()
    audit.record("staff.added", at=now, actor=audit.SYSTEM, data={"staff": person.id, "role": role})
    return person


def _address(email: str) -> str:
    try:
        found = validate_email(email.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise StaffFault(f"{email} is not an e-mail address.") from None
    return found.normalized.lower()


def remove(email: str, *, now: datetime) -> None:
    """Somebody who may no longer sign in; what they did stays theirs. Raises StaffFault."""
    person = by_email(email)
    if person is None or not person.active:
        raise StaffFault(f"{email} is not a member of staff.")
    person.active = False
    audit.record("staff.removed", at=now, actor=audit.SYSTEM, data={"staff": person.id})


def by_email(email: str) -> Staff | None:
    if not email.isprintable():
        return None  # PostgreSQL refuses NUL even in a comparison
    return db.session.scalars(select(Staff).filter_by(email=email.strip().lower())).first()


def emails(actors: Iterable[str]) -> dict[str, str]:
    """By actor, of those who are staff."""
    numbers = [int(actor.removeprefix(ACTOR)) for actor in actors if actor.startswith(ACTOR)]
    return {one.actor: one.email for one in db.session.scalars(select(Staff).where(Staff.id.in_(numbers)))}


def recognise(email: str, password: str) -> Staff | None:
    """The member of staff with this address and password; an unknown address takes as long as a wrong password."""
    person = by_email(email)
    known = passwords.matches(person.password_hash if person else None, password)
    return person if person and known and person.active else None
