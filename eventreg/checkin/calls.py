"""The JSON of the calls that are about one thing: an undoing, the closing of a conflict."""

from typing import Annotated
from uuid import UUID

from eventreg.checkin.shapes import Gate, Initials, Shape, one_of
from eventreg.checkin.states import CLOSING_REASONS


class Closing(Shape):
    reason: Annotated[str, one_of(CLOSING_REASONS)]
    operator: Initials | None = None
    gate: Gate | None = None


class Leaving(Shape):
    """Nothing needs to be said."""


class Undoing(Shape):
    scan_id: UUID
    operator: Initials | None = None
    gate: Gate | None = None
