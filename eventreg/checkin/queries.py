"""What the door asks of the database: people by badge, number or name, and where they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, or_, select

from eventreg.checkin import rules, states
from eventreg.checkin.codes import Code
from eventreg.checkin.models import CheckIn, IdentityCheck, Scan
from eventreg.db import db
from eventreg.registration.models import Booking, Registration, Token
from eventreg.registration.names import search_key
from eventreg.registration.states import BADGE, BOOKED, CONFIRMED

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
    address_refused: bool
    """Mail does not reach the person, who stands at the desk now."""
    revoked: bool = False

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    def seen_by(self, role: str) -> dict[str, str]:
        return rules.seen_by(role, self.given_name, self.family_name, self.organisation)


# A queue stands waiting while these run: written once, over tables, they cost a third of what the ORM's cost.
_people = Registration.__table__.c
_PERSON = (
    _people.id, _people.reference, _people.status, _people.days,
    _people.given_name, _people.family_name, _people.organisation, _people.email_refused_at.is_not(None),
)  # fmt: skip
_tokens = Token.__table__.c
_BY_BADGE = (
    select(*_PERSON, _tokens.revoked_at.is_not(None))
    .join_from(Registration.__table__, Token.__table__)
    .where(_tokens.purpose == BADGE, _tokens.hash == bindparam("hash"))
)
_PEOPLE = select(*_PERSON)
_BY_NUMBER = _PEOPLE.where(_people.id == bindparam("number"))
_BY_BADGE_LOCKED, _BY_NUMBER_LOCKED = (
    statement.with_for_update(of=Registration.__table__, key_share=True)
    for statement in (_BY_BADGE, _BY_NUMBER)
)


def person(subject: Code | int, *, locked: bool = False) -> Person | None:
    """By badge code or by registration number; `locked` until the transaction ends."""
    if isinstance(subject, Code):
        return _one(_BY_BADGE_LOCKED if locked else _BY_BADGE, hash=subject.hash)
    return _one(_BY_NUMBER_LOCKED if locked else _BY_NUMBER, number=subject)


def by_numbers(numbers: Iterable[int | None]) -> dict[int, Person]:
    asked = sorted({number for number in numbers if number is not None})
    rows = db.session.execute(_PEOPLE.where(_people.id.in_(asked))) if asked else ()
    return {row[0]: Person(*row) for row in rows}


def living_badge(registration_id: int) -> str | None:
    """The hash of the badge that opens."""
    living = (_tokens.purpose == BADGE, _tokens.revoked_at.is_(None))
    return db.session.execute(
        select(_tokens.hash).where(_tokens.registration_id == registration_id, *living)
    ).scalar()


def namesakes(key: str) -> list[Person]:
    """The confirmed people whose names and organisation are the same, however they are written."""
    same = _PEOPLE.where(_people.search_key == key, _people.status == CONFIRMED).order_by(_people.id)
    return [Person(*row) for row in db.session.execute(same)]


def person_by_reference(reference: str) -> Person | None:
    """None too for what can be no reference: PostgreSQL takes no NUL in a text."""
    if not reference.isprintable():
        return None
    return _one(_PEOPLE.where(_people.reference == reference.strip().upper()))


def people(typed: str) -> list[Person]:
    """Those in whose names or organisation every word typed begins a word; none for less than two letters.

    Cancelled registrations too: the verdict says so.
    """
    words = search_key(typed).split()
    if sum(map(len, words)) < SEARCH_FROM:
        return []
    key = _people.search_key
    statement = _PEOPLE.order_by(key, _people.id).limit(SEARCH_ROWS)
    for word in words:
        statement = statement.where(
            or_(key.startswith(word, autoescape=True), key.contains(f" {word}", autoescape=True))
        )
    return [Person(*row) for row in db.session.execute(statement)]


_log = CheckIn.__table__.c
_MOVEMENTS = (
    select(_log.id, _log.kind, _log.at, _log.gate, _log.undoes_id)
    .where(_log.registration_id == bindparam("number"), _log.list == bindparam("code"))
    .order_by(_log.number)
)
_checks = IdentityCheck.__table__.c
_IDENTITY = (
    select(_checks.id)
    .where(_checks.registration_id == bindparam("number"), _checks.day == bindparam("day"))
    .where(_checks.outcome.in_(states.ADMITTING), _checks.voided_at.is_(None))
    .limit(1)
)
_IDENTITY_BEFORE = _IDENTITY.where(_checks.at < bindparam("before"))
_scans = Scan.__table__.c
_STORED = select(_scans.id, _scans.scan_id, _scans.registration_id, _scans.offline, _scans.answer).where(
    _scans.scan_id == bindparam("scan_id")
)


def movements(registration_id: int, code: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """A person's movements on one list, in their order."""
    return db.session.execute(_MOVEMENTS, {"number": registration_id, "code": code}).all()


def identity_known(registration_id: int, day: date) -> bool:
    """Whether somebody saw the person's document on that day, or waived it."""
    return db.session.execute(_IDENTITY, {"number": registration_id, "day": day}).first() is not None


def identity_known_before(registration_id: int, day: date, instant: datetime) -> bool:
    """The same, by a look that was taken before `instant`."""
    values = {"number": registration_id, "day": day, "before": instant}
    return db.session.execute(_IDENTITY_BEFORE, values).first() is not None


def made_by(movement_id: int) -> Row[*tuple[Any, ...]] | None:
    """`device_id`, `staff_id` and `scanned_at` (none without a scan) of a movement."""
    statement = (
        select(_log.device_id, _log.staff_id, _scans.scanned_at)
        .outerjoin_from(CheckIn.__table__, Scan.__table__, _scans.id == _log.scan_id)
        .where(_log.id == movement_id)
    )
    return db.session.execute(statement).first()


def stored_answer(scan_id: str) -> Row[*tuple[Any, ...]] | None:
    """`id`, `scan_id`, `registration_id`, `offline` and `answer` of a scan that was recorded."""
    return db.session.execute(_STORED, {"scan_id": scan_id}).first()


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
    if not scan_id.isprintable():
        return None
    return db.session.scalars(select(Scan).filter_by(scan_id=scan_id)).first()


def is_undone(movement: CheckIn) -> bool:
    return db.session.scalars(select(CheckIn.id).filter_by(undoes_id=movement.id)).first() is not None


def _one(statement: Select[*tuple[Any, ...]], **values: str | int) -> Person | None:
    row = db.session.execute(statement, values).first()
    return None if row is None else Person(*row)
