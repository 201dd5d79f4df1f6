"""The outbox: a table that is the queue."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from eventreg.db import Base

QUEUED = "queued"
SENT = "sent"
"""A mail server has taken it. Whether it arrived is known only when a notification says that it did not."""
REFUSED = "refused"
"""A mail server said no for good, to the address or to the message, or the address is none."""
BOUNCED = "bounced"
"""Taken, and given back later by a delivery status notification."""
DROPPED = "dropped"
"""There was nothing left to tell."""
DEAD = "dead"
"""Given up after as many tries as there are."""
STATES = (QUEUED, SENT, REFUSED, BOUNCED, DROPPED, DEAD)
FAILED = (REFUSED, BOUNCED, DEAD)


class OutboxMail(Base):
    """One message to one person. It is written when it is delivered, so that it tells the last state."""

    __tablename__ = "outbox_mail"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'sent', 'refused', 'bounced', 'dropped', 'dead')", name="state"),
        Index("ix_outbox_mail_due", "state", "due_at"),
        Index("ix_outbox_mail_registration", "registration_id", "id"),
        # Whether something waits for the same person: asked of every message that is due.
        Index("ix_outbox_mail_recipient", "recipient", "state", "id"),
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
    answer: Mapped[str | None]
    """A mail server's last words that were no acceptance, without address; or the class of a fault."""
    answered_at: Mapped[datetime | None]


def planned(now: datetime) -> ColumnElement[bool]:
    """Written ahead, to leave later: it waits, and nothing is wrong."""
    return (OutboxMail.state == QUEUED) & (OutboxMail.attempts == 0) & (OutboxMail.due_at > now)
