"""Registering by the link of an invitation."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from eventreg import tokens
from eventreg.db import db, lock
from eventreg.event.models import EVENT_ID, Event
from eventreg.invitations.errors import InvitationWithdrawn
from eventreg.invitations.models import Invitation
from eventreg.registration.models import Registration
from eventreg.registration.registering import Application, Outcome, register, remind


def find(token: str) -> Invitation | None:
    """What this link belongs to, withdrawn or not."""
    return db.session.scalars(select(Invitation).filter_by(hash=tokens.sha256(token))).first()


def accept(invitation_id: int, application: Application, now: datetime) -> Outcome:
    """Register in the invitation's category. A link that has served sends the person their own link instead.

    Raises InvitationWithdrawn, and what `register` raises.
    """
    lock(Event, EVENT_ID)
    invitation = lock(Invitation, invitation_id)
    if invitation.withdrawn_at is not None:
        raise InvitationWithdrawn
    if invitation.registration is not None and invitation.registration.living:
        return _again(invitation.registration, application, now)
    outcome = register(replace(application, category=invitation.category), now=now)
    # Somebody else's address, typed into an invited person's form, is not the invited person.
    if outcome.kind != "already_registered" or outcome.registration.email_key == invitation.email_key:
        invitation.registration = outcome.registration
    return outcome


def send_own_link(invitation_id: int, now: datetime) -> None:
    """To the address of the registration that the invitation was used for, whoever asks."""
    lock(Event, EVENT_ID)
    invitation = lock(Invitation, invitation_id)
    if invitation.registration is not None and invitation.registration.living:
        remind(invitation.registration, now)


def _again(registration: Registration, application: Application, now: datetime) -> Outcome:
    if registration.form_id == application.form_id:
        return Outcome("repeated", registration)
    remind(registration, now)
    return Outcome("already_registered", registration)
