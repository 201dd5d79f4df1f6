"""Staff and what each role may do."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from eventreg.db import Base

ADMIN, ORGANISER, SUPERVISOR, STEWARD = "admin", "organiser", "supervisor", "steward"
ROLES = (STEWARD, SUPERVISOR, ORGANISER, ADMIN)
"""From the least to the most: each may do all that those before it may."""

ACTOR = "staff:"
"""What the audit's name of a member of staff begins with."""


class Staff(Base):
    __tablename__ = "staff"
    __table_args__ = (
        CheckConstraint("role IN ('admin', 'organiser', 'supervisor', 'steward')", name="role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    """Lower case."""
    role: Mapped[str]
    password_hash: Mapped[str]
    active: Mapped[bool]
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]

    @property
    def actor(self) -> str:
        """As the audit names them."""
        return f"{ACTOR}{self.id}"

    def may(self, role: str) -> bool:
        return self.active and ROLES.index(self.role) >= ROLES.index(role)


class SignIn(Base):
    """A session that somebody opened and has not signed out of: one for each phone that shares an account."""

    __tablename__ = "sign_in"

    key_hash: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of the key in the session's cookie."""
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime]
