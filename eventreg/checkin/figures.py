"""How many are expected, have come and are inside, and when they came through which gate."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, String, and_, cast, func, not_, or_, select

from eventreg.agenda.programme import Programme
from eventreg.checkin import rules, states
from eventreg.checkin.lists import ScanList
from eventreg.checkin.models import CheckIn
from eventreg.db import db
from eventreg.registration.models import Booking, Registration
from eventreg.registration.states import BOOKED, CONFIRMED

QUARTER = 15
"""Minutes."""


@dataclass(frozen=True, slots=True)
class Quarter:
    begins: datetime
    """In the event's zone."""
    gate: str
    entries: int
    exits: int


@dataclass(frozen=True, slots=True)
class Figures:
    expected: int
    """Confirmed beforehand: for the day, or with a seat where one is chosen."""
    entered: int
    """Different people, walk-ins among them."""
    inside: int
    exits: int
    walkins: int
    """Of those who entered."""
    by_quarter: tuple[Quarter, ...]
    """With at least one movement that nobody undid, by instant and gate."""

    @property
    def gates(self) -> list[str]:
        return sorted({quarter.gate for quarter in self.by_quarter})


_log = CheckIn.__table__.c
_walked_in = Registration.form_id.startswith(states.WALK_IN_FORM, autoescape=True)


def figures(scan_list: ScanList, programme: Programme) -> Figures:
    """Three statements, however many people there are."""
    walked_in = set(db.session.scalars(select(Registration.id).where(_walked_in)))
    entered = inside = walkins = 0
    counted: dict[tuple[datetime, str], Counter[str]] = {}
    for number, rows in groupby(_movements(scan_list.code), key=itemgetter(0)):
        log = list(rows)
        where = rules.presence(log)
        entered, inside = entered + where.entered_before, inside + where.inside
        walkins += where.entered_before and number in walked_in
        for movement in rules.standing(log):
            begins = _quarter(movement.at, programme.zone)
            counted.setdefault((begins, movement.gate), Counter())[movement.kind] += 1
    quarters = tuple(
        Quarter(begins, gate, kinds[states.ENTRY], kinds[states.EXIT])
        for (begins, gate), kinds in sorted(counted.items(), key=itemgetter(0))
    )
    exits = sum(quarter.exits for quarter in quarters)
    return Figures(_expected(scan_list), entered, inside, exits, walkins, quarters)


def _movements(code: str) -> Iterable[Row[*tuple[Any, ...]]]:
    return db.session.execute(
        select(_log.registration_id, _log.id, _log.kind, _log.at, _log.gate, _log.undoes_id)
        .where(_log.list == code)
        .order_by(_log.registration_id, _log.number)
    ).all()


def _quarter(instant: datetime, zone: ZoneInfo) -> datetime:
    local = instant.astimezone(zone)
    return local.replace(minute=local.minute // QUARTER * QUARTER, second=0, microsecond=0)


def _expected(scan_list: ScanList) -> int:
    beforehand = or_(Registration.form_id.is_(None), not_(_walked_in))
    people = select(func.count()).where(Registration.status == CONFIRMED, beforehand, _awaited(scan_list))
    return db.session.scalars(people).one()


def _awaited(scan_list: ScanList) -> ColumnElement[bool]:
    session = scan_list.session
    if session is not None and session.choosable:
        seat = and_(Booking.session_id == session.id, Booking.state == BOOKED)
        return Registration.id.in_(select(Booking.registration_id).where(seat))
    return cast(Registration.days, String).contains(f'"{scan_list.day.isoformat()}"', autoescape=True)
