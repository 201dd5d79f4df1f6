"""Invitations: to whom a personal link was sent, and what became of it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.db import Base
from eventreg.mail.models import OutboxMail
from eventreg.registration.models import Registration


class Invitation(Base):
    """A link in somebody's mail that opens the form with their name filled in, in the capacity of `category`."""

    __tablename__ = "invitation"
    __table_args__ = (
        # One living invitation per address; a withdrawn one may be followed by another.
        Index(
            "uq_invitation_email_key_living",
            "email_key",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index("ix_invitation_registration", "registration_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    given_name: Mapped[str]
    family_name: Mapped[str]
    email: Mapped[str]
    email_key: Mapped[str]
    organisation: Mapped[str]
    organisation_kind: Mapped[str]
    job_title: Mapped[str]
    category: Mapped[str]
    lang: Mapped[str]
    nonce: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)
    """Of the link's token, which is derived like the others and never kept."""
    invited_by: Mapped[str]
    """As the audit names actors."""
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_mail.id", ondelete="SET NULL"))
    """The last message that carried the link."""
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="SET NULL"))
    """What the link was used for."""

    mail: Mapped[OutboxMail | None] = relationship()
    registration: Mapped[Registration | None] = relationship()

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def used(self) -> bool:
        """Who has cancelled may use the link again."""
        return self.registration is not None and self.registration.living
