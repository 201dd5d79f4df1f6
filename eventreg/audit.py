"""The audit trail: who changed what and when. It names nobody: rows are referred to by number."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from eventreg.db import Base, db

PARTICIPANT, SYSTEM = "participant", "system"


class AuditEntry(Base):
    """One change, written in the transaction that makes it."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_registration", "registration_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    """`participant`, `system`, `staff:<id>` or `device:<id>`."""
    action: Mapped[str]
    registration_id: Mapped[int | None]
    session_id: Mapped[int | None]
    data: Mapped[dict[str, Any]]


def record(
    action: str,
    *,
    at: datetime,
    actor: str,
    registration_id: int | None = None,
    session_id: int | None = None,
    data: Mapping[str, object] | None = None,
) -> None:
    """Add one entry to the caller's transaction; `data` holds codes and numbers, never a name or an address."""
    db.session.add(
        AuditEntry(
            at=at,
            actor=actor,
            action=action,
            registration_id=registration_id,
            session_id=session_id,
            data=dict(data or {}),
        )
    )
