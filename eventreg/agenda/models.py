"""Rooms and sessions. They never learn of bookings: questions that way are queries of `registration`."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.db import Base


class Room(Base):
    __tablename__ = "room"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int]
    document: Mapped[dict[str, Any]]
    """Name, capacity, floor, step-free access, as the edition file gives them."""


class Session(Base):
    """An item of the programme."""

    __tablename__ = "session"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("capacity >= 0", name="capacity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    uid: Mapped[str] = mapped_column(unique=True)
    """The calendar's UID, a bare UUID, made once and never again (RFC 7986 5.3)."""
    sequence: Mapped[int]
    """Rises when time, room or status changes (RFC 5546 2.1.4)."""
    position: Mapped[int]
    kind: Mapped[str]
    status: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    capacity: Mapped[int | None]
    """Seats; None is unlimited."""
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    document: Mapped[dict[str, Any]]
    """Title, description, contributors, language, assumptions, as the edition file gives them."""
    created_at: Mapped[datetime]
    modified_at: Mapped[datetime]
    """When anything that a calendar shows last changed (RFC 5545 3.8.7.3)."""

    room: Mapped[Room | None] = relationship(lazy="joined")

    @property
    def choosable(self) -> bool:
        """Whether a participant says yes or no to it: a workshop, a meal or the evening."""
        return self.kind in CHOOSABLE_KINDS


class RetiredSession(Base):
    """What was taken out of the programme: should its code come back, it goes on under the same UID."""

    __tablename__ = "retired_session"

    code: Mapped[str] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    sequence: Mapped[int]
    created_at: Mapped[datetime]
    modified_at: Mapped[datetime]


class Release(Base):
    """A published state of the agenda; never changed afterwards."""

    __tablename__ = "agenda_release"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    released_at: Mapped[datetime]
    actor: Mapped[str]
    """`system` for a file that was loaded, else `staff:<id>`."""
    note: Mapped[dict[str, Any]]
    """By language; may be empty."""
    document: Mapped[dict[str, Any]]
    """The agenda's tables: `agenda.tables`."""
    told: Mapped[int]
    """How many people it concerned."""
    returned_to: Mapped[int | None]
    """The number of the release whose agenda this one takes up again."""


class DraftStep(Base):
    """One step of the draft since the last release; the last that is not undone holds its state."""

    __tablename__ = "draft_step"
    # A page that was open during a release must not name the first step after it.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    data: Mapped[dict[str, Any]]
    """What it changed: `table`, `code`, `title` by language."""
    document: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    """The agenda's tables after it; read of one step at a time."""
    undone: Mapped[bool]


BOOKABLE_KIND = "workshop"
TICKED_KINDS = ("meal", "social")
CHOOSABLE_KINDS = (BOOKABLE_KIND, *TICKED_KINDS)
