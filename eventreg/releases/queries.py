"""What was published."""

from collections.abc import Sequence

from sqlalchemy import select

from eventreg.agenda.models import Release
from eventreg.db import db


def newest_first() -> Sequence[Release]:
    return db.session.scalars(select(Release).order_by(Release.number.desc())).all()


def of(number: int) -> Release | None:
    return db.session.get(Release, number)


def before(release: Release) -> Release | None:
    earlier = select(Release).where(Release.number < release.number).order_by(Release.number.desc()).limit(1)
    return db.session.scalars(earlier).first()
