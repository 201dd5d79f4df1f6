"""The conflicts that a supervisor has closed lately: what was said of each, and by whom."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from eventreg.checkin import queries
from eventreg.checkin.models import Conflict, Scan
from eventreg.checkin.queries import Person
from eventreg.db import db

ROWS = 20


@dataclass(frozen=True, slots=True)
class Closed:
    kind: str
    reason: str | None
    closed_at: datetime | None
    closed_by: str | None
    """As the audit names actors."""
    person: Person | None


def closed() -> list[Closed]:
    """The latest first."""
    statement = (
        select(Conflict.kind, Conflict.reason, Conflict.closed_at, Conflict.closed_by, Scan.registration_id)
        .join_from(Conflict, Scan)
        .where(Conflict.closed_at.is_not(None))
        .order_by(Conflict.closed_at.desc(), Conflict.id.desc())
        .limit(ROWS)
    )
    rows = db.session.execute(statement).all()
    people = queries.by_numbers({row.registration_id for row in rows})
    return [
        Closed(row.kind, row.reason, row.closed_at, row.closed_by, people.get(row.registration_id))
        for row in rows
    ]
