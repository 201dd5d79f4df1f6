"""The edition in the database: one row, for the one event of this instance."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventreg.db import Base
from eventreg.event.specs import CategorySpec

EVENT_ID = 1


class Event(Base):
    """What decisions read has a column; what is only shown stays in `document` as the edition file gives it."""

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("id = 1", name="single"),
        CheckConstraint("capacity >= 0", name="capacity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int]
    """Rises with every change of the edition; what is kept in memory is kept for one revision."""
    release: Mapped[int]
    """The number of the release that the agenda stands at; 0 before the first."""
    seats_revision: Mapped[int]
    """Rises, in the same transaction, with every change of a seat or of a place in a queue: pages count again then."""
    tag: Mapped[str]
    timezone: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    capacity: Mapped[int]
    registration_opens_at: Mapped[datetime]
    registration_closes_at: Mapped[datetime]
    """Exclusive."""
    grace_minutes: Mapped[int]
    changes_close_at: Mapped[datetime]
    document: Mapped[dict[str, Any]]
    loaded_at: Mapped[datetime]
    """When the edition last changed."""

    @property
    def categories(self) -> tuple[CategorySpec, ...]:
        return tuple(CategorySpec.model_validate(table) for table in self.document.get("category", ()))

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)
