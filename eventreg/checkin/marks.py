"""Up to where a phone knows what happened, as the opaque cursor that it sends back.

A change of what phones are told has an entry of the audit, a movement or a badge: three tables that only grow.
"""

from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from typing import Self

from sqlalchemy import ColumnElement, bindparam, func, select, union

from eventreg.audit import AuditEntry
from eventreg.checkin.models import CheckIn, Conflict
from eventreg.db import db
from eventreg.registration.models import Token
from eventreg.registration.states import BADGE

LAG = timedelta(seconds=15)
"""A transaction that was open while we looked may commit a lower number than one that we saw. What was recorded in
the last seconds is told again the next time, which harms nothing."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The numbers of the last rows told."""

    audit: int
    movement: int
    badge: int

    def cursor(self, generation: str) -> str:
        return ".".join((generation, *map(str, astuple(self))))

    @classmethod
    def read(cls, cursor: str, generation: str) -> Self | None:
        """None for a cursor of another generation, or that is none of ours."""
        of, *numbers = cursor.split(".")
        readable = all(n.isascii() and n.isdecimal() and len(n) < 16 for n in numbers)
        if of != generation or len(numbers) != 3 or not readable:
            return None
        return cls(*map(int, numbers))


@dataclass(frozen=True, slots=True)
class Standing:
    settled: Mark
    """What the next cursor covers."""
    newest: Mark
    open_conflicts: int

    def knows(self, mark: Mark) -> bool:
        """False for a cursor from beyond the end: the database is another, or an older one that was restored."""
        return all(ours >= theirs for ours, theirs in zip(astuple(self.newest), astuple(mark), strict=True))


_audit, _log, _tokens = AuditEntry.__table__.c, CheckIn.__table__.c, Token.__table__.c
_LOGS = ((_audit.id, _audit.at), (_log.id, _log.recorded_at), (_tokens.id, _tokens.created_at))


def _last_before(key: ColumnElement[int], at: ColumnElement[datetime]) -> ColumnElement[int]:
    """Looked for from the end, where it is a few rows away."""
    last = select(key).where(at <= bindparam("settled")).order_by(key.desc()).limit(1)
    return func.coalesce(last.scalar_subquery(), 0)


_STANDING = select(
    *(_last_before(key, at) for key, at in _LOGS),
    *(func.coalesce(select(func.max(key)).scalar_subquery(), 0) for key, _ in _LOGS),
    select(func.count()).where(Conflict.closed_at.is_(None)).scalar_subquery(),
)
_CHANGED = union(
    select(_audit.registration_id).where(_audit.id > bindparam("audit"), _audit.registration_id.is_not(None)),
    select(_log.registration_id).where(_log.id > bindparam("movement")),
    select(_tokens.registration_id).where(_tokens.id > bindparam("badge"), _tokens.purpose == BADGE),
)


def standing(now: datetime) -> Standing:
    """To be asked before what it is about is read: what is told may be newer than the cursor, never older."""
    row = db.session.execute(_STANDING, {"settled": now - LAG}).one()
    return Standing(Mark(*row[:3]), Mark(*row[3:6]), row[6])


def changed(mark: Mark) -> set[int]:
    """The numbers of the registrations about which there is something after `mark`."""
    numbers = {"audit": mark.audit, "movement": mark.movement, "badge": mark.badge}
    return set(db.session.execute(_CHANGED, numbers).scalars())
