"""The door: devices, scans, identity checks, movements, conflicts. No column holds anything of an identity document."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.accounts.models import Staff
from eventreg.db import Base
from eventreg.registration.models import Registration


class Device(Base):
    """A phone or scanner enrolled at the door; its keys and its enrolment code are kept as hashes."""

    __tablename__ = "device"
    __table_args__ = (CheckConstraint("role IN ('scan', 'steward', 'supervisor')", name="role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    lists: Mapped[list[str]] = mapped_column(default=list, server_default=text("'[]'"))
    """Codes of the lists that it scans for; empty: all of them."""
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    """Of the member of staff whose own phone it is: it may no more than they may."""
    key_hash: Mapped[str | None] = mapped_column(unique=True)
    """Of the key that scripts send as a bearer."""
    cookie_hash: Mapped[str | None] = mapped_column(unique=True)
    """Of the key that enrolment left in the phone's cookie."""
    enrolment_hash: Mapped[str | None] = mapped_column(unique=True)
    enrolment_expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]

    staff: Mapped[Staff | None] = relationship()


class Scan(Base):
    """One reading of one badge, whatever came of it. A replayed `scan_id` gets the stored answer."""

    __tablename__ = "scan"
    __table_args__ = (Index("ix_scan_registration", "registration_id", "list"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scan_id: Mapped[str] = mapped_column(unique=True)
    list: Mapped[str]
    """An ISO date, or the code of a session."""
    type: Mapped[str]
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="SET NULL"))
    token_hash: Mapped[str | None]
    """Of an unknown code: staff will scan identity cards by mistake, so nothing else of it is kept."""
    code_length: Mapped[int | None]
    code_class: Mapped[str | None]
    verdict: Mapped[str]
    local_verdict: Mapped[str | None]
    offline: Mapped[bool]
    source: Mapped[str]
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    operator: Mapped[str]
    gate: Mapped[str]
    scanned_at: Mapped[datetime]
    """By the device's clock."""
    received_at: Mapped[datetime]
    skew_seconds: Mapped[int]
    """By how much the device's clock was ahead."""
    answer: Mapped[dict[str, Any]]
    """What was answered, without the person: a replay reads the name afresh, and nobody's name outlives them here."""

    device: Mapped[Device | None] = relationship()
    staff: Mapped[Staff | None] = relationship()


class IdentityCheck(Base):
    """That somebody looked at a document on that day, and what came of it: nothing else, by law and by schema."""

    __tablename__ = "identity_check"
    __table_args__ = (
        CheckConstraint("outcome IN ('verified', 'mismatch', 'absent', 'waived')", name="outcome"),
        Index("ix_identity_check_day", "registration_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    day: Mapped[date]
    outcome: Mapped[str]
    operator: Mapped[str]
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("scan.id"))
    voided_at: Mapped[datetime | None]
    """When the entry that it admitted was undone: perhaps it was another person's document."""


class CheckIn(Base):
    """One movement through a door: an entry, an exit, or the undoing of one. Nothing is ever deleted."""

    __tablename__ = "checkin"
    __table_args__ = (
        # The registration is locked while one is added; this holds even where a lock was forgotten.
        UniqueConstraint("registration_id", "list", "number"),
        CheckConstraint("kind IN ('entry', 'exit', 'undo')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    list: Mapped[str]
    number: Mapped[int]
    """1, 2, 3 … within the registration and list."""
    kind: Mapped[str]
    at: Mapped[datetime]
    """When it happened, by what the device says of itself."""
    recorded_at: Mapped[datetime]
    """When we heard of it: what a phone that asks for changes is told by."""
    gate: Mapped[str]
    operator: Mapped[str]
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("scan.id"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("checkin.id"), unique=True)

    registration: Mapped[Registration] = relationship()


class Conflict(Base):
    """A scan made without network that the server, when it heard of it, saw otherwise; a supervisor closes it."""

    __tablename__ = "conflict"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('duplicate_offline', 'admitted_but_revoked', 'admitted_but_cancelled', "
            "'admitted_but_refused', 'refused_but_valid')",
            name="kind",
        ),
        CheckConstraint("(closed_at IS NULL) = (reason IS NULL)", name="closed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scan_id: Mapped[int] = mapped_column(ForeignKey("scan.id"), unique=True)
    kind: Mapped[str]
    outcome: Mapped[str | None]
    """What came of the identity step at the door; recorded with the entry, if a supervisor confirms that one."""
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    closed_by: Mapped[str | None]
    """As the audit names actors."""

    scan: Mapped[Scan] = relationship()
