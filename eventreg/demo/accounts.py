"""The demonstration's staff: one person per role, whose passwords this instance alone can tell again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from eventreg import tokens
from eventreg.accounts.models import ROLES, Staff
from eventreg.accounts.staff import add, by_email
from eventreg.db import db

ADDRESSES = {role: f"{role}@example.org" for role in ROLES}


@dataclass(frozen=True, slots=True)
class SignIn:
    role: str
    email: str
    password: str


def sign_ins() -> list[SignIn]:
    """From the most to the least rights, whether or not they have been added."""
    return [SignIn(role, ADDRESSES[role], _password(role)) for role in reversed(ROLES)]


def add_missing(now: datetime) -> None:
    for person in sign_ins():
        if by_email(person.email) is None:
            add(person.email, person.role, person.password, now=now)


def present() -> list[SignIn]:
    known = set(db.session.scalars(select(Staff.email).where(Staff.email.in_(ADDRESSES.values()))))
    return [person for person in sign_ins() if person.email in known]


def _password(role: str) -> str:
    """Sixteen letters in groups of four, from the instance's own key: no password of ours is valid elsewhere."""
    letters = tokens.derive("demo-staff", role)
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))
