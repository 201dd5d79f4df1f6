"""What a day's changes are measured against: the release that people read before they came."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from eventreg.agenda import tables
from eventreg.agenda.models import Release
from eventreg.agenda.programme import Programme
from eventreg.db import db
from eventreg.signage.changes import Change, changes, of_today

KEPT = "changes"


def changes_today(programme: Programme, now: datetime) -> tuple[Change, ...]:
    """Kept with the programme, which is of one revision: releases are read once a day and revision."""
    days: dict[Any, tuple[Change, ...]] = programme.kept.setdefault(KEPT, {})
    if now.date() not in days:
        days[now.date()] = _since_midnight(programme, now)
    return of_today(days[now.date()], now)


def _since_midnight(programme: Programme, now: datetime) -> tuple[Change, ...]:
    """Since the last release of the days before. A first release of today is what people know."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    before = _first(select(Release).where(Release.released_at < midnight).order_by(Release.number.desc()))
    before = before or _first(select(Release).order_by(Release.number))
    if before is None or before.number == programme.version:
        return ()
    return changes(before.document, tables.of(programme.edition), programme.zone)


def _first(releases: Select[Release]) -> Release | None:
    return db.session.scalars(releases.limit(1)).first()
