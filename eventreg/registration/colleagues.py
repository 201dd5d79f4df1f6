"""The address by which somebody registers a colleague: it says from whom it comes, and opens nothing of theirs."""

from datetime import datetime

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import select

from eventreg.db import db
from eventreg.registration import registering
from eventreg.registration.models import Registration
from eventreg.registration.registering import Application, Outcome

PREFIX = "registration:"


def code_for(registration: Registration) -> str:
    """Signed, so that nobody puts another's name into a mail; of the reference, which opens nothing."""
    return str(_signer().dumps(registration.reference))


def whose(code: str) -> Registration | None:
    """Who takes part and gave this address to a colleague."""
    try:
        reference = _signer().loads(code)
    except BadData:
        return None
    found = db.session.scalars(select(Registration).filter_by(reference=str(reference))).first()
    return found if found is not None and found.living else None


def actor(registration: Registration) -> str:
    """As the audit names who did something for somebody else."""
    return f"{PREFIX}{registration.id}"


def register(colleague: Registration, application: Application, now: datetime) -> Outcome:
    """As anybody is registered; the mail says by whom."""
    return registering.register(application, now=now, actor=actor(colleague))


def registrant(registration: Registration) -> Registration | None:
    """The colleague who registered this person, while they are known."""
    by = registration.registered_by
    return db.session.get(Registration, int(by.removeprefix(PREFIX))) if by.startswith(PREFIX) else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="colleague")
