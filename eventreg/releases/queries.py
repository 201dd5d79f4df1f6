"""What was published."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import defer

from eventreg.agenda.models import Release
from eventreg.db import db

_NEWEST_FIRST = select(Release).order_by(Release.number.desc())


def newest_first(most: int) -> Sequence[Release]:
    return db.session.scalars(_NEWEST_FIRST.limit(most)).all()


def listed() -> Sequence[Release]:
    """The same, without reading what each held."""
    return db.session.scalars(_NEWEST_FIRST.options(defer(Release.document))).all()


def of(number: int) -> Release | None:
    return db.session.get(Release, number)


def before(release: Release) -> Release | None:
    earlier = select(Release).where(Release.number < release.number).order_by(Release.number.desc()).limit(1)
    return db.session.scalars(earlier).first()
