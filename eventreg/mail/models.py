"""The outbox: a table that is the queue."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from eventreg.db import Base

QUEUED, SENT, DROPPED, DEAD = "queued", "sent", "dropped", "dead"
STATES = (QUEUED, SENT, DROPPED, DEAD)


class OutboxMail(Base):
    """One message to one person. It is written when it is delivered, so that it tells the last state."""

    __tablename__ = "outbox_mail"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'sent', 'dropped', 'dead')", name="state"),
        Index("ix_outbox_mail_due", "state", "due_at"),
        Index("ix_outbox_mail_registration", "registration_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """Names the composer that writes it."""
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="SET NULL"))
    recipient: Mapped[str]
    lang: Mapped[str]
    params: Mapped[dict[str, Any]]
    message_id: Mapped[str]
    """Made once, so that a message sent again after a crash is recognised as the same."""
    state: Mapped[str]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    """Until then one worker has it; a worker that dies gives it back by silence."""
    attempts: Mapped[int]
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None]
    """What the server said last, without address or content."""
