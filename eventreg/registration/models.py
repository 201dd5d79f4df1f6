"""Registrations, their bookings, their tokens; diet and access needs in a table of their own (GDPR 9)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.agenda.models import Session
from eventreg.audit import PARTICIPANT
from eventreg.db import Base
from eventreg.registration import states


class Registration(Base):
    """A person's place at the event."""

    __tablename__ = "registration"
    __table_args__ = (
        # One living registration per address; a cancelled one may be followed by another.
        Index(
            "uq_registration_email_key_living",
            "email_key",
            unique=True,
            sqlite_where=text("status != 'cancelled'"),
            postgresql_where=text("status != 'cancelled'"),
        ),
        CheckConstraint("status IN ('confirmed', 'waitlisted', 'cancelled')", name="status"),
        # The queue for the event, in its order, and the count of its places.
        Index("ix_registration_queue", "status", "created_at", "id"),
        Index(
            "ix_registration_beside",
            "status",
            sqlite_where=text("beside_capacity = 1"),
            postgresql_where=text("beside_capacity"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    """What a person says on the telephone; opens nothing."""
    status: Mapped[str]
    given_name: Mapped[str]
    family_name: Mapped[str]
    email: Mapped[str]
    email_key: Mapped[str]
    """The address without case and surrounding space: what addresses are compared by."""
    email_refused_at: Mapped[datetime | None]
    """Since when mail servers have refused the address for good; none once a later message was taken."""
    organisation: Mapped[str]
    organisation_kind: Mapped[str]
    job_title: Mapped[str]
    search_key: Mapped[str]
    """Names and organisation without case, accents and hyphens: what a search looks in."""
    lang: Mapped[str]
    category: Mapped[str] = mapped_column(default=states.PARTICIPANT, server_default=states.PARTICIPANT)
    """One of `states.CATEGORIES`."""
    beside_capacity: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Takes none of the event's places, by the rule for the category when the person registered."""
    registered_by: Mapped[str] = mapped_column(default=PARTICIPANT, server_default=PARTICIPANT)
    """Who sent the form, as the audit names actors: the person, a colleague, staff."""
    note: Mapped[str] = mapped_column(default="", server_default="")
    """Why the organisers added this person, in their words."""
    days: Mapped[list[str]]
    """ISO dates."""
    form_id: Mapped[str | None]
    """The form that made it: the same form sent twice registers once."""
    notice_version: Mapped[str]
    id_acknowledged_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    """When anything that the person's own calendar or page shows last changed."""
    cancelled_at: Mapped[datetime | None]
    reconfirmed_at: Mapped[datetime | None]
    """When they said that they still come; none again where the event's days have changed since."""
    reminders_stopped_at: Mapped[datetime | None]
    """Since when they want neither the question whether they still come nor the reminder."""

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def living(self) -> bool:
        return self.status != states.CANCELLED

    def attends(self, day: date) -> bool:
        return day.isoformat() in self.days


class SpecialNeeds(Base):
    """Health data in the sense of GDPR 9: apart, with consent, erased a week after the event."""

    __tablename__ = "special_needs"

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True
    )
    dietary: Mapped[str]
    access_needs: Mapped[str]
    consented_at: Mapped[datetime]


class Booking(Base):
    """A seat in a session (`booked`) or a place in its queue (`waitlisted`); meals are bookings without a limit."""

    __tablename__ = "booking"
    __table_args__ = (
        UniqueConstraint("registration_id", "session_id"),
        CheckConstraint("state IN ('booked', 'waitlisted')", name="state"),
        # The queue of a session, in its order, and the count of its seats, from the index alone.
        Index("ix_booking_queue", "session_id", "state", "joined_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    state: Mapped[str]
    joined_at: Mapped[datetime]
    """Of a place in a queue: what the queue is ordered by, then `id`."""
    preference: Mapped[int] = mapped_column(default=1)
    """Of a place in a queue, among those of one person in one slot: 1 is what they would like most."""

    registration: Mapped[Registration] = relationship()
    session: Mapped[Session] = relationship()


class Displacement(Base):
    """A seat lost because its session was cancelled or moved.

    Until `expires_at` the person comes before everybody who asks, after `created_at`, for a seat in that time.
    """

    __tablename__ = "displacement"
    __table_args__ = (Index("ix_displacement_open", "settled_at", "expires_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    """When the person had a seat in that time again, or the wait was over."""


class Token(Base):
    """The hash of a secret address or badge. A revoked one stays, so that it is known as replaced."""

    __tablename__ = "token"
    __table_args__ = (
        Index(
            "uq_token_registration_purpose_living",
            "registration_id",
            "purpose",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
        CheckConstraint("purpose IN ('manage', 'badge', 'feed')", name="purpose"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    purpose: Mapped[str]
    nonce: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    registration: Mapped[Registration] = relationship()
