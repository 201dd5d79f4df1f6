"""The roll of a list: who is expected there, and who has entered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import Row, func, select

from eventreg.checkin import rules, states
from eventreg.checkin.lists import ScanList
from eventreg.checkin.models import CheckIn, IdentityCheck
from eventreg.db import db
from eventreg.registration.models import Booking, Registration
from eventreg.registration.names import search_key
from eventreg.registration.states import BOOKED, CONFIRMED

_people, _log, _checks = Registration.__table__.c, CheckIn.__table__.c, IdentityCheck.__table__.c


@dataclass(frozen=True, slots=True)
class Line:
    family_name: str
    given_name: str
    organisation: str
    entered_at: datetime | None
    """Of the first entry that stands."""
    identity_known: bool

    @property
    def key(self) -> str:
        """Where the person is looked for: by family name, without accents and case."""
        return search_key(self.family_name) or search_key(self.given_name)


def roll(scan_list: ScanList) -> list[Line]:
    """Confirmed people only, by family name: who cancelled or waits for a place is sent to the desk."""
    entered, known = _entered(scan_list.code), _identity_known(scan_list)
    lines = [
        Line(row.family_name, row.given_name, row.organisation, entered.get(row.id), row.id in known)
        for row in _expected(scan_list)
    ]
    return sorted(lines, key=lambda line: (line.key, search_key(line.given_name), line.organisation))


def attendance() -> dict[str, int]:
    """How many have entered each list, by its code; who left again has been there."""
    undone = select(_log.undoes_id).where(_log.undoes_id.is_not(None))
    statement = (
        select(_log.list, func.count(_log.registration_id.distinct()))
        .where(_log.kind == states.ENTRY, _log.id.not_in(undone))
        .group_by(_log.list)
    )
    return dict(db.session.execute(statement).all())


def _expected(scan_list: ScanList) -> Sequence[Row[*tuple[object, ...]]]:
    """At what is chosen, who has a seat; at anything else, everybody of that day. Days are JSON: read here."""
    statement = select(
        _people.id, _people.family_name, _people.given_name, _people.organisation, _people.days
    ).where(_people.status == CONFIRMED)
    session, day = scan_list.session, scan_list.day.isoformat()
    if session is not None and session.choosable:
        seated = select(Booking.registration_id).filter_by(session_id=session.id, state=BOOKED)
        return db.session.execute(statement.where(_people.id.in_(seated))).all()
    return [row for row in db.session.execute(statement) if day in row.days]


def _entered(code: str) -> dict[int, datetime]:
    statement = (
        select(_log.registration_id, _log.id, _log.kind, _log.at, _log.gate, _log.undoes_id)
        .where(_log.list == code)
        .order_by(_log.registration_id, _log.number)
    )
    rows = db.session.execute(statement).all()
    firsts = {
        person: rules.presence(movements).first_entry
        for person, movements in groupby(rows, key=lambda row: row.registration_id)
    }
    return {person: entry.at for person, entry in firsts.items() if entry is not None}


def _identity_known(scan_list: ScanList) -> set[int]:
    statement = select(_checks.registration_id).where(
        _checks.day == scan_list.day, _checks.outcome.in_(states.ADMITTING), _checks.voided_at.is_(None)
    )
    return set(db.session.scalars(statement))
