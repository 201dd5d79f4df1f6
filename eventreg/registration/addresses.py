"""Whether the address of a registration is known to be refused, as mail servers tell."""

from datetime import datetime

from sqlalchemy import bindparam, update

from eventreg.db import db
from eventreg.registration.models import Registration

_people = Registration.__table__
# Said of each message sent, so it is written once.
_FORGET = (
    update(_people)  # type: ignore[arg-type]
    .where(
        _people.c.id == bindparam("registration"),
        _people.c.email == bindparam("recipient"),
        _people.c.email_refused_at <= bindparam("written_at"),
    )
    .values(email_refused_at=None)
)
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
    mail = {"registration": registration_id, "recipient": recipient, "written_at": written_at}
    db.session.execute(_FORGET, mail)
