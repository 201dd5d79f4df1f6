"""The JSON of the calls that are about one thing: an undoing, the closing of a conflict."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import model_validator

from eventreg.checkin.shapes import Gate, Initials, Instant, Shape, one_of
from eventreg.checkin.states import CLOSING_REASONS


class Closing(Shape):
    reason: Annotated[str, one_of(CLOSING_REASONS)]
    operator: Initials | None = None
    gate: Gate | None = None


class Leaving(Shape):
    """Nothing needs to be said."""


class Undoing(Shape):
    scan_id: UUID
    at: Instant | None = None
    """When it was undone, by the phone's clock, which says `sent_at` now; left out, it is now."""
    sent_at: Instant | None = None
    operator: Initials | None = None
    gate: Gate | None = None

    @model_validator(mode="after")
    def _counted(self) -> Self:
        if self.at is not None and self.sent_at is None:
            raise ValueError("needs sent_at, from which at is counted")
        return self

    @property
    def by_the_phone(self) -> tuple[datetime, datetime] | None:
        return (self.at, self.sent_at) if self.at is not None and self.sent_at is not None else None
