"""Whether the address of a registration is known to be refused, as mail servers tell."""

from datetime import datetime

from sqlalchemy import update

from eventreg.db import db
from eventreg.registration.models import Registration

# Nothing of a registration is held in the session when a message is settled.
_BLIND = {"synchronize_session": False}


def refused(registration_id: int, recipient: str, *, at: datetime) -> None:
    """Mark it, unless the person has another address by now. The first refusal is the one that is told."""
    mark = update(Registration).where(
        Registration.id == registration_id,
        Registration.email == recipient,
        Registration.email_refused_at.is_(None),
    )
    db.session.execute(mark.values(email_refused_at=at), execution_options=_BLIND)


def accepted(registration_id: int, recipient: str, *, written_at: datetime) -> None:
    """Forget a refusal that is older than a message that was taken."""
    forget = update(Registration).where(
        Registration.id == registration_id,
        Registration.email == recipient,
        Registration.email_refused_at <= written_at,
    )
    db.session.execute(forget.values(email_refused_at=None), execution_options=_BLIND)
