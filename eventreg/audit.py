"""The audit trail: who changed what and when. It names nobody: rows are referred to by number."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Index, insert
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


def record_each(action: str, *, at: datetime, actor: str, data: Mapping[int, Mapping[str, object]]) -> None:
    """One entry for each registration of `data`, as `record` adds one."""
    rows = [
        {
            "at": at,
            "actor": actor,
            "action": action,
            "registration_id": key,
            "session_id": None,
            "data": dict(said),
        }
        for key, said in data.items()
    ]
    if rows:
        db.session.execute(insert(AuditEntry), rows)
