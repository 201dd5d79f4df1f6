"""What the door asks of the database: people by badge, number or name, and where they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, func, or_, select

from eventreg.checkin import states
from eventreg.checkin.codes import Code
from eventreg.checkin.models import CheckIn, IdentityCheck, Scan
from eventreg.db import db
from eventreg.registration.models import Booking, Registration, Token
from eventreg.registration.names import search_key
from eventreg.registration.states import BADGE, BOOKED

SEARCH_FROM, SEARCH_ROWS = 2, 20


@dataclass(frozen=True, slots=True)
class Person:
    """What the door knows of a registration; no address, no needs."""

    id: int
    reference: str
    status: str
    days: list[str]
    given_name: str
    family_name: str
    organisation: str
    revoked: bool = False

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    def seen_by(self, role: str) -> dict[str, str]:
        """What a role may see: *scan* gets the first name and an initial."""
        if role == states.SCAN:
            return {"name": f"{self.given_name} {self.family_name[:1]}.", "organisation": ""}
        return {"name": self.name, "organisation": self.organisation}


_PERSON = (
    Registration.id,
    Registration.reference,
    Registration.status,
    Registration.days,
    Registration.given_name,
    Registration.family_name,
    Registration.organisation,
)
_BY_BADGE = (
    select(*_PERSON, Token.revoked_at.is_not(None))
    .join(Token, Token.registration_id == Registration.id)
    .where(Token.purpose == BADGE)
)
_BY_NUMBER = select(*_PERSON)


def person(subject: Code | int, *, locked: bool = False) -> Person | None:
    """By badge code or by registration number; `locked` until the transaction ends."""
    statement = (
        _BY_BADGE.where(Token.hash == subject.hash)
        if isinstance(subject, Code)
        else _BY_NUMBER.where(Registration.id == subject)
    )
    return _one(statement.with_for_update(of=Registration.__table__) if locked else statement)


def person_by_reference(reference: str) -> Person | None:
    return _one(_BY_NUMBER.where(Registration.reference == reference.strip().upper()))


def people(typed: str) -> list[Person]:
    """Those in whose names or organisation every word typed begins a word; none for less than two letters.

    Cancelled registrations too: the verdict says so.
    """
    words = search_key(typed).split()
    if sum(map(len, words)) < SEARCH_FROM:
        return []
    key = Registration.search_key
    statement = _BY_NUMBER.order_by(key, Registration.id).limit(SEARCH_ROWS)
    for word in words:
        statement = statement.where(
            or_(key.startswith(word, autoescape=True), key.contains(f" {word}", autoescape=True))
        )
    return [Person(*row) for row in db.session.execute(statement)]


def movements(registration_id: int, code: str) -> Sequence[Row[int, str, datetime, str, int | None]]:
    """A person's movements on one list, in their order."""
    columns = (CheckIn.id, CheckIn.kind, CheckIn.at, CheckIn.gate, CheckIn.undoes_id)
    return db.session.execute(
        select(*columns).filter_by(registration_id=registration_id, list=code).order_by(CheckIn.number)
    ).all()


def identity_known(registration_id: int, day: date) -> bool:
    """Whether somebody saw the person's document on that day, or waived it."""
    statement = select(IdentityCheck.id).where(
        IdentityCheck.registration_id == registration_id,
        IdentityCheck.day == day,
        IdentityCheck.outcome.in_(states.ADMITTING),
        IdentityCheck.voided_at.is_(None),
    )
    return db.session.scalars(statement.limit(1)).first() is not None


def has_seat(registration_id: int, session_id: int) -> bool:
    statement = select(Booking.id).filter_by(
        registration_id=registration_id, session_id=session_id, state=BOOKED
    )
    return db.session.scalars(statement).first() is not None


def seats_booked(session_id: int) -> int:
    return db.session.scalars(
        select(func.count()).where(Booking.session_id == session_id, Booking.state == BOOKED)
    ).one()


def admitted_without_seat(code: str, session_id: int) -> int:
    """How many entered the list of a session without having booked it; who left keeps the chair."""
    undone = select(CheckIn.undoes_id).where(CheckIn.list == code, CheckIn.undoes_id.is_not(None))
    seated = select(Booking.registration_id).filter_by(session_id=session_id, state=BOOKED)
    return db.session.scalars(
        select(func.count(CheckIn.registration_id.distinct())).where(
            CheckIn.list == code,
            CheckIn.kind == states.ENTRY,
            CheckIn.id.not_in(undone),
            CheckIn.registration_id.not_in(seated),
        )
    ).one()


def stored_scan(scan_id: str) -> Scan | None:
    return db.session.scalars(select(Scan).filter_by(scan_id=scan_id)).first()


def movement_of(scan: Scan) -> CheckIn | None:
    return db.session.scalars(select(CheckIn).filter_by(scan_id=scan.id)).first()


def is_undone(movement: CheckIn) -> bool:
    return db.session.scalars(select(CheckIn.id).filter_by(undoes_id=movement.id)).first() is not None


def _one(statement: Select[*tuple[Any, ...]]) -> Person | None:
    row = db.session.execute(statement).first()
    return None if row is None else Person(*row)
